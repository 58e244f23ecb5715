from odoo import fields, models
from odoo.exceptions import AccessError, UserError

OPERATIONS = [
    ("own", "Our own, in our city"),
    ("other_city", "Our own, in another city"),
    ("third_party", "Run by a third party"),
]


class StockWarehouse(models.Model):
    """Who runs a warehouse and where: what is not at our own site needs a file (GSP art. 34, 98)."""

    _inherit = "stock.warehouse"

    med_operation = fields.Selection(OPERATIONS, string="Operated As", default="own", required=True)
    med_dossier_ids = fields.One2many("med.warehouse.dossier", "warehouse_id", string="Warehouse File")

    def write(self, vals):
        # EXTENDS stock: calling a warehouse our own would free it of every check
        changed = self.browse()
        if "med_operation" in vals:
            changed = self.filtered(lambda w: w.med_operation != vals["med_operation"])
        if changed and not self.env.su and not self._med_may_say():
            raise AccessError(self.env._("Quality staff say who runs a warehouse. Ask a quality officer."))
        kept = changed.filtered(lambda w: any(d.state == "approved" for d in w.med_dossier_ids))
        if kept and vals["med_operation"] == "own" and not self.env.su:
            raise UserError(
                self.env._(
                    "%(warehouse)s has an approved file. Quality closes the file first, then it may be "
                    "called our own.",
                    warehouse=kept[0].display_name,
                )
            )
        result = super().write(vals)
        for warehouse in changed:
            self.env["med.ledger.entry"]._append(
                "warehouse.operation_changed",
                record=warehouse,
                company=warehouse.company_id,
                facts={"operation": warehouse.med_operation},
            )
        return result

    def _med_may_say(self):
        user = self.env.user
        return user.has_group("med_base.group_quality_officer") or user.has_group("med_base.group_consultant")

    def action_med_dossier(self):
        """The file of this warehouse, or a new one."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Warehouse File"),
            "res_model": "med.warehouse.dossier",
            "views": [(False, "form")],
            "res_id": self.med_dossier_ids[:1].id,
            "context": {"default_warehouse_id": self.id},
        }
