from odoo import models


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS med_base
        return {
            **super()._events(),
            "equipment.changed": self.env._("Kind, place or intervals of equipment changed"),
            "equipment.event": self.env._("Equipment calibrated, validated, stopped or scrapped"),
            "stock.checked": self.env._("In-stock check finished"),
            "storage.excursion_decided": self.env._("Excursion decided"),
            "storage.excursion_found": self.env._("Excursion found"),
            "storage.file_taken": self.env._("Logger file taken in"),
            "storage.late_reading": self.env._("Reading entered late"),
            "storage.limits_changed": self.env._("Limits of a storage area changed"),
            "storage.missing_explained": self.env._("Missing reading explained"),
            "storage.place_moved": self.env._("Place taken out of its storage area"),
            "storage.reading_void": self.env._("Reading declared void"),
        }
