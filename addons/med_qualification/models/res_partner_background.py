from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    med_background_ids = fields.One2many(
        "med.background.finding", "partner_id", string="Background Findings"
    )
    med_background_count = fields.Integer(compute="_compute_med_background_count")

    def _compute_med_background_count(self):
        counts = self._med_count("med.background.finding", "partner_id")
        for partner in self:
            partner.med_background_count = counts.get(partner.commercial_partner_id, 0)

    def action_med_view_background(self):
        """What was found about this party."""
        self.ensure_one()
        party = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "med_qualification.med_background_finding_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", party.id)],
            "context": {"default_partner_id": party.id},
        }
