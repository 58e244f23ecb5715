from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    med_link_ids = fields.One2many("med.portal.link", "commercial_partner_id")
    med_upload_ids = fields.One2many("med.upload", "partner_id", string="Received Papers")
    med_upload_count = fields.Integer(compute="_compute_med_upload_count")

    def _compute_med_upload_count(self):
        counts = {}
        if self.env["med.upload"].has_access("read"):
            counts = dict(
                self.env["med.upload"]._read_group(
                    [
                        ("partner_id", "in", self.commercial_partner_id.ids),
                        ("state", "=", "received"),
                    ],
                    ["partner_id"],
                    ["__count"],
                )
            )
        for partner in self:
            partner.med_upload_count = counts.get(partner.commercial_partner_id, 0)

    def action_med_send_link(self):
        """Dialog that sends these parties a link to upload what is missing or ends soon.

        :return: action of the dialog; its ``action_send`` returns the links
        """
        self.check_access("read")
        for partner in self:
            self.env["med.portal.link"]._check_may_send(partner)
        return self.env["med.portal.send"]._open(self)

    def action_med_view_uploads(self):
        """What this party sent."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "med_qualification.med_upload_action"
        )
        action["domain"] = [("partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {}
        return action
