import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, plaintext2html

from ..medkernel import canonical

CONTENT = (
    "res_model",
    "res_id",
    "check_code",
    "digest",
    "company_id",
    "reason",
    "valid_until",
)


class MedGateWaiver(models.Model):
    """Leave to go on in spite of one finding: asked by one, granted by another.

    Bound to the digest of the facts, so that new facts need a new waiver. What the law
    forbids is never waived, not by administrators either.
    """

    _name = "med.gate.waiver"
    _description = "Waiver"
    _inherit = ["mail.thread", "mail.activity.mixin", "med.guarded.mixin"]
    _order = "id desc"

    _guarded_fields = (
        "state",
        "res_name",
        "check_name",
        "line_name",
        "message",
        "law",
        "facts",
        "requested_by_id",
        "requested_at",
        "granted_by_id",
        "decided_at",
        "decision_reason",
    )
    _med_signed_methods = {"action_grant": "I grant this waiver"}

    res_model = fields.Char(string="Document Type", required=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", required=True
    )
    res_name = fields.Char(string="Document", copy=False, readonly=True)
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    check_code = fields.Char(required=True)
    digest = fields.Char(string="Digest of the Facts", copy=False)
    check_name = fields.Char(string="Check", copy=False, readonly=True)
    line_name = fields.Char(string="Product or Line", copy=False, readonly=True)
    message = fields.Text(string="Finding", copy=False, readonly=True)
    law = fields.Char(string="Law or Rule", copy=False, readonly=True)
    facts = fields.Json(copy=False, readonly=True)
    facts_text = fields.Text(string="Judged On", compute="_compute_facts_text")
    reason = fields.Text(copy=False)
    valid_until = fields.Date(copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("requested", "Requested"),
            ("granted", "Granted"),
            ("refused", "Refused"),
            ("expired", "Expired"),
        ],
        default="draft",
        required=True,
        copy=False,
        index=True,
        tracking=True,
    )
    requested_by_id = fields.Many2one(
        "res.users", string="Asked By", copy=False, readonly=True
    )
    requested_at = fields.Datetime(string="Asked On", copy=False, readonly=True)
    granted_by_id = fields.Many2one(
        "res.users", string="Decided By", copy=False, readonly=True
    )
    decided_at = fields.Datetime(string="Decided On", copy=False, readonly=True)
    decision_reason = fields.Text(string="Reason of Refusal", copy=False, readonly=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _document_idx = models.Index(
        "(res_model, res_id) WHERE state IN ('granted', 'requested')"
    )

    @api.depends("res_name", "line_name", "check_name")
    def _compute_display_name(self):
        for waiver in self:
            parts = [waiver.res_name, waiver.line_name, waiver.check_name]
            waiver.display_name = " · ".join(filter(None, parts)) or waiver.check_code

    @api.depends("facts")
    def _compute_facts_text(self):
        for waiver in self:
            facts = waiver.facts or {}
            waiver.facts_text = "\n".join(
                f"{key}: {_readable(value)}" for key, value in sorted(facts.items())
            )

    @api.depends("state", "requested_by_id", "check_code", "company_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for waiver in self:
            waiver.can_decide = (
                waiver.state == "requested"
                and self.env.user not in waiver._askers()
                and waiver._check()._waiver_group() in self.env.user.all_group_ids
            )

    # life ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin: the document decides name and company
        for vals in vals_list:
            document = self._browse_document(vals.get("res_model"), vals.get("res_id"))
            document.check_access("read")
            vals["company_id"] = document._gate_company().id
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS med.guarded.mixin: after the request it stays what was asked
        if set(vals) & set(CONTENT) and not self._has_ticket("state", set(vals)):
            asked = self.filtered(lambda waiver: waiver.state != "draft")
            if asked or "company_id" in vals:
                raise UserError(
                    self.env._(
                        "Waiver %(waiver)s was asked already and cannot be changed: "
                        "ask for a new one.",
                        waiver=", ".join((asked or self).mapped("display_name")),
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        asked = self.filtered(lambda waiver: waiver.state != "draft")
        if asked:
            raise UserError(
                self.env._(
                    "Waiver %(waiver)s was asked and stays on record.",
                    waiver=", ".join(asked.mapped("display_name")),
                )
            )

    @api.model
    def action_open_request(self, res_model, res_id, digest):
        """The dialog in which a waiver is asked for.

        :param res_model: model of the document that shows the finding
        :param res_id: its id
        :param digest: digest of the finding
        :return: action dict
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for a Waiver"),
            "res_model": "med.gate.waiver.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_res_model": res_model,
                "default_res_id": res_id,
                "default_digest": digest,
            },
        }

    def action_request(self, reason, valid_until):
        """Ask for it: the finding is taken from the document as it stands now.

        :param reason: why the order should go on, required
        :param valid_until: last day (date or ``YYYY-MM-DD``), today or later
        :raise UserError: when no such finding stands, when nobody may waive it
        """
        self.ensure_one()
        self._require_state("draft")
        self.check_access("write")
        if self.create_uid != self.env.user:
            raise UserError(
                self.env._(
                    "%(user)s wrote this draft and asks with it: write your own.",
                    user=self.create_uid.name,
                )
            )
        reason, day = self._check_terms(reason, valid_until)
        finding = self._current_finding()
        self._check_waivable(finding)
        self._advance(
            {
                **self._prepare_request(finding),
                "state": "requested",
                "reason": reason,
                "valid_until": day,
                "requested_by_id": self.env.uid,
                "requested_at": fields.Datetime.now(),
            },
            "gate.waiver_requested",
        )
        self._tell_granter()
        return True

    def action_grant(self):
        """Grant it, signed, by somebody else who holds the check's waiver group.

        :raise UserError: when unsigned, not allowed, forbidden by law, or when the
            facts changed since it was asked
        """
        self.ensure_one()
        self._med_require_signature("action_grant")
        self._require_state("requested")
        self._check_decider()
        self._check_waivable(self._current_finding())
        self._decide("granted", "gate.waiver_granted")
        return True

    def action_refuse(self, reason):
        """Refuse it with a reason, which the asker is told.

        :param reason: required
        """
        self.ensure_one()
        self._require_state("requested")
        self._check_decider()
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why %(waiver)s is refused: the asker needs to know.",
                    waiver=self.display_name,
                )
            )
        self._decide("refused", "gate.waiver_refused", decision_reason=reason.strip())
        return True

    def action_open_grant(self):
        """Open the signing dialog."""
        self.ensure_one()
        self._require_state("requested")
        self._check_decider()
        self._check_waivable(self._current_finding())
        return self.action_med_sign("action_grant")

    def action_open_refuse(self):
        """Ask for the reason of the refusal."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse the Waiver"),
            "res_model": "med.gate.waiver.refuse.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_waiver_id": self.id},
        }

    def action_open_document(self):
        """Open the document the waiver is for."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    # rules -----------------------------------------------------------------

    def _check(self):
        """The check row that is in force for the waiver's company, maybe empty."""
        self.ensure_one()
        checks = self.env["med.gate.check"]
        return checks._effective(self.company_id).get(self.check_code, checks)

    def _askers(self):
        """Who asked: these people never decide."""
        return self.requested_by_id | self.create_uid

    @api.model
    def _browse_document(self, res_model, res_id):
        """The gated document named by a client, or a UserError."""
        known = isinstance(res_model, str) and res_model in self.env
        if known and "gate_panel" in self.env[res_model]._fields:
            document = self.env[res_model].browse(res_id or 0).exists()
            if document:
                return document
        raise UserError(
            self.env._(
                "There is no document %(model)s %(id)s under the compliance gate: "
                "open the document and ask there.",
                model=res_model,
                id=res_id,
            )
        )

    def _current_finding(self):
        """The finding as it stands now, or a UserError that the facts have changed."""
        self.ensure_one()
        # sudo: a granter need not be allowed to read other people's orders
        document = self.sudo()._browse_document(self.res_model, self.res_id)
        found = [
            finding
            for finding in document.action_gate_check()
            if finding["check"] == self.check_code
            and (not self.digest or finding["digest"] == self.digest)
        ]
        if len({finding["digest"] for finding in found}) == 1:
            return found[0]
        raise UserError(
            self.env._(
                "%(document)s does not show this finding (any more), or shows several: "
                "the facts changed. Open the document and ask again from its panel.",
                document=document.display_name,
            )
        )

    def _check_waivable(self, finding):
        """Raise where the law forbids, or no group is named that may grant."""
        check = self._check()
        if finding["waivable"] and not check.is_statutory:
            return
        if not check or check.is_statutory:
            raise UserError(
                self.env._(
                    "%(check)s: forbidden by law, nobody can waive it. %(message)s",
                    check=finding["name"],
                    message=finding["message"],
                )
            )
        raise UserError(
            self.env._(
                "%(check)s: no group is named that may waive it. Ask the consultant "
                "to name one on the check.",
                check=finding["name"],
            )
        )

    def _check_decider(self):
        """Raise unless the user may decide: the right group, and not who asked."""
        group = self._check()._waiver_group()
        if self.env.user in self._askers():
            raise UserError(
                self.env._(
                    "You asked for %(waiver)s yourself: somebody else of %(group)s "
                    "has to decide.",
                    waiver=self.display_name,
                    group=group.name or "-",
                )
            )
        if not group or group not in self.env.user.all_group_ids:
            raise UserError(
                self.env._(
                    "%(waiver)s is decided by %(group)s, and you do not belong to it.",
                    waiver=self.display_name,
                    group=group.name or "-",
                )
            )
        if self.company_id not in self.env.user.company_ids:
            raise UserError(
                self.env._(
                    "%(waiver)s belongs to %(company)s: its own people decide.",
                    waiver=self.display_name,
                    company=self.company_id.name,
                )
            )

    def _check_terms(self, reason, valid_until):
        """(reason, date) cleaned, or a UserError that says what is missing."""
        reason = (reason or "").strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(
                self.env._("Say why the order should go on: the granter decides on it.")
            )
        try:
            day = fields.Date.to_date(valid_until)
        except (TypeError, ValueError):
            day = None
        if not day or day < self.company_id._med_today():
            raise UserError(
                self.env._(
                    "A waiver needs a last day, today or later, written YYYY-MM-DD."
                )
            )
        return reason, day

    def _require_state(self, state):
        if self.state != state:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Waiver %(waiver)s is %(state)s: this can be done only while it "
                    "is %(needed)s.",
                    waiver=self.display_name,
                    state=labels[self.state],
                    needed=labels[state],
                )
            )

    def _prepare_request(self, finding):
        return {
            "res_name": self._browse_document(self.res_model, self.res_id).display_name,
            "check_name": finding["name"],
            "digest": finding["digest"],
            "line_name": finding.get("product") or finding["line_name"] or False,
            "message": finding["message"],
            "law": finding["law"],
            "facts": finding.get("facts") or {},
        }

    def _advance(self, vals, event):
        """Write the transition and tell the ledger."""
        # sudo: who decides has no right to edit waivers, only to press the button
        self.sudo()._guarded_write_fields(vals)
        self.env["med.ledger.entry"]._append(
            event,
            record=self,
            facts={
                "document": f"{self.res_model},{self.res_id}",
                "check": self.check_code,
                "digest": self.digest,
                "valid_until": str(self.valid_until or ""),
                # a typed reason may name people: its hash proves it, the waiver keeps it
                "reason_hash": canonical.digest(self.reason or ""),
                "decision_hash": canonical.digest(self.decision_reason or ""),
            },
            company=self.company_id,
        )

    def _guarded_write_fields(self, vals):
        """Write guarded and content fields together under one ticket."""
        return self._with_ticket("state", set(vals)).write(vals)

    def _decide(self, state, event, **extra):
        self._advance(
            {
                "state": state,
                "granted_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
                **extra,
            },
            event,
        )
        self._tell_asker()

    # messages --------------------------------------------------------------

    def _tell_granter(self):
        """Tell the one who may grant; where several may, the shared list holds it."""
        group = self._check()._waiver_group()
        # sudo: users and their groups are not readable by everybody
        users = self.env["res.users"].sudo().search(
            [
                ("all_group_ids", "in", group.ids),
                ("company_ids", "in", self.company_id.ids),
                ("share", "=", False),
                ("id", "not in", self._askers().ids),
            ],
            limit=2,
        )
        if len(users) == 1:
            self._schedule(users, self.env._("Waiver to decide"), self.reason)

    def _tell_asker(self):
        """Close the granter's task and tell the asker the answer."""
        # sudo: the task belongs to somebody else
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        summary = (
            self.env._("Waiver granted: you may go on")
            if self.state == "granted"
            else self.env._("Waiver refused")
        )
        self._schedule(self.requested_by_id, summary, self.decision_reason or "")

    def _schedule(self, user, summary, note):
        # sudo: the sender has no right to write activities of others
        self.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=summary,
            note=plaintext2html(note),
        )

    # kernel ----------------------------------------------------------------

    @api.model
    def _granted_digests(self, documents):
        """Waivers that count today, in one query.

        :param documents: iterable of records, of any gated models
        :return: {(res_model, res_id): set of digests}; a document without any is absent
        """
        ids = {}
        for document in documents:
            if document._origin.id:
                ids.setdefault(document._name, set()).add(document._origin.id)
        if not ids:
            return {}
        self.flush_model()
        self.env["med.gate.check"].flush_model(["code", "is_statutory", "active"])
        wanted = SQL(" OR ").join(
            SQL("(w.res_model = %s AND w.res_id IN %s)", model, tuple(found))
            for model, found in ids.items()
        )
        result = {}
        for model, res_id, digest in self.env.execute_query(self._granted_sql(wanted)):
            result.setdefault((model, res_id), set()).add(digest)
        return result

    @api.model
    def _requested_digests(self, documents):
        """Like ``_granted_digests``: what was asked for and waits for a decision.

        :param documents: records of one model
        """
        # sudo: the panel says that it was asked, to everybody who reads the document
        waiting = self.sudo().search_fetch(
            [
                ("state", "=", "requested"),
                ("res_model", "=", documents._name),
                ("res_id", "in", documents._origin.ids),
            ],
            ["res_model", "res_id", "digest"],
        )
        result = {}
        for waiver in waiting:
            key = (waiver.res_model, waiver.res_id)
            result.setdefault(key, set()).add(waiver.digest)
        return result

    @api.model
    def _granted_sql(self, wanted):
        """A row in force that has become statutory takes the waiver's effect away."""
        return SQL(
            """
            SELECT w.res_model, w.res_id, w.digest
              FROM med_gate_waiver w
              JOIN res_company c ON c.id = w.company_id
             WHERE w.state = 'granted' AND (%s)
               AND w.valid_until >= %s
               AND NOT EXISTS (
                   SELECT 1 FROM med_gate_check k
                    WHERE k.code = w.check_code AND k.is_statutory AND k.active
                      AND (k.company_id IS NULL OR k.company_id = w.company_id))
            """,
            wanted,
            self.env.company._med_today(),
        )

    def _cron_expire(self):
        """Note what has run out (it has no effect from that day on without this)."""
        for company in self.env["res.company"].search([]):
            over = self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", ("requested", "granted")),
                    ("valid_until", "<", company._med_today()),
                ]
            )
            for waiver in over:
                waiver._advance({"state": "expired"}, "gate.waiver_expired")


def _readable(value):
    """A fact as a person reads it."""
    if isinstance(value, list | tuple) and all(isinstance(v, str) for v in value):
        return ", ".join(value)
    if isinstance(value, str | int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
