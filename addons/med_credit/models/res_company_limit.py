from odoo import fields, models


class ResCompany(models.Model):
    """From when scores decide; until then they are kept and shown, and nothing follows."""

    _inherit = "res.company"

    med_scores_since = fields.Date(
        string="Scores Rule Since",
        copy=False,
        help="Until this day scores run in the shadow: grade, limit and standing stay as people set "
        "them. Empty: scores rule at once.",
    )

    def _med_scores_rule(self, day):
        """Whether a score of that day has effects."""
        self.ensure_one()
        # sudo: scoring need not read the company's settings
        since = self.sudo().med_scores_since
        return not since or since <= day

    def write(self, vals):
        # EXTENDS base: another strictness is another policy
        result = super().write(vals)
        if "med_credit_strictness" in vals:
            for company in self:
                self.env["med.credit.segment"]._apply_strictness(company)
        return result
