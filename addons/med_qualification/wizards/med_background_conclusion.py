from odoo import fields, models


class MedBackgroundConclusion(models.TransientModel):
    """What quality concludes from findings."""

    _name = "med.background.conclusion"
    _description = "Conclusion of Background Findings"

    finding_ids = fields.Many2many(
        "med.background.finding", "med_background_conclusion_rel", readonly=True
    )
    verdict = fields.Selection(
        [("none", "No influence"), ("watch", "Go on and watch"), ("refuse", "Do not trade")],
        required=True,
    )
    conclusion = fields.Text(required=True)

    def action_apply(self):
        """Close the findings with this conclusion."""
        self.ensure_one()
        return self.finding_ids.action_conclude(self.verdict, self.conclusion)
