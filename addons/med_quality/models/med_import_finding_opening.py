from odoo import models


class MedImportFinding(models.Model):
    _inherit = "med.import.finding"

    def _error_texts(self):
        # EXTENDS med_qualification
        return {
            **super()._error_texts(),
            "unknown_product": self.env._("is no product here: import the products first."),
            "several_products": self.env._("fits several products: add the model or the UDI-DI."),
            "no_device": self.env._("is no medical device: count it in Inventory."),
            "unknown_place": self.env._("is no location of ours."),
            "place_not_green": self.env._("is no place for released goods."),
            "lot_twice": self.env._("stands in the sheet twice for this place."),
            "serial_not_one": self.env._("a serial number is one piece."),
            "no_quantity": self.env._("nothing is there: leave the row out."),
            "other_expiry": self.env._("the lot has another expiry here already: compare with the label."),
        }

    def _warning_texts(self):
        # EXTENDS med_qualification
        return {
            **super()._warning_texts(),
            "unknown_supplier": self.env._("is no party here: the lot stays without supplier."),
            "lot_spelling": self.env._("was written with full-width signs or blanks, which were taken off."),
            "lot_known_as": self.env._("there is a lot that differs in spelling only."),
            "goes_red": self.env._("has passed: the goods go to the red zone."),
            "expiry_missing": self.env._("is missing: the goods wait in the yellow zone for it."),
        }
