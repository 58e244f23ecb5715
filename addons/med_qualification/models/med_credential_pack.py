from odoo import fields, models


class MedCredential(models.Model):
    """Who holds which version of a paper, and who must get the new one."""

    _inherit = "med.credential"

    med_pack_line_ids = fields.One2many("med.document.pack.line", "credential_id")
    med_pack_count = fields.Integer(compute="_compute_med_pack", string="Given Out To")
    med_outdated_count = fields.Integer(
        compute="_compute_med_pack", string="Hold an Older Version"
    )

    def _compute_med_pack(self):
        lines = self.env["med.document.pack.line"]
        may_read = lines.has_access("read")
        for credential in self:
            given = may_read and credential._given_lines()
            credential.med_pack_count = len(given.recipient_id) if given else 0
            credential.med_outdated_count = (
                len(credential._outdated_lines().recipient_id) if may_read else 0
            )

    def _given_lines(self):
        """Lines of packs by which these papers were given out."""
        return self.med_pack_line_ids.filtered(
            lambda line: line.is_included and line.state == "issued"
        )

    def _older_versions(self):
        """Papers that this one took the place of, all the way back."""
        older, step = self.browse(), self.sudo().supersedes_id  # sudo: the chain is whole
        while step - older:
            older |= step
            step = step.supersedes_id
        return older.sudo(False)

    def _outdated_lines(self):
        """Latest lines of recipients who hold an older version and not this one."""
        self.ensure_one()
        if self.state not in ("valid", "renewing"):
            return self.env["med.document.pack.line"]
        have = self._given_lines().recipient_id
        older = self._older_versions()._given_lines()
        own = self.company_id.partner_id
        latest = {}
        for line in older.sorted("id"):
            if line.recipient_id not in have | own:
                latest[line.recipient_id] = line
        return self.env["med.document.pack.line"].union(*latest.values())

    def action_view_pack_lines(self):
        """Who holds this paper or an older version of it."""
        self.ensure_one()
        lines = (self | self._older_versions())._given_lines()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who holds %(paper)s", paper=self.display_name),
            "res_model": "med.document.pack.line",
            "views": [(False, "list")],
            "domain": [("id", "in", lines.ids)],
        }

    def action_send_new_version(self):
        """Make a pack with this version for everybody who holds an older one.

        :return: list of the packs, each ready to be mailed or downloaded
        """
        self.ensure_one()
        packs = self.env["med.document.pack"].create(
            [self._prepare_new_version_pack(line) for line in self._outdated_lines()]
        )
        packs.action_issue()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Version for %(count)s Recipients", count=len(packs)),
            "res_model": "med.document.pack",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", packs.ids)],
        }

    def _prepare_new_version_pack(self, line):
        """Values of the pack that replaces a line given out before."""
        return {
            "recipient_id": line.pack_id.recipient_id.id,
            "company_id": self.company_id.id,
            "purpose": line.pack_id.purpose,
            "origin": line.pack_id.name,
            "has_own": False,
            "has_maker": False,
            "line_ids": [
                fields.Command.create({"credential_id": self.id, "kind": line.kind})
            ],
        }

    def _put_in_force(self):
        # EXTENDS med_qualification: those who gave the old one out are told, one each
        result = super()._put_in_force()
        for credential in self:
            lines = credential._outdated_lines()
            for user, some in lines.grouped(lambda line: line.pack_id.user_id).items():
                # sudo: the paper is not theirs to write; the task is
                credential.sudo().activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=self.with_context(lang=user.lang).env._(
                        "%(count)s recipients hold the older version: send them the new one",
                        count=len(some.recipient_id),
                    ),
                )
        return result
