from odoo import api, models


class ProductTemplate(models.Model):
    """Devices kept by lot have a place for the date on the label; nothing is filled in there."""

    _inherit = "product.template"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS product
        for vals in vals_list:
            by_lot = vals.get("tracking") in ("lot", "serial")
            if vals.get("is_medical_device") and by_lot and "use_expiration_date" not in vals:
                vals["use_expiration_date"] = True
        return super().create(vals_list)
