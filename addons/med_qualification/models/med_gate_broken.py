from odoo import models

from ..medpapers import judge

CODE = "letter_broken"


class MedGateQualification(models.AbstractModel):
    """Letters of authorisation whose chain is broken further up do not cover any more."""

    _inherit = "med.gate.qualification"

    def _judge_rows(self, case, document, partner, dossier, rows):
        # EXTENDS med_qualification: a letter that nobody asked for, but that broke, counts
        yield from super()._judge_rows(case, document, partner, dossier, rows)
        for row, need in rows:
            if row.is_required:
                continue
            for line, goods in self._need_lines(case, document, partner, need):
                papers = case["papers"][partner.id]
                outcome = judge(need, papers, case["days"][document], goods)
                if outcome.status == "broken":
                    yield row, line, outcome

    def _need_code(self, direction, row, outcome):
        # EXTENDS med_qualification
        return CODE if outcome.status == "broken" else super()._need_code(direction, row, outcome)

    def _broken_message(self, outcome, values):
        """Which letter, and which one above it does not hold and why."""
        # sudo: the letters of a chain are named to whoever trades on them
        letters = self.env["med.credential"].sudo()
        letter, above = letters.browse(outcome.paper), letters.browse(int(outcome.reason))
        states = dict(above._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(letter)s of %(party)s rests on %(above)s (%(grantor)s → %(grantee)s), which does "
            "not hold any more (%(state)s): it covers nothing. Ask for a letter that rests on "
            "one in force.",
            party=values["party"],
            letter=letter.display_name,
            above=above.display_name,
            grantor=above.grantor_id.display_name or "?",
            grantee=above.grantee_id.display_name or "?",
            state=states[above.state] if above.state not in ("valid", "renewing") else self._beyond_text(),
        )

    def _beyond_text(self):
        """A letter above in force that does not reach this far, or past its last day."""
        return self.env._("it ended, was changed, or does not reach as far")
