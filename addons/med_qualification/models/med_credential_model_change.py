from odoo import api, models

COUNTING = ("valid", "renewing", "expired", "superseded")


class MedCredentialModel(models.Model):
    """What a certificate names grows with its change notices."""

    _inherit = "med.credential.model"

    @api.model
    def _for_certificates(self, certificates):
        """Models that certificates name, those added by approved change notices too.

        :param certificates: med.credential, any number (two queries)
        :return: {credential id: med.credential.model}, empty where none is listed
        """
        # sudo: goods are judged by papers the warehouse need not read
        notices = self.env["med.credential"].sudo().search(
            [("amends_id", "in", certificates.ids), ("state", "in", COUNTING)]
        )
        amended = {notice.id: notice.amends_id.id for notice in notices}
        # sudo: as above
        lines = self.sudo().search(
            [("credential_id", "in", [*certificates.ids, *notices.ids])]
        )
        found = dict.fromkeys(certificates.ids, lines.browse())
        for line in lines:
            key = line.credential_id.id
            found[amended.get(key, key)] |= line
        return found
