from odoo import models


class MedImportFinding(models.Model):
    _inherit = "med.import.finding"

    def _error_texts(self):
        # EXTENDS med_qualification
        return {
            **super()._error_texts(),
            "unknown_customer": self.env._("is no customer here: import the parties first."),
            "twice": self.env._("stands in the sheet twice."),
            "no_end": self.env._("give a day between today and one year from now."),
            "document_twice": self.env._("stands in the sheet twice for this customer."),
            "due_early": self.env._("lies before the date of the document."),
            "nothing_open": self.env._("nothing is open: leave the row out."),
        }

    def _info_texts(self):
        # EXTENDS med_qualification
        return {
            **super()._info_texts(),
            "limit_kept": self.env._("a limit was approved here already and stays."),
        }
