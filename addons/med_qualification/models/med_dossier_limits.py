from odoo import models
from odoo.exceptions import AccessError, UserError

OPEN = ("draft", "review", "rejected")


class MedDossier(models.Model):
    """Who may set, narrow and loosen the limits of a file; nobody is above these rules."""

    _inherit = "med.dossier"

    def _check_may_limit(self, is_wide):
        """Raise unless the user may add limits to these files.

        :param is_wide: some of them say "only": a second one widens what the first left
        :raise UserError: under review by somebody else, or it would widen a result
        :raise AccessError: not the job of the user
        """
        self._check_reviewer()
        decided = self.filtered(lambda d: d.state not in OPEN)
        job = "head" if is_wide else "officer"
        if decided and not self.env.user.has_group(f"med_base.group_quality_{job}"):
            raise AccessError(
                self.env._(
                    "The limits of %(file)s were decided: the quality head changes or lifts them. "
                    "Quality staff can add goods that it may never trade.",
                    file=decided[0].name,
                )
            )
        if is_wide:
            decided._check_no_second_only()

    def _check_no_second_only(self):
        for dossier in self:
            today = dossier.company_id._med_today()
            if dossier.restriction_ids.filtered(
                lambda r, day=today: r.kind == "only" and (not r.date_to or r.date_to >= day)
            ):
                raise UserError(
                    self.env._(
                        "%(file)s is limited to some goods already; more of them widen what was "
                        "decided. Lift the old limit with its reason, or review the file again.",
                        file=dossier.name,
                    )
                )

    def _check_may_change_limits(self):
        """Raise where limits were decided: they change by a decision only.

        :raise UserError: decided, or under review by somebody else
        """
        self._check_reviewer()
        for dossier in self:
            if dossier.state not in OPEN:
                raise UserError(
                    self.env._(
                        "The limits of %(file)s were decided and stay. The quality head lifts one "
                        "with the button “Lift” and a reason; a new one may be added.",
                        file=dossier.name,
                    )
                )

    def _check_reviewer(self):
        """Limits of a file that waits are set by whoever decides its present step."""
        waiting = self.filtered(lambda d: d.state == "review" and d.approval_state == "pending")
        requests = waiting and waiting._approval_decided_by_user()
        for dossier in waiting:
            if dossier.id not in requests.mapped("res_id"):
                raise UserError(
                    self.env._(
                        "%(file)s is under review: its limits are set by whoever decides the "
                        "present step. Tell that person, or ask for the file's return.",
                        file=dossier.name,
                    )
                )
