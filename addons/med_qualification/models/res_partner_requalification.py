from odoo import fields, models

# what a review looked at: field -> code of the reason
WATCHED = {
    "name": "name",
    "med_uscc": "uscc",
    "med_legal_representative": "legal_representative",
    "street": "address",
    "street2": "address",
    "city": "address",
    "state_id": "address",
    "country_id": "address",
}


class ResPartner(models.Model):
    """A party that is not what it was when it was reviewed is reviewed again."""

    _inherit = "res.partner"

    med_legal_representative = fields.Char(string="Legal Representative", tracking=True)

    def write(self, vals):
        # EXTENDS base
        names = [name for name in WATCHED if name in vals]
        if not names:
            return super().write(vals)
        before = {partner: partner._med_watched(names) for partner in self._med_decided()}
        result = super().write(vals)
        for partner, old in before.items():
            partner._med_reopen_changed(old, partner._med_watched(names))
        return result

    def _med_decided(self):
        """Those of these partners that have a decided file in some company."""
        # sudo: files of every company count, whoever corrects the party
        files = self.env["med.dossier"].sudo().search(
            [
                ("partner_id", "in", self.ids),
                ("state", "in", ("qualified", "provisional", "suspended")),
            ]
        )
        found = set(files.partner_id.ids)
        return self.filtered(lambda partner: partner.id in found)

    def _med_watched(self, names):
        self.ensure_one()
        values = {}
        for name in names:
            value = self[name]
            values[name] = value.display_name if isinstance(value, models.BaseModel) else value
        return {name: value or "" for name, value in values.items()}

    def _med_reopen_changed(self, old, new):
        """Open a requalification for each kind of change, with what changed."""
        kinds = {}
        for name in old:
            if old[name] != new[name]:
                kinds.setdefault(WATCHED[name], []).append(name)
        for code, names in kinds.items():
            labels = self._med_spoken().fields_get(names, ["string"])
            facts = {name: [old[name], new[name]] for name in names}
            detail = "; ".join(
                f"{labels[name]['string']}: {old[name] or '–'} → {new[name] or '–'}" for name in names
            )
            # sudo: files of every company are reviewed again
            self.sudo().med_dossier_ids._reopen(code, facts, detail)
