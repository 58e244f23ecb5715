from odoo import fields, models


class MedProvisionRate(models.Model):
    """What share of its value goods should be written down by, as they lie or near their expiry."""

    _name = "med.provision.rate"
    _description = "Provision Rate"
    _order = "kind, days, id"

    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: every company.")
    kind = fields.Selection(
        [("idle", "Days without a sale, at least"), ("expiry", "Days left, at most")],
        required=True,
        default="expiry",
    )
    days = fields.Integer(required=True)
    percent = fields.Float(string="Provision (%)", required=True)
    active = fields.Boolean(default=True)

    _percent_range = models.Constraint(
        "CHECK (percent >= 0 AND percent <= 100)", "A provision lies between 0 and 100 %."
    )
    _row_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), kind, days) WHERE active", "There is a rate for this already."
    )
