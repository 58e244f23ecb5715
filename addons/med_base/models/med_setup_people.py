from odoo import models
from odoo.exceptions import UserError


class MedSetup(models.Model):
    """Answers that need somebody's right: people, date, robot, numbers."""

    _inherit = "med.setup"

    def _apply_people(self):
        """Name the first quality head or ask for the job; note deputy and on call."""
        if not self.head_id:
            raise UserError(self.env._("Name the quality head: every finding leads to one person."))
        self._set_company("med_deputy_id", "med_on_call_id")
        message = self._give_job(self.head_id, "quality_head")
        if not message:
            # sudo: see _set_company
            self.company_id.sudo().med_quality_head_id = self.head_id
        if self.med_deputy_id:
            message = message or self._give_job(self.med_deputy_id, "quality_officer")
        return message

    def _give_job(self, user, code):
        """Ask for a job a user lacks; returns what is still to be done, or nothing."""
        if user.has_group(f"med_base.group_{code}"):
            return None
        grants = self.env["med.role.grant"]
        if code == "quality_head" and grants._is_head_missing() and self.env.user._is_system():
            grants.action_name_first_head(user.id)
            return None
        # sudo: one sees whether the request is there, whoever made it
        waiting = grants.sudo().search_count(
            [("user_id", "=", user.id), ("role_id.code", "=", code), ("state", "=", "requested")], limit=1
        )
        if not waiting:
            grants.action_request(user.id, code, self.env._("Named in the set-up"))
        return self.env._(
            "The job is requested for %(user)s; whoever may grant it finds it on their list.",
            user=user.name,
        )

    def _apply_cutover(self):
        """Plan the cut-over: by the quality head; others leave a proposal."""
        company = self.company_id
        if self.cutover_date == company.med_cutover_date or company._med_is_live():
            return None
        if self.env.user.has_group("med_base.group_quality_head"):
            company.action_med_set_cutover(self.cutover_date)
            return None
        head = company.med_quality_head_id
        if head:
            # sudo: a message to the quality head, whatever the sender may do
            company.partner_id.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=head.id,
                summary=self._med_spoken_to(head).env._(
                    "Proposed cut-over date: %(date)s. Confirm it in the set-up.", date=self.cutover_date
                ),
            )
        return self.env._("The date is a proposal: the quality head confirms it here.")

    def _apply_robot(self):
        """Make or change the robot of the company; the address is kept there alone."""
        if self.robot_kind == "none":
            return None
        if not (self.env.user.has_group("med_base.group_consultant") or self.env.user._is_system()):
            return self.env._("The address of the robot is entered by the consultant.")
        if not self.robot_webhook:
            raise UserError(self.env._("Paste the webhook address of the robot, or choose none for now."))
        values = {"kind": self.robot_kind, "webhook_url": self.robot_webhook}
        robots = self.env["med.robot"]
        robot = robots.search([("company_id", "=", self.company_id.id)], limit=1)
        if robot:
            robot.write(values)
        else:
            labels = dict(self._fields["robot_kind"]._description_selection(self.env))
            robots.create({"name": labels[self.robot_kind], "company_id": self.company_id.id, **values})
        self.robot_webhook = False
        return None

    def _apply_numbering(self):
        """Give the company its own sequences with the prefix."""
        self._set_company("med_number_prefix")
        prefix = self.med_number_prefix
        if prefix and not prefix.isalnum():
            raise UserError(self.env._("The prefix is made of letters and digits."))
        # sudo: numbering is a setting, done here for the own company alone
        sequences = (
            self.env["ir.sequence"]
            .sudo()
            .search([("code", "=like", "med.%"), ("company_id", "in", [False, self.company_id.id])])
        )
        own = sequences.filtered("company_id").grouped("code")
        for general in sequences.filtered(lambda s: not s.company_id):
            wanted = f"{prefix}-{general.prefix or ''}" if prefix else general.prefix
            if sequence := own.get(general.code):
                sequence.write({"prefix": wanted})
            elif prefix:
                general.copy({"company_id": self.company_id.id, "prefix": wanted})
