from odoo import fields, models
from odoo.exceptions import AccessError, UserError

PROPOSED = ("number", "issuer", "date_issued", "date_valid_from", "date_valid_to")


class MedUpload(models.Model):
    """An officer decides: a draft paper comes of it, or it goes back with a reason."""

    _inherit = "med.upload"

    def action_accept(self):
        """Make a draft paper, or the next version of one, of what a party sent.

        Nothing is valid by this: the draft is completed, submitted and approved like any.

        :return: action that opens the draft beside its picture
        :raise UserError: when it was decided already or its kind is not known
        """
        self.ensure_one()
        self._check_may_decide()
        if not self.type_id:
            raise UserError(
                self.env._(
                    "%(upload)s: choose what kind of paper it is, then accept it.",
                    upload=self.display_name,
                )
            )
        paper = self.env["med.credential"].create(self._prepare_credential_vals())
        self._decide("accepted", credential_id=paper.id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.credential",
            "res_id": paper.id,
            "views": [(False, "form")],
        }

    def _prepare_credential_vals(self):
        """Values of the draft paper: of its version before, then what the party typed."""
        before = self.supersedes_id
        defaults = before.action_new_version()["context"] if before else {}
        name = len("default_")
        vals = {key[name:]: value for key, value in defaults.items() if value}
        typed = {key: self[key] for key in PROPOSED if self[key]}
        files = self.attachment_ids
        copies = self.env["ir.attachment"]
        for file in files:
            copies |= file.copy({"res_model": "med.credential", "res_id": 0, "name": file.name})
        return {
            "holder_name": self.partner_id.name,
            **vals,
            **typed,
            "type_id": self.type_id.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id or self.env.user.id,
            "attachment_ids": [fields.Command.set(copies.ids)],
        }

    def action_refuse(self, reason):
        """Send it back: the party reads the reason on its page.

        :param reason: in plain words, in the language of the party
        """
        self._check_may_decide()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("Say in plain words what is wrong, so that they can mend it.")
            )
        for upload in self:
            upload._decide("refused", refuse_reason=reason)
        return True

    def _check_may_decide(self):
        self.check_access("write")
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(self.env._("Received papers are looked at by quality staff."))
        for upload in self:
            if upload.state != "received":
                raise UserError(
                    self.env._(
                        "%(upload)s was decided by %(user)s already. Open the next one.",
                        upload=upload.display_name,
                        user=upload.decided_by_id.name,
                    )
                )

    def _decide(self, state, **vals):
        """Take the decision once: two officers at a time collide on this row."""
        self.ensure_one()
        self._guarded_write(
            {
                "state": state,
                "decided_by_id": self.env.user.id,
                "decided_at": fields.Datetime.now(),
                **vals,
            }
        )
        self.env["med.ledger.entry"]._append(
            f"upload.{state}",
            self.partner_id,
            {
                "upload": self.id,
                "type": self.type_id.code or "",
                "credential": vals.get("credential_id", 0),
            },
            self.company_id,
        )
        self._tell_asker(state)

    def _tell_asker(self, state):
        """Who sent the link is told once what became of the papers."""
        if not self.user_id or self.user_id == self.env.user:
            return
        told = self._med_spoken_to(self.user_id)
        texts = {
            "accepted": told.env._("%(paper)s was accepted for review", paper=told.name),
            "refused": told.env._(
                "%(paper)s was returned: %(reason)s",
                paper=told.name,
                reason=self.refuse_reason or "",
            ),
        }
        # sudo: the asker's task stands on a party the officer may not write
        self.partner_id.sudo().activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.user_id.id, summary=texts[state]
        )

    def action_open_refuse(self):
        """Dialog that asks for the reason."""
        return self._dialog("med.upload.answer", self.env._("Return"), mode="refuse")

    def action_open_ask(self):
        """Dialog for a question that stands on the party's page."""
        return self._dialog("med.upload.answer", self.env._("Ask"), mode="ask")

    def _dialog(self, model, title, mode):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_upload_ids": self.ids, "default_mode": mode},
        }

    def action_next(self):
        """Open the oldest paper that still waits."""
        waiting = self.search([("state", "=", "received")], order="id", limit=1)
        if not waiting:
            return self.env["ir.actions.act_window"]._for_xml_id(
                "med_qualification.med_upload_action"
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": waiting.id,
            "views": [(False, "form")],
        }
