from odoo import api, models
from odoo.exceptions import UserError


class MedCreditCardPartMixin(models.AbstractModel):
    """A row of a scorecard: fixed as soon as the card is more than a draft."""

    _name = "med.credit.card.part.mixin"
    _description = "Part of a Scorecard"

    def _card(self):
        """The scorecards these rows belong to."""
        return self.card_id

    def _check_draft(self):
        card = self._card().filtered(lambda c: c.state != "draft")[:1]
        if card:
            raise UserError(
                self.env._(
                    "%(card)s is in use or was: what scores rest on stays. Change a new version of it.",
                    card=card.display_name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        parts = super().create(vals_list)
        parts._check_draft()
        return parts

    def write(self, vals):
        # EXTENDS base: before, and after in case it was moved to another card
        translated = all(self._fields[name].translate for name in vals if name in self._fields)
        if not translated:
            self._check_draft()
        result = super().write(vals)
        if not translated:
            self._check_draft()
        return result

    def unlink(self):
        # EXTENDS base
        self._check_draft()
        return super().unlink()
