from odoo import models


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS med_base
        return {
            **super()._events(),
            "pack.issued": self.env._("Pack of papers given out"),
            "portal.link_opened": self.env._("Upload link opened"),
            "portal.link_revoked": self.env._("Upload link revoked"),
            "portal.link_sent": self.env._("Upload link sent"),
            "slip.code_expiry": self.env._("QR code of a delivery: other end"),
            "slip.code_revoked": self.env._("QR code of a delivery withdrawn"),
            "upload.accepted": self.env._("Received paper accepted for review"),
            "upload.received": self.env._("Paper received from a party"),
            "upload.refused": self.env._("Received paper returned"),
        }
