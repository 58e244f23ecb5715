from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def action_med_drop_papers(self, attachment_ids):
        """Make one draft certificate of this product for each uploaded file and open them.

        :param attachment_ids: ids of files that belong to no document yet
        """
        self.ensure_one()
        papers = self.env["med.credential"]._drop_files(
            self.env["ir.attachment"].browse(attachment_ids),
            {"product_id": self.id, "holder_name": self.med_registrant},
        )
        return papers._action_sort()
