from odoo import fields, models
from odoo.exceptions import AccessError

STOPPERS = (
    "med_base.group_quality_officer",
    "med_base.group_inspector",
    "med_base.group_keeper",
    "med_base.group_receiver",
    "med_base.group_reviewer",
)


class MedLotHoldWizard(models.TransientModel):
    """Stop lots at once, or let them go again, with the reason."""

    _name = "med.lot.hold.wizard"
    _description = "Hold Lots"

    lot_ids = fields.Many2many("stock.lot", string="Lots", required=True)
    is_lift = fields.Boolean()
    reason = fields.Char(required=True)

    def action_apply(self):
        """Place or lift the holds.

        :raise AccessError: the job may not stop goods (anyone of warehouse and quality may;
            letting go again is for quality officers)
        """
        self.ensure_one()
        self.lot_ids.check_access("read")
        if self.is_lift:
            # sudo: which holds there are is found for the person, lifting checks who it is
            blocks = self.env["med.lot.block"].sudo().search(
                [
                    ("lot_id", "in", self.lot_ids.ids),
                    ("kind", "=", "hold"),
                    ("state", "=", "open"),
                    ("company_id", "=", self.env.company.id),
                ]
            )
            blocks.sudo(False).action_lift(self.reason)
            return True
        if not any(self.env.user.has_group(group) for group in STOPPERS):
            raise AccessError(self.env._("Lots are stopped by the warehouse or by quality. Call them."))
        self.lot_ids._med_hold(self.reason, self.env.company)
        return True
