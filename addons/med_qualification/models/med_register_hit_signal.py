from odoo import models


class MedRegisterHit(models.Model):
    """What quality decides on a hit: confirmed it stops trade, dismissed it drops the review."""

    _inherit = "med.register.hit"

    def _decide(self, state, reason):
        # EXTENDS med_base
        result = super()._decide(state, reason)
        for hit in self:
            files = hit._signal_files()
            for row in files.open_requalification_ids.filtered(lambda r: r.reason_code == "register"):
                other = hit._still_open(row.dossier_id)
                if other:  # another entry of a register waits: the review goes on for that one
                    row.facts = {"hit": other.id, "entry": other.entry_id.id}
                else:
                    row._close("done" if state == "confirmed" else "dismissed", hit.decision_reason)
            if state == "confirmed":
                detail = hit.entry_reason or hit.res_name
                files._reopen("register_confirmed", {"hit": hit.id}, f"{hit.source_id.name}: {detail}")
        return result

    def _still_open(self, dossier):
        """Another hit on the same file that nobody has decided yet."""
        # sudo: what a register names counts, whoever decides on this hit
        hits = self.sudo().search([("state", "=", "open"), ("company_id", "in", self.company_id.ids)])
        return hits.filtered(lambda hit: dossier in hit._signal_files())[:1]

    def _signal_files(self):
        """Files of the party, product or paper that the register names."""
        self.ensure_one()
        subject = self.env[self.res_model].browse(self.res_id).exists()
        party = self.partner_id.commercial_partner_id
        products = self.env["product.product"]
        if self.res_model == "product.product":
            products = subject
        elif self.res_model == "med.credential":
            # sudo: whose the paper is, whoever decides on the hit
            paper = subject.sudo()
            party |= paper.commercial_partner_id
            products = paper.product_id | paper.product_ids
        # sudo: the files it concerns, whoever decides on the hit
        files = self.env["med.dossier"].sudo().search(
            ["|", ("partner_id", "in", party.ids), ("product_id", "in", products.ids)]
        )
        if self.company_id:
            files = files.filtered(lambda dossier: dossier.company_id == self.company_id)
        return files
