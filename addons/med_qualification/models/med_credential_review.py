from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .med_credential import CONTENT_FIELDS, SCOPE_CONTENT

IN_FORCE = ("valid", "renewing", "expired")


class MedCredential(models.Model):
    """Life of a credential: review, approval, renewal, end."""

    _inherit = "med.credential"

    # approval hooks ------------------------------------------------------

    def _approval_content_fields(self):
        """Fields a reviewer judges; a change of any makes the approval void."""
        plain = [name for name in CONTENT_FIELDS if name not in ("scope_ids", "company_id")]
        return plain + [f"scope_ids.{name}" for name in SCOPE_CONTENT]

    def _approval_attachments(self):
        """The files of the paper."""
        return self.attachment_ids

    def _approval_review_fields(self):
        """What stands beside the picture while it is reviewed."""
        return [
            "type_id",
            "partner_id",
            "product_id",
            "number",
            "number_warning",
            "holder_name",
            "issuer",
            "date_issued",
            "date_valid_from",
            "date_valid_to",
            "business_mode",
            "scope_ids",
            "scope_text",
            "supersedes_id",
        ]

    def _approval_review_notes(self):
        """What looks wrong before a person looks, in plain words."""
        self.ensure_one()
        return [
            check["message"] for check in self._prechecks() if check["severity"] != "info"
        ]

    def _approval_check_submit(self):
        """Refuse a paper that lacks what its type asks for."""
        for credential in self:
            if credential.state != "draft":
                raise UserError(
                    self.env._(
                        "%(paper)s is not a draft and cannot be submitted.",
                        paper=credential.display_name,
                    )
                )
            missing = credential._missing_content()
            if missing:
                raise UserError(
                    self.env._(
                        "%(paper)s is not complete: %(missing)s. Fill it in, then submit.",
                        paper=credential.display_name,
                        missing=", ".join(missing),
                    )
                )

    def _missing_content(self):
        """Labels of what the type asks for and is not there."""
        self.ensure_one()
        kind = self.type_id
        asked = {
            "number": kind.needs_number,
            "issuer": kind.needs_issuer,
            "attachment_ids": kind.needs_file,
            "date_valid_to": kind.expiry == "required",
            "scope_ids": kind.scope == "required",
        }
        if not kind:
            return [self.fields_get(["type_id"], ["string"])["type_id"]["string"]]
        labels = self.fields_get(list(asked), ["string"])
        return [labels[name]["string"] for name, is_asked in asked.items() if is_asked and not self[name]]

    def _approval_on_submitted(self, request):
        self._guarded_write({"state": "review"})
        self._event_log()

    def _event_is_final(self):
        # EXTENDS med.event.time.mixin: drafts may be corrected
        return self.state != "draft"

    def _approval_on_returned(self, request, reason):
        self._guarded_write({"state": "draft"})

    def _approval_on_rejected(self, request, reason):
        self._guarded_write({"state": "draft"})

    def _approval_on_withdrawn(self, request):
        self._guarded_write({"state": "draft"})

    def _approval_on_voided(self, request, reason):
        self.filtered(lambda c: c.state == "review")._guarded_write({"state": "draft"})

    def _approval_on_approved(self, request):
        self._put_in_force()

    # into force ----------------------------------------------------------

    def _put_in_force(self):
        """After approval: take the place of the version before, tell who waits."""
        today = self.env.company._med_today()
        for credential in self:
            before = credential._version_before()
            if before and credential.type_id.is_single:
                start = max(today, credential.date_valid_from or today)
                before._guarded_write(
                    {"state": "superseded", "ended_on": start, "unique_key": False}
                )
                before.flush_recordset(["unique_key"])  # frees the key for this one
            expired = credential.date_valid_to and credential.date_valid_to < today
            credential._guarded_write(
                {
                    "state": "expired" if expired else "valid",
                    "unique_key": credential._make_unique_key(),
                    "version": max(before.mapped("version"), default=0) + 1,
                    "file_digests": credential._digest_files(),
                }
            )
            if before and not credential.supersedes_id:
                credential._with_ticket("supersede", ["supersedes_id"]).write(
                    {"supersedes_id": before[0].id}
                )
        self._log("credential.approved")
        self._recheck()

    def _version_before(self):
        """Papers of the same type and subject that are in force, newest first."""
        self.ensure_one()
        domain = [
            ("id", "!=", self.id),
            ("company_id", "=", self.company_id.id),
            ("type_id", "=", self.type_id.id),
            ("state", "in", IN_FORCE),
        ]
        if self.product_id:
            domain.append(("product_id", "=", self.product_id.id))
        else:
            domain.append(("commercial_partner_id", "=", self.commercial_partner_id.id))
        if not self.type_id.is_single:
            domain.append(("id", "=", self.supersedes_id.id))
        # sudo: a version the approver cannot see must end as well
        return self.sudo().search(domain, order="version desc, id desc")

    def _make_unique_key(self):
        """Key that one paper in force holds, False where many may stand together."""
        self.ensure_one()
        if not self.type_id.is_single:
            return False
        subject = (
            f"product-{self.product_id.id}"
            if self.product_id
            else f"partner-{self.commercial_partner_id.id}"
        )
        return f"{self.company_id.id}-{self.type_id.id}-{subject}"

    def _digest_files(self):
        """SHA-256 of each file by its name, as approved."""
        snapshot = self._approval_snapshot()
        return {"files": snapshot["attachments"]}

    def _recheck(self):
        """Let stopped documents of these parties and products be judged again."""
        self.env["med.qualification"]._recheck(
            self.commercial_partner_id, self.product_id | self.product_ids
        )

    def _log(self, event, **facts):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": credential,
                    "company": credential.company_id,
                    "facts": credential._log_facts() | facts,
                }
                for credential in self
            ]
        )

    def _log_facts(self):
        """What the ledger keeps of a paper, without personal data."""
        self.ensure_one()
        return {
            "type": self.type_id.code,
            "number": False if self.is_sensitive else self.number,
            "version": self.version,
            "valid_from": fields.Date.to_string(self.date_valid_from) or False,
            "valid_to": fields.Date.to_string(self.date_valid_to) or False,
            "partner": self.commercial_partner_id.id or False,
            "product": self.product_id.id or False,
            "files": [entry[1] for entry in (self.file_digests or {}).get("files", [])],
        }

    # renewal and end -----------------------------------------------------

    def _check_quality(self):
        """Raise AccessError for anybody but quality staff."""
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(
                self.env._("Only quality staff may do this. Ask a quality officer.")
            )

    def action_register_renewal(self, accepted_on, notice_no):
        """Record that the office accepted the renewal application in time.

        The paper then holds beyond its last day with a reminder (Order 54 art. 16).
        :param accepted_on: date on the acceptance notice
        :param notice_no: its number
        :raise UserError: accepted after the last valid day, or not a paper in force
        """
        self.ensure_one()
        self._check_quality()
        self.check_access("write")
        accepted_on = fields.Date.to_date(accepted_on)
        if self.state not in IN_FORCE or not self.date_valid_to:
            raise UserError(
                self.env._(
                    "%(paper)s cannot be under renewal: only an approved paper with an end "
                    "date can.",
                    paper=self.display_name,
                )
            )
        if not accepted_on or not notice_no or accepted_on > self.date_valid_to:
            raise UserError(
                self.env._(
                    "The renewal of %(paper)s must have been accepted by %(date)s, with the "
                    "number of the notice. A later application is a new licence.",
                    paper=self.display_name,
                    date=fields.Date.to_string(self.date_valid_to),
                )
            )
        self._guarded_write(
            {
                "state": "renewing",
                "renewal_accepted_on": accepted_on,
                "renewal_notice_no": notice_no,
                "unique_key": self._make_unique_key(),
            }
        )
        self._log("credential.renewing", notice=notice_no)
        self._recheck()
        return True

    def action_revoke(self, reason):
        """End a paper at once: withdrawn by the office, forged, or entered wrongly.

        :param reason: why, kept in the ledger and shown on the paper
        """
        self._check_quality()
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason for this decision."))
        for credential in self:
            if credential.state not in IN_FORCE:
                raise UserError(
                    self.env._(
                        "%(paper)s is not in force and cannot be revoked.",
                        paper=credential.display_name,
                    )
                )
        self._guarded_write(
            {
                "state": "revoked",
                "ended_on": self.env.company._med_today(),
                "unique_key": False,
            }
        )
        self._log("credential.revoked", reason=reason)
        for credential in self:
            credential.message_post(body=self.env._("Revoked: %(reason)s", reason=reason))
        return True

    @api.model
    def _cron_materialise_states(self):
        """Show papers as expired whose last day has passed; the gate never waits for it."""
        today = self.env.company._med_today()
        late = self.search(
            [("state", "=", "valid"), ("date_valid_to", "<", today)], limit=1000
        )
        late._guarded_write({"state": "expired"})
        self.env["ir.cron"]._commit_progress(len(late), remaining=0 if len(late) < 1000 else 1)

    # retention -----------------------------------------------------------

    def _retention_rule_code(self):
        # EXTENDS med.retention.mixin
        return "qualification_record"

    def _retention_expiry_date(self):
        # EXTENDS med.retention.mixin
        return self.ended_on or self.date_valid_to

    def _retention_applies(self):
        # EXTENDS med.retention.mixin: drafts are no evidence yet
        return self.state != "draft"

    @api.model
    def _retention_depends(self):
        # EXTENDS med.retention.mixin
        return ["ended_on", "date_valid_to", "state"]
