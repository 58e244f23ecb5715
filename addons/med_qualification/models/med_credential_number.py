from odoo import api, models

from ..medpapers import parse


class MedCredential(models.Model):
    """Numbers of papers: written in one way, compared with the grammar of their type."""

    _inherit = "med.credential"

    @api.depends("number", "type_id.number_grammar")
    @api.depends_context("lang")
    def _compute_number_warning(self):
        texts = self._number_warning_texts()
        for credential in self:
            credential.number_warning = False
            if credential.number and credential.type_id.number_grammar:
                number = credential._parse_number(credential.number)
                credential.number_warning = " ".join(texts[w] for w in number.warnings)

    def _number_warning_texts(self):
        """What each warning of the number grammars says to a person."""
        return {
            "empty": self.env._("The number is empty."),
            "unknown_form": self.env._("Unusual form of number: compare with the paper."),
            "uscc_check": self.env._("The credit code's check character does not fit."),
            "year": self.env._("The year in the number is unlikely."),
            "category": self.env._("No catalogue has the category in this number."),
            "national_class": self.env._(
                "National numbers of domestic products are class III."
            ),
            "province_origin": self.env._("Provinces do not register imports."),
            "province_class": self.env._("Provinces register class II."),
        }

    def _parse_number(self, number):
        """``medpapers.Number`` of a text by the grammar of this paper's type."""
        grammar = self.type_id.number_grammar
        parsed = parse(grammar, number)
        if grammar == "registration" and not parsed.is_recognised:
            old = parse("legacy_registration", number)
            return old if old.is_recognised else parsed
        return parsed

    def _normalise_numbers(self):
        for credential in self.filtered(lambda c: c.number and c.state == "draft"):
            written = credential._parse_number(credential.number).normalised
            if written != credential.number:
                credential.number = written
