from odoo import models


class ResUsers(models.Model):
    """Who leaves, or sells no more, loses the letter at once."""

    _inherit = "res.users"

    def _med_may_hold_letter(self):
        """Whether this person sells in our name."""
        self.ensure_one()
        return self.has_group("med_base.group_sales")

    def write(self, vals):
        # EXTENDS base
        result = super().write(vals)
        if {"active", "group_ids"} & set(vals):
            self._med_end_letters()
        return result

    def _med_end_letters(self):
        # sudo: whoever takes a job away need not read the letters
        letters = self.env["med.credential"].sudo().search(
            [("authorised_user_id", "in", self.ids), ("state", "in", ("valid", "renewing"))]
        )
        for letter in letters:
            user = letter.authorised_user_id
            if not user.active:
                letter._end_letters(self.env._("The person left"))
            elif not user._med_may_hold_letter():
                letter._end_letters(self.env._("The person sells no more"))
