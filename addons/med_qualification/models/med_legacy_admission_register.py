from odoo import models


class MedLegacyAdmissionLine(models.Model):
    _inherit = "med.legacy.admission.line"

    def _named_by_regulator(self):
        # EXTENDS med_qualification
        # sudo: what a regulator names counts, whoever may read it
        hits = (
            self.env["med.register.hit"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.partner_id.ids),
                    ("company_id", "in", self.company_id.ids),
                    ("state", "!=", "dismissed"),
                ]
            )
        )
        return hits.partner_id
