from odoo import models


class MedGateMixin(models.AbstractModel):
    _inherit = "med.gate.mixin"

    def action_gate_send_link(self, check, line_id=False):
        """Send the party of a finding its upload link, in one click.

        :param check: code of the finding's check
        :param line_id: id of its line, False for a finding of the whole document
        :return: dialog with the link to copy into a chat
        """
        self.ensure_one()
        for finding in self.action_gate_check():
            if finding["check"] == check and finding["line_id"] == (line_id or False):
                return self._gate_send_link(finding)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _gate_send_link(self, finding):
        if finding["subject_model"] != "res.partner":
            return self._gate_next_action(finding)
        partner = self.env["res.partner"].browse(finding["subject_id"])
        contact = self.partner_id if self._gate_contact_fits(partner) else partner
        return self.env["med.portal.send"]._send_all(
            [(contact, contact.email or partner.email)]
        )

    def _gate_contact_fits(self, partner):
        """Whether the document's own contact belongs to the party of the finding."""
        return "partner_id" in self._fields and (
            self.partner_id.commercial_partner_id == partner.commercial_partner_id
        )
