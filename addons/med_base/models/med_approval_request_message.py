from odoo import fields, models

TO_DO = "mail.mail_activity_data_todo"


class MedApprovalRequest(models.Model):
    """Messages: each to one person, or the request stands in the shared queue."""

    _inherit = "med.approval.request"

    def _ask(self, eligible):
        """Tell the one person who must decide; several find it in their queue."""
        self._clear_activities()
        if len(eligible) == 1 and self._can_read(eligible):
            due = self.deadline_at or fields.Datetime.now()
            # the activity is the message: no second one for having assigned it
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                TO_DO,
                date_deadline=due.date(),
                summary=self._med_spoken_to(eligible).env._(
                    "Approve: %(document)s", document=self.res_name
                ),
                user_id=eligible.id,
            )

    def _can_read(self, user):
        """Whether a person may read the request, whatever companies the applicant selected."""
        context = {"allowed_company_ids": self.company_id.ids}
        return self.with_user(user).with_context(**context).has_access("read")

    def _clear_activities(self):
        self.activity_unlink([TO_DO])

    def _tell_result(self, kind, comment=None):
        """Tell the applicant how it ended, unless he did it himself."""
        told = self._med_spoken_to(self.applicant_id)
        texts = {
            "approved": told.env._("%(document)s was approved by %(user)s."),
            "returned": told.env._("%(document)s was returned by %(user)s: %(comment)s"),
            "rejected": told.env._("%(document)s was rejected by %(user)s: %(comment)s"),
        }
        if kind in texts:
            values = {
                "document": self.res_name,
                "user": self.env.user.name,
                "comment": comment,
            }
            self._tell(self.applicant_id, texts[kind] % values)

    def _tell(self, user, text):
        """One note to one person, with the document's link."""
        if user != self.env.user and user.active:
            self.env["mail.thread"].message_notify(
                partner_ids=user.partner_id.ids,
                body=text,
                subject=self.res_name,
                model=self.res_model,
                res_id=self.res_id,
            )

    def _waiting_for(self):
        """Names of those the request waits for, people before jobs."""
        people = (self.step_user_ids - self.excluded_user_ids).mapped("name")
        groups = (self.step_group_id | self.escalation_group_id).mapped("name")
        return ", ".join([*people, *groups])
