from dataclasses import replace

from odoo import fields, models


class MedCredential(models.Model):
    """Since when a paper is approved, so that any day can be judged as it was."""

    _inherit = "med.credential"

    approved_at = fields.Datetime(copy=False, readonly=True, index="btree_not_null")

    def _put_in_force(self):
        # EXTENDS med_qualification
        self._guarded_write({"approved_at": fields.Datetime.now()})
        return super()._put_in_force()

    def _as_paper_on(self, day, moment):
        """This paper as plain ``medpapers.Paper`` as it was on a day, None if not there yet.

        What was approved, renewed, superseded or revoked later had not happened.

        :param day: the date asked
        :param moment: end of that day, naive UTC
        """
        self.ensure_one()
        if self.create_date > moment:
            return None
        paper = self.env["med.qualification"]._as_paper(self)
        approved = self.approved_at or (
            self.state not in ("draft", "review") and self.create_date
        )
        ended = paper.ended_on if paper.ended_on and paper.ended_on <= day else None
        renewed = self.renewal_accepted_on and self.renewal_accepted_on <= day
        return replace(
            paper,
            is_recorded=not approved or approved > moment,
            is_renewing=bool(renewed),
            ended_on=ended,
            is_revoked=paper.is_revoked and bool(ended),
            rests_on=tuple(filter(None, (a._as_paper_on(day, moment) for a in self._letters_above()))),
        )
