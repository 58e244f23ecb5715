from odoo import models


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS med_base
        _ = self.env._
        return {
            **super()._events(),
            "credential.approved": _("Credential approved"),
            "credential.renewing": _("Credential under renewal"),
            "credential.revoked": _("Credential revoked"),
            "dossier.provisional": _("Dossier provisionally qualified"),
            "dossier.qualified": _("Dossier qualified"),
            "dossier.rejected": _("Dossier rejected"),
            "dossier.resumed": _("Dossier resumed"),
            "dossier.revoked": _("Dossier revoked"),
            "dossier.suspended": _("Dossier suspended"),
            "dossier.voided": _("Dossier judged again: its papers changed"),
        }
