from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

PROVISIONAL_DAYS = 7


class MedDossier(models.Model):
    """Decisions on a dossier: submission, approval, provisional, suspension, end."""

    _inherit = "med.dossier"

    requirement_text = fields.Text(
        compute="_compute_requirement_text", string="Papers Required"
    )

    @api.depends("line_ids.status")
    @api.depends_context("lang")
    def _compute_requirement_text(self):
        for dossier in self:
            dossier.requirement_text = "\n".join(line._as_row() for line in dossier.line_ids)

    # approval hooks ------------------------------------------------------

    def _approval_content_fields(self):
        """The file and the papers that are approved with it."""
        papers = self.env["med.credential"]._approval_content_fields()
        papers = [f"reviewed_credential_ids.{name}" for name in papers]
        return [
            "direction",
            "partner_id",
            "product_id",
            "condition_note",
            "visit_note",
            *papers,
        ]

    def _approval_attachments(self):
        """The files of the papers under review with this dossier."""
        return self.reviewed_credential_ids.attachment_ids

    def _approval_review_fields(self):
        """What stands beside the pictures while the file is reviewed."""
        return [
            "direction",
            "partner_id",
            "party_type_id",
            "product_id",
            "requirement_text",
            "reviewed_credential_ids",
            "visit_note",
            "condition_note",
        ]

    def _approval_review_notes(self):
        """What looks wrong in the file or its papers before a person looks."""
        self.ensure_one()
        notes = []
        lines = self.missing_line_ids.filtered("is_required")
        lines = lines.filtered(lambda line: line.status != "pending")
        if lines:
            papers = lines._as_text()
            notes.append(self.env._("Needs attention: %(papers)s", papers=papers))
        # sudo: papers that the reader may not open are left out
        for credential in self.sudo()._papers_in_review().sudo(False)._filtered_access("read"):
            notes += [
                f"{credential.display_name}: {note}"
                for note in credential._approval_review_notes()
            ]
        return notes

    def _approval_check_submit(self):
        """Refuse a file without party type, credit code or proof of identity."""
        for dossier in self:
            if not dossier._may_submit():
                raise UserError(
                    self.env._(
                        "The file of %(name)s is not a draft and cannot be submitted.",
                        name=dossier.name,
                    )
                )
            dossier._check_party()
            dossier._collect_papers()
            dossier._check_complete()

    def _may_submit(self):
        """Whether this file may be submitted as it stands."""
        self.ensure_one()
        return self.state in ("draft", "rejected", "provisional")

    def _check_party(self):
        self.ensure_one()
        if self.product_id:
            if not self.product_id.med_device_class:
                raise UserError(
                    self.env._(
                        "%(product)s has no device class. Fill it in on the product first.",
                        product=self.name,
                    )
                )
            return
        if not self.partner_id.active:
            raise UserError(
                self.env._(
                    "%(name)s is archived. Restore the party, or make the file for the one "
                    "that took its place.",
                    name=self.name,
                )
            )
        if not self.partner_id.med_party_type_id:
            raise UserError(
                self.env._(
                    "%(name)s has no party type, so nobody can tell which papers it "
                    "needs. Choose it on the party first.",
                    name=self.name,
                )
            )
        if self.partner_id._med_missing_uscc():
            raise UserError(
                self.env._(
                    "%(name)s needs its unified social credit code before its file can "
                    "be approved. Enter it on the party.",
                    name=self.name,
                )
            )

    def _collect_papers(self):
        """What the review looks at: complete drafts of the subject, papers in force."""
        self.ensure_one()
        self._sync_lines()
        in_force = self.credential_ids.filtered(lambda c: c.state in ("valid", "renewing"))
        drafts = self.credential_ids.filtered(lambda c: c.state == "draft")
        needed = self.line_ids.filtered("is_required").type_ids
        for credential in drafts:
            missing = self._unready(credential)
            if missing and credential.type_id in needed:
                raise UserError(
                    self.env._(
                        "%(paper)s is not complete: %(missing)s. Fill it in, then submit "
                        "the file.",
                        paper=credential.display_name,
                        missing=", ".join(missing),
                    )
                )
        ready = drafts.filtered(lambda c: not self._unready(c))
        ready._guarded_write({"dossier_id": self.id})
        self._guarded_write({"reviewed_credential_ids": [Command.set((ready | in_force).ids)]})

    def _unready(self, credential):
        """Hook: why a draft cannot be reviewed with the file, in words; empty if it can."""
        return credential._missing_content()

    def _check_complete(self):
        """Papers that are needed whatever is traded must be there, reviewed or not."""
        self.ensure_one()
        lacking = self.line_ids.filtered(
            lambda line: line.is_required
            and not line.is_good
            and line.status != "pending"
            and (self.product_id or not line.requirement_id._as_need().is_for_goods)
        )
        if lacking:
            raise UserError(
                self.env._(
                    "The file of %(name)s lacks %(papers)s. Add it, then submit.",
                    name=self.name,
                    papers=", ".join(lacking.mapped("paper_names")),
                )
            )

    def _approval_on_submitted(self, request):
        if self.state in ("draft", "rejected"):
            self._guarded_write({"state": "review"})
        drafts = self.reviewed_credential_ids.filtered(
            lambda c: c.state == "draft" and c.dossier_id == self
        )
        drafts._guarded_write({"state": "review"})
        drafts._event_log()

    def _approval_on_approved(self, request):
        papers = self._papers_in_review()
        self._guarded_write(
            {
                "state": "qualified",
                "qualified_on": self.env.company._med_today(),
                "provisional_until": False,
                "provisional_reason": False,
                "decision_reason": False,
            }
        )
        papers._put_in_force()
        self._log("dossier.qualified")
        self._recheck()

    def _approval_on_returned(self, request, reason):
        self._give_back("draft")

    def _approval_on_rejected(self, request, reason):
        self._give_back("rejected")
        self._log("dossier.rejected", reason=reason)

    def _approval_on_withdrawn(self, request):
        self._give_back("draft")

    def _approval_on_voided(self, request, reason):
        # the approved file is not this one any more: it has to be approved again
        if self.state in ("review", "qualified"):
            self._give_back("draft")
            self._log("dossier.voided", reason=reason)

    def _give_back(self, state):
        papers = self._papers_in_review()
        papers._guarded_write({"state": "draft", "dossier_id": False})
        self._guarded_write({"state": state, "provisional_until": False})

    def _papers_in_review(self):
        """Papers that were submitted with this file and not decided yet."""
        return self.reviewed_credential_ids.filtered(
            lambda c: c.state == "review" and c.dossier_id == self
        )

    # decisions -----------------------------------------------------------

    def _check_decision(self, reason, group="med_base.group_quality_officer"):
        """Right and reason of a decision, or an error that says what is missing."""
        self.check_access("write")
        if not self.env.user.has_group(group):
            raise AccessError(
                self.env._("This is decided by quality staff. Ask the quality head.")
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason for this decision."))

    def _check_state(self, allowed):
        for dossier in self:
            if dossier.state not in allowed:
                raise UserError(
                    self.env._(
                        "This cannot be decided for %(name)s in state %(state)s.",
                        name=dossier.name,
                        state=dict(
                            self._fields["state"]._description_selection(self.env)
                        )[dossier.state],
                    )
                )

    def action_suspend(self, reason):
        """Stop all trade on this file at once, until it is resumed.

        :param reason: why, kept in the ledger and named in refusals
        """
        self._check_decision(reason)
        self._check_state(("qualified", "provisional"))
        self._decide("suspended", "dossier.suspended", reason)
        return True

    def action_revoke(self, reason):
        """End this file for good; a new admission starts with a new submission."""
        self._check_decision(reason, "med_base.group_quality_head")
        self._check_state(("qualified", "provisional", "suspended"))
        self._decide("revoked", "dossier.revoked", reason)
        return True

    def action_resume(self, reason):
        """Lift a suspension."""
        self._check_decision(reason, "med_base.group_quality_head")
        self._check_state(("suspended",))
        self._decide("qualified", "dossier.resumed", reason)
        self._recheck()
        return True

    def action_reopen(self):
        """Back to draft, to be completed and submitted again."""
        self.check_access("write")
        self.filtered(lambda d: not d.is_altered)._check_state(("rejected", "revoked"))
        self._guarded_write({"state": "draft"})
        return True

    def action_provisional(self, until, reason):
        """Admit for a few days while documents are on their way (class I and II only).

        Every required paper must be recorded with its number and dates.
        :param until: last day, at most seven days from today
        :param reason: why it cannot wait
        """
        self.ensure_one()
        self._check_decision(reason, "med_base.group_quality_head")
        self._check_state(("draft", "review", "provisional"))
        today = self.env.company._med_today()
        until = fields.Date.to_date(until)
        if not until or not today <= until <= fields.Date.add(today, days=PROVISIONAL_DAYS):
            raise UserError(
                self.env._(
                    "A provisional admission ends within %(days)s days. Choose a nearer "
                    "last day.",
                    days=PROVISIONAL_DAYS,
                )
            )
        self._check_party()
        self._check_recorded()
        self._guarded_write(
            {"state": "provisional", "provisional_until": until, "provisional_reason": reason}
        )
        self._log("dossier.provisional", reason=reason, until=fields.Date.to_string(until))
        self._recheck()
        return True

    def _check_recorded(self):
        """Each required paper of class I and II is there with number and dates."""
        self._sync_lines()
        lacking = self.line_ids.filtered(
            lambda line: line.is_required
            and line.requirement_id._as_need().classes != {"3"}
            and not line._is_recorded()
        )
        if lacking:
            raise UserError(
                self.env._(
                    "%(name)s cannot be admitted provisionally: record number and dates "
                    "of %(papers)s first.",
                    name=self.name,
                    papers=", ".join(lacking.mapped("paper_names")),
                )
            )

    def _decide(self, state, event, reason):
        self._guarded_write({"state": state, "decision_reason": reason})
        self._log(event, reason=reason)
        for dossier in self:
            dossier.message_post(body=reason)

    def _recheck(self):
        """Let stopped documents of these parties and products be judged again."""
        self.env["med.qualification"]._recheck(self.partner_id, self.product_id)

    def _log(self, event, **facts):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": dossier,
                    "company": dossier.company_id,
                    "facts": {
                        "direction": dossier.direction,
                        "partner": dossier.partner_id.id or False,
                        "product": dossier.product_id.id or False,
                    }
                    | facts,
                }
                for dossier in self
            ]
        )

    def action_open_decision(self):
        """Dialog for a decision with its reason; the kind comes from the button."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decision"),
            "res_model": "med.dossier.decision",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_dossier_id": self.id,
                "default_decision": self.env.context.get("default_decision"),
            },
        }
