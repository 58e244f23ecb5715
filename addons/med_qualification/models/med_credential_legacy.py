from odoo import models


class MedCredential(models.Model):
    _name = "med.credential"
    _inherit = ["med.credential", "med.import.mark"]
