from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

# deals with devices are evidence about the partner that is named in them
IS_DEVICE = ("product_id.is_medical_device", "=", True)
DEVICE_RECORDS = {
    "sale.order.line": ("order_partner_id", [("state", "=", "sale"), IS_DEVICE]),
    "purchase.order.line": ("partner_id", [("state", "=", "purchase"), IS_DEVICE]),
    "stock.picking": (
        "partner_id",
        [
            ("state", "=", "done"),
            ("move_ids", "any", [IS_DEVICE]),
        ],
    ),
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _compliance_records(self):
        """What stands in the way of merging or deleting these partners.

        Addons extend the result with records that do not use the retention mixin.
        :return: dict partner id -> set of descriptions of the models found
        """
        found = {}
        for model_name, (name, domain) in DEVICE_RECORDS.items():
            model = self.env[model_name].with_context(active_test=False)
            groups = model._read_group(
                Domain(name, "in", self.ids) & Domain(domain), [name]
            )
            for (partner,) in groups:
                found.setdefault(partner.id, set()).add(model._description)
        for model in self.env["med.retention.mixin"]._retention_models():
            for name, field in model._fields.items():
                if (
                    field.type == "many2one"
                    and field.store
                    and field.comodel_name == "res.partner"
                ):
                    self._collect_compliance(found, model, name)
        return found

    def _collect_compliance(self, found, model, name):
        """Add to ``found`` the partners that field ``name`` of ``model`` points at."""
        records = model.with_context(active_test=False)
        groups = records._read_group(
            Domain(name, "in", self.ids), [name], ["id:recordset"]
        )
        for partner, kept in groups:
            if kept._retained():
                found.setdefault(partner.id, set()).add(model._description)

    def unlink(self):
        # EXTENDS base: privacy and recycling tools come through here as superuser
        # sudo: a guard looks at records of all companies
        self._check_compliance_unlink(self.sudo()._compliance_records())
        return super().unlink()

    def _check_compliance_unlink(self, found):
        for partner in self.filtered(lambda partner: partner.id in found):
            raise UserError(
                self.env._(
                    "%(partner)s cannot be deleted: law keeps its records "
                    "(%(records)s). Archive the partner instead.",
                    partner=partner.display_name,
                    records=", ".join(sorted(found[partner.id])),
                )
            )
