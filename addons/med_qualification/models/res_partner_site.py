from odoo import fields, models
from odoo.exceptions import AccessError


class ResPartner(models.Model):
    _inherit = "res.partner"

    med_sells_elsewhere = fields.Boolean(
        string="Sells from Another Site",
        tracking=True,
        help="A registrant who sells from a site that is neither its registered nor its "
        "production address needs an operating licence or filing (Order 54 art. 27).",
    )

    def write(self, vals):
        # EXTENDS base: it decides which papers are asked
        if "med_sells_elsewhere" in vals and not self.env.su:
            if not self.env.user.has_group("med_base.group_quality_officer"):
                raise AccessError(
                    self.env._("Whether a registrant sells from another site is noted by quality.")
                )
        return super().write(vals)
