from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    med_visit_count = fields.Integer(compute="_compute_med_visit_count")

    def _compute_med_visit_count(self):
        counts = self._med_count("med.site.visit", "partner_id")
        for partner in self:
            partner.med_visit_count = counts.get(partner.commercial_partner_id, 0)

    def action_med_view_visits(self):
        """Visits at this party; a first one opens as a new form."""
        self.ensure_one()
        party = self.commercial_partner_id
        views = [(False, "list"), (False, "form")]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Visits at %(name)s", name=party.name),
            "res_model": "med.site.visit",
            "views": views if self.med_visit_count else views[1:],
            "domain": [("partner_id", "=", party.id)],
            "context": {"default_partner_id": party.id},
        }
