from dataclasses import replace

from odoo import models

from ..medpapers.chain import beyond
from .med_credential_chain import LONGEST

REACH = {"area", "product", "scope", "grantor"}
STANDING = {"state", "ended_on", "renewal_accepted_on"}


class MedCredential(models.Model):
    """A chain of letters holds as long as each of its links does."""

    _inherit = "med.credential"

    # judging -------------------------------------------------------------

    def _letters_above(self):
        """The letters that this one rests on, the first one first.

        A letter that was renewed counts by its new version.
        """
        self.ensure_one()
        chain, above = [], self.sudo().parent_id  # sudo: the letters above bind, whoever reads
        while above and len(chain) < LONGEST:
            above = above._version_that_counts()
            chain.insert(0, above)
            above = above.parent_id
        return chain

    def _version_that_counts(self):
        """This letter, or the approved version that took its place."""
        letter = self
        for _version in range(LONGEST):
            newer = letter.superseded_by_ids.filtered(lambda c: c.state not in ("draft", "review"))
            if letter.state != "superseded" or not newer:
                break
            letter = newer[-1]
        return letter

    def _papers_above(self):
        """The letters above as plain ``medpapers.Paper``."""
        if not self.sudo().parent_id:  # sudo: as above
            return ()
        service, papers, below = self.env["med.qualification"], [], self.sudo()  # sudo: as above
        for above in reversed(self._letters_above()):
            paper = replace(service._as_paper(above), rests_on=())
            if below.parent_id != above and REACH & set(beyond(below._as_letter(), above._as_letter())):
                paper = replace(paper, is_narrower=True)
            papers.insert(0, paper)
            below = above
        return tuple(papers)

    # effects -------------------------------------------------------------

    def _letters_below(self):
        """All letters that rest on these, down to the last, whoever keeps them."""
        # sudo: letters below belong to colleagues
        below, front = self.sudo().browse(), self.sudo()
        while front:
            front = (front | front.supersedes_id).child_ids - below
            below |= front
        return below

    def write(self, vals):
        # EXTENDS base: how a letter stands decides how those below it stand
        result = super().write(vals)
        if STANDING & set(vals):
            below = self.filtered("is_authorisation")._letters_below()
            # sudo: rows follow the papers, whoever decides
            statuses = self.env["med.qualification.status"].sudo()
            statuses.search([("partner_id", "in", below.commercial_partner_id.ids)])._refresh()
        return result

    def action_revoke(self, reason):
        """End papers at once; what was promised on letters below them is judged again."""
        result = super().action_revoke(reason)
        below = self._letters_below().filtered(lambda c: c.state in ("valid", "renewing"))
        for letter in below:
            keeper = letter.user_id or self.env.user
            letter.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=keeper.id,
                summary=self._med_spoken_to(keeper).env._(
                    "The letter above was revoked: this one covers nothing any more"
                ),
            )
        below._log("credential.broken", above=self.ids)
        below._stop_open_trade(reason)
        return result

    def _put_in_force(self):
        # EXTENDS: a new version may mend the chain of the letters below
        result = super()._put_in_force()
        below = self.filtered("is_authorisation")._letters_below()
        if below:
            below._recheck()
        return result
