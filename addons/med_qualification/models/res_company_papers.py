from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    med_link_days = fields.Integer(
        string="Upload Links Open for (Days)",
        default=30,
        help="After this many days a link that a party got to send its papers is closed.",
    )
    med_slip_days = fields.Integer(
        string="Papers of a Delivery Open for (Days)",
        default=730,
        help="For so long the QR code on a delivery slip opens the papers of its goods.",
    )
    med_seal_image = fields.Image(
        string="Seal Picture",
        max_width=600,
        max_height=600,
        help="Printed on outgoing packs of papers. A picture with a transparent ground "
        "looks best.",
    )

    @api.constrains("med_link_days", "med_slip_days")
    def _check_med_days(self):
        for company in self:
            if not 1 <= company.med_link_days <= 180 or not 1 <= company.med_slip_days <= 7300:
                raise ValidationError(
                    self.env._(
                        "%(company)s: links stay open for 1 to 180 days, the papers of a "
                        "delivery for 1 to 7300 days.",
                        company=company.name,
                    )
                )
