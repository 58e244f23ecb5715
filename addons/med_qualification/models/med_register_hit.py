from odoo import models


class MedRegisterHit(models.Model):
    _inherit = "med.register.hit"

    def _open_review(self):
        # EXTENDS med_base: the files concerned come up for review, not the hit alone
        result = super()._open_review()
        self._dossiers()._reopen(
            "register",
            {"hit": self.id, "entry": self.entry_id.id},
            self.env._(
                "%(record)s is named by %(register)s",
                record=self.res_name,
                register=self.source_id.name,
            ),
        )
        return result

    def _dossiers(self):
        """Files in force of the party or products that this hit names."""
        partners = self.partner_id
        products = self.env["product.product"]
        if self.res_model == "med.credential":
            # sudo: as in _match
            paper = self.env["med.credential"].sudo().browse(self.res_id)
            products = paper.product_id | paper.product_ids
        # sudo: as in _match
        return (
            self.env["med.dossier"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("state", "in", ("qualified", "provisional", "review")),
                    "|",
                    ("partner_id", "in", partners.ids),
                    ("product_id", "in", products.ids),
                ]
            )
        )
