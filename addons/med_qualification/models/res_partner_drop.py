from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_med_drop_papers(self, attachment_ids):
        """Make one draft paper of this party for each uploaded file and open them.

        :param attachment_ids: ids of files that belong to no document yet
        """
        self.ensure_one()
        party = self.commercial_partner_id
        papers = self.env["med.credential"]._drop_files(
            self.env["ir.attachment"].browse(attachment_ids),
            {"partner_id": party.id, "holder_name": party.name},
        )
        return papers._action_sort()
