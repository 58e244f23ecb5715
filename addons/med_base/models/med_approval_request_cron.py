import logging

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

BATCH = 100


class MedApprovalRequest(models.Model):
    """Time limits: what is late goes to the person or job named in the step."""

    _inherit = "med.approval.request"

    @api.model
    def _cron_escalate(self):
        """Escalate late requests, one a transaction; the next run goes on."""
        late = self.search(self._domain_late(), limit=BATCH, order="deadline_at, id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(self._domain_late()))
        for request in late:
            request = request.try_lock_for_update().filtered_domain(self._domain_late())
            request._escalate()
            if not cron._commit_progress(len(request)):
                break

    @api.model
    def _domain_late(self):
        return [
            ("state", "=", "pending"),
            ("escalated_at", "=", False),
            ("deadline_at", "<", fields.Datetime.now()),
        ]

    def _escalate(self):
        """Let the step's escalation person or job decide as well, and tell them."""
        for request in self:
            step = request.steps[request.step_index]
            person = self.env["res.users"].browse(step["escalation_user_id"] or [])
            group = self.env["res.groups"].browse(step["escalation_group_id"] or [])
            request._record("escalated", comment=request._escalation_text(person, group))
            request._set(
                {
                    "escalated_at": fields.Datetime.now(),
                    "escalation_group_id": group.id,
                    "step_user_ids": [fields.Command.link(user.id) for user in person],
                }
            )
            request._log("approval.escalated", {"user": person.id, "group": group.id})
            request._remind(person or group.all_user_ids)

    def _escalation_text(self, person, group):
        who = person.name or group.name
        if not who:
            return self.env._("Late; the step names nobody to escalate to.")
        return self.env._("Late; %(who)s may decide now.", who=who)

    def _remind(self, people):
        """One reminder: to the one named person, else the shared queue has it."""
        people = people.filtered(self._is_fit) - self.excluded_user_ids
        if len(people) == 1:
            self._ask(people)
