from odoo import models

from ..medpapers import recognise


class MedRegisterEntry(models.Model):
    """Numbers of papers and registrations that an external list names."""

    _inherit = "med.register.entry"

    def _match(self):
        # EXTENDS med_base
        found = super()._match()
        written = {entry: self._written(entry) for entry in self if entry.number}
        numbers = {number for forms in written.values() for number in forms}
        # sudo: what a regulator names is found, whoever may read it
        papers = (
            self.env["med.credential"]
            .sudo()
            .search(
                [
                    ("number", "in", list(numbers)),
                    ("company_id", "in", self.company_id.ids),
                    ("state", "in", ("draft", "review", "valid", "renewing", "expired")),
                ]
            )
        )
        by_number = papers.grouped("number")
        for entry, forms in written.items():
            for number in forms:
                for paper in by_number.get(number, ()):
                    if paper.company_id == entry.company_id:
                        found.append((entry, paper, "number"))
        return found

    def _written(self, entry):
        """Forms in which our papers may keep the number of an entry."""
        plain = entry.plain_number
        return {plain, f"{plain}号", recognise(plain).normalised}
