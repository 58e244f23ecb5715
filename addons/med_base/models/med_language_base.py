from odoo import models


class Base(models.AbstractModel):
    """What is kept or sent as text is in the language of those who read it."""

    _inherit = "base"

    def _med_spoken_to(self, user):
        """These records in the language of a person, for what is written to that person.

        :param user: res.users, one or none
        """
        # sudo: the language of a colleague is no secret
        return self.with_context(lang=user.sudo().lang or self.env.lang)

    def _med_spoken(self):
        """These records in the reader's language; that of quality where nobody asked.

        Nightly jobs and calls of other programs come without a language.
        """
        if self.env.lang:
            return self
        # sudo: as above
        company = self.env.company.sudo()
        language = company.med_quality_head_id.lang or company.partner_id.lang
        return self.with_context(lang=language) if language else self
