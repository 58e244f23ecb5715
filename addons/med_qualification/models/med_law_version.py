from odoo import models
from odoo.exceptions import UserError


class MedLawVersion(models.Model):
    """What changes if a version comes into force: parties, products and papers."""

    _inherit = "med.law.version"

    def action_impact(self):
        """List parties, products and papers concerned, as a gap list of this version."""
        self.ensure_one()
        if not self.change_ids:
            raise UserError(
                self.env._("Plan first which rules start and end with %(version)s.", version=self.number)
            )
        lists = self.env["med.gap.list"]
        domain = [("version_id", "=", self.id), ("company_id", "=", self.env.company.id)]
        gaps = lists.search(domain, limit=1) or lists.create({"version_id": self.id, "day": self.date_from})
        gaps.day = self.date_from
        gaps.action_compute()
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.gap.list",
            "res_id": gaps.id,
            "views": [(False, "form")],
        }
