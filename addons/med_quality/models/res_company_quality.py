from odoo import fields, models


class ResCompany(models.Model):
    """Since when goods need an inspection before they are sold."""

    _inherit = "res.company"

    med_quality_since = fields.Date(
        string="Goods Inspected Since",
        copy=False,
        help="From this day each receipt and each customer return of devices is taken into the "
        "yellow zone and inspected. Empty: nothing has to be inspected yet; holds, expiry and "
        "zones stop goods all the same.",
    )

    def _med_quality_is_on(self):
        """Whether goods of this company are inspected today."""
        self.ensure_one()
        # sudo: the dock need not read the company's settings
        since = self.sudo().med_quality_since
        return bool(since) and since <= self._med_today()
