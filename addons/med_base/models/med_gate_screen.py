from odoo import api, fields, models
from odoo.exceptions import UserError


class MedGateMixin(models.AbstractModel):
    """What people and programs see of the gate: panel, check, next step."""

    _inherit = "med.gate.mixin"

    gate_panel = fields.Json(
        string="Compliance Check", compute="_compute_gate_panel", compute_sudo=False
    )

    # screen and JSON-2 ---------------------------------------------------

    def action_gate_check(self, stage=None):
        """Evaluate this document now.

        :param stage: a stage of the gate; the document's next one if none
        :return: list of dicts ``check, severity, stage, line_id, subject, message,
            law, next_action, waivable, waived`` and more for the panel
        """
        self.ensure_one()
        self.check_access("read")
        stage = stage or self._gate_next_stage()
        stages = dict(self.env["med.gate.check"]._fields_stages())
        if stage and stage not in stages:
            raise UserError(
                self.env._(
                    "“%(stage)s” is no stage of the gate. Use one of: %(stages)s.",
                    stage=stage,
                    stages=", ".join(stages),
                )
            )
        return self._gate_evaluate(stage) if stage else []

    def action_gate_next(self, check, line_id=False):
        """The client action behind the button of a finding of this document.

        :param check: code of the finding's check
        :param line_id: id of its line, False for a finding of the whole document
        """
        self.ensure_one()
        for finding in self.action_gate_check():
            if finding["check"] == check and finding["line_id"] == (line_id or False):
                return self._gate_next_action(finding)
        return {
            "type": "ir.actions.client",
            "tag": "soft_reload",
        }

    def action_gate_request_release(self, check, line_id=False):
        """Ask for a waiver of a finding whose first next step is another one.

        :param check: code of the finding's check
        :param line_id: id of its line, False for a finding of the whole document
        """
        self.ensure_one()
        for finding in self.action_gate_check():
            if finding["check"] == check and finding["line_id"] == (line_id or False):
                return self._gate_action_request_release(finding)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _gate_next_action(self, finding):
        """Action dict of a finding's button; addons add theirs before ``super``."""
        handler = {
            "fix_product": self._gate_action_open_subject,
            "ask_quality": self._gate_action_ask_quality,
            "request_release": self._gate_action_request_release,
        }.get(finding["next_action"], self._gate_action_open_subject)
        return handler(finding)

    def _gate_action_open_subject(self, finding):
        if not finding["subject_model"]:
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        return {
            "type": "ir.actions.act_window",
            "res_model": finding["subject_model"],
            "res_id": finding["subject_id"],
            "views": [(False, "form")],
        }

    def _gate_action_request_release(self, finding):
        return self.env["med.gate.waiver"].action_open_request(
            self._name, self.id, finding["digest"]
        )

    def _gate_action_ask_quality(self, finding):
        """Tell the quality head of the document's company; one message, one person."""
        head = self._gate_company().med_quality_head_id
        if head:
            # sudo: the quality head may not be a follower of a sales document
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=head.id,
                summary=finding["name"],
                note=finding["message"],
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info" if head else "warning",
                "message": self.env._("%(name)s was asked.", name=head.name)
                if head
                else self.env._("No quality head is set for this company."),
            },
        }

    @api.depends(lambda self: self._gate_panel_depends())
    @api.depends_context("uid", "lang")
    def _compute_gate_panel(self):
        for document in self:
            stage = document._gate_next_stage()
            judged = bool(stage) and bool(document._gate_lines(stage))
            findings = document._gate_evaluate(stage) if judged else []
            document.gate_panel = {
                "stage": stage,
                "mode": document._gate_company().med_mode,
                "findings": findings,
                "judged": judged,
                "can_split": document._gate_can_split(findings),
                "block_count": sum(map(self._gate_is_stop, findings)),
                "warn_count": sum(f["severity"] == "warn" for f in findings),
            }

    def _gate_can_split(self, findings):
        """Whether stopped lines can leave this document so that the rest goes on."""
        return False
