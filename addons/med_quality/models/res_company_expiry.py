from odoo import fields, models


class ResCompany(models.Model):
    """From when on stock counts as slow or dead."""

    _inherit = "res.company"

    med_slow_days = fields.Integer(
        string="Slow After (Days)", default=90, help="Stock of a product that did not leave for so long."
    )
    med_dead_days = fields.Integer(string="Dead After (Days)", default=365)
    med_count_limit = fields.Monetary(
        string="Differences Up To",
        default=1000.0,
        help="Differences of a count worth more are posted by the quality head, finance or the owner.",
    )

    _med_slow_before_dead = models.Constraint(
        "CHECK (med_slow_days >= 0 AND med_dead_days >= med_slow_days)",
        "Stock is slow before it is dead: give fewer days to the first.",
    )
