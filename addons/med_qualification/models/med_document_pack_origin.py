from odoo import api, models


class MedDocumentPack(models.Model):
    """Packs from a list of products, a quotation or a delivery."""

    _inherit = "med.document.pack"

    @api.model
    def _open_for(self, products, recipient=None, origin=False):
        """Form of a new pack for these products.

        :param products: product.product; those that are no devices are left out
        :param recipient: res.partner or none
        :param origin: name of the document
        """
        devices = products.filtered("is_medical_device")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pack of Papers"),
            "res_model": self._name,
            "views": [(False, "form")],
            "context": {
                "default_product_ids": devices.ids,
                "default_recipient_id": recipient.commercial_partner_id.id if recipient else False,
                "default_origin": origin,
            },
        }
