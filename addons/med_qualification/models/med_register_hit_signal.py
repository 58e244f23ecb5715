from odoo import models


class MedRegisterHit(models.Model):
    """A confirmed hit in a public register opens the file it concerns, and stops trade."""

    _inherit = "med.register.hit"

    def _decide(self, state, reason):
        # EXTENDS med_base
        result = super()._decide(state, reason)
        if state == "confirmed":
            for hit in self:
                hit._signal_files()
        return result

    def _signal_files(self):
        """Reopen the files of the party, product or paper that the register names."""
        self.ensure_one()
        subject = self.env[self.res_model].browse(self.res_id).exists()
        party = self.partner_id.commercial_partner_id
        products = self.env["product.product"]
        if self.res_model == "product.product":
            products = subject
        elif self.res_model == "med.credential":
            # sudo: whose the paper is, whoever decides on the hit
            party |= subject.sudo().commercial_partner_id
            products = subject.sudo().product_id  # sudo: as above
        # sudo: the files it concerns, whoever decides on the hit
        files = self.env["med.dossier"].sudo().search(
            ["|", ("partner_id", "in", party.ids), ("product_id", "in", products.ids)]
        )
        if self.company_id:
            files = files.filtered(lambda dossier: dossier.company_id == self.company_id)
        facts = {"register": self.source_id.name, "entry": self.entry_id.id, "hit": self.id}
        detail = ": ".join(filter(None, (self.source_id.name, self.entry_reason or self.res_name)))
        files._reopen("register", facts, detail)
