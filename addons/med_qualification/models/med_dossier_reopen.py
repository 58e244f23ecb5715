from odoo import api, fields, models

DECIDED = ("qualified", "provisional", "suspended")
REVIEW_MONTHS = 12


class MedDossier(models.Model):
    """A decided file is reviewed again: by date, by change, by signals of other addons."""

    _inherit = "med.dossier"

    requalification_ids = fields.One2many(
        "med.dossier.requalification", "dossier_id", string="Requalifications", readonly=True
    )
    open_requalification_ids = fields.One2many(
        "med.dossier.requalification",
        "dossier_id",
        string="Open Requalifications",
        domain=[("state", "=", "open")],
        readonly=True,
    )
    requalify_by = fields.Date(
        string="Trade Until Review",
        copy=False,
        readonly=True,
        tracking=True,
        index="btree_not_null",
        help="Last day on which trade goes on without the new review.",
    )
    requalify_text = fields.Char(compute="_compute_requalify_text", string="Reviewed Again Because")

    @api.depends("requalification_ids.state", "requalification_ids.detail")
    @api.depends_context("lang")
    def _compute_requalify_text(self):
        for dossier in self:
            # sudo: why a file is reviewed again is told to whoever may read it
            rows = dossier.sudo().requalification_ids.filtered(lambda r: r.state == "open")
            texts = [f"{r.reason_id.name}: {r.detail}" if r.detail else r.reason_id.name for r in rows]
            dossier.requalify_text = "; ".join(texts)

    # opening -------------------------------------------------------------

    def _reopen(self, reason_code, facts=None, detail=""):
        """Ask for a new review of those of these files that were decided.

        Trade goes on until the reason's last day. Called again while it is open, the
        newer facts replace the older.
        :param reason_code: code of a ``med.requalification.reason``; others count as
            ``other``
        :param facts: JSON-able dict; stays with the file, the ledger gets its keys only
        :param detail: what happened, in words for the reviewer
        :return: the files concerned
        """
        decided = self.sudo().filtered(lambda d: d.state in DECIDED)  # sudo: signals have no rights
        reason = self.env["med.requalification.reason"]._by_code(reason_code)
        for dossier in decided:
            dossier._reopen_one(reason, reason_code, facts or {}, detail)
        decided._update_requalify_by()
        if reason.stop == "at_once":
            decided._stop_open_trade(detail or reason.name)
        return decided

    def _reopen_one(self, reason, code, facts, detail):
        row = self.requalification_ids.filtered(lambda r: r.state == "open" and r.reason_code == code)
        if row:
            row.write({"facts": facts, "detail": detail})
            return
        today = self.company_id._med_today()
        last = reason._last_day(today)
        self.env["med.dossier.requalification"].sudo()._with_ticket("create").create(
            {  # sudo: written by signals, whoever caused them
                "dossier_id": self.id,
                "reason_id": reason.id,
                "reason_code": code,
                "facts": facts,
                "detail": detail,
                "opened_on": today,
                "due_on": last,
            }
        )
        self._log("dossier.reopened", reason=code, facts=sorted(facts))
        owner = self.user_id or self.env.user
        told = reason._med_spoken_to(owner)
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=owner.id,
            date_deadline=max(last or today, today),
            summary=told.env._("Review the file again: %(reason)s", reason=told.name),
            note=detail or False,
        )

    def _update_requalify_by(self):
        """Keep the first day after which an open requalification stops trade."""
        for dossier in self:
            rows = dossier.requalification_ids.filtered(lambda r: r.state == "open" and r.due_on)
            last = min(rows.mapped("due_on"), default=False)
            if dossier.requalify_by != last:
                dossier._guarded_write({"requalify_by": last})

    def action_requalify(self, reason):
        """Ask for a new review by hand; trade goes on for the days of that reason.

        :param reason: why, shown to the reviewer
        """
        self._check_decision(reason)
        self._check_state(DECIDED)
        self._reopen("by_hand", {}, reason.strip())
        return True

    # judging -------------------------------------------------------------

    def _is_admitted_on(self, day):
        # EXTENDS med_qualification: a review that is overdue stops
        return super()._is_admitted_on(day) and (not self.requalify_by or day <= self.requalify_by)

    def _is_overdue(self):
        """Whether the result stands only until a review that was not made in time."""
        self.ensure_one()
        today = self.company_id._med_today()
        return self.state in ("qualified", "provisional") and not self._is_admitted_on(today) and (
            bool(self.requalify_by) and self.requalify_by < today
        )

    def _may_submit(self):
        # EXTENDS med_qualification: a decided file under requalification, too
        return super()._may_submit() or bool(self.state in DECIDED and self.open_requalification_ids)

    # the review ----------------------------------------------------------

    def _approval_review_fields(self):
        # EXTENDS med_qualification
        return ["requalify_text", *super()._approval_review_fields()]

    def _approval_on_approved(self, request):
        # EXTENDS med_qualification: reviewed anew, whatever the reasons were
        result = super()._approval_on_approved(request)
        for dossier in self.sudo():  # sudo: rows are written by the file's methods only
            today = dossier.company_id._med_today()
            if not dossier.review_on or dossier.review_on <= today:
                dossier.review_on = fields.Date.add(today, months=REVIEW_MONTHS)
            rows = dossier.requalification_ids.filtered(lambda r: r.state == "open")
            rows._close("done", self.env._("Approved again"))
            dossier._seal()  # reviewed as it is now, whatever it was
        if self.sudo().requalification_ids:
            self._recheck()
        return result

    def _approval_on_rejected(self, request, reason):
        # EXTENDS med_qualification: a party that fails its requalification is stopped
        was_decided = self.filtered("open_requalification_ids")
        result = super()._approval_on_rejected(request, reason)
        rows = was_decided.sudo().open_requalification_ids  # sudo: as above
        rows._close("done", reason)
        was_decided._stop_open_trade(reason)
        return result

    def _give_back(self, state):
        # EXTENDS med_qualification: the result stands until the review is decided or due
        going_on = self.filtered(lambda d: d.state in DECIDED and d.open_requalification_ids)
        if state == "rejected":
            going_on = self.browse()
        papers = going_on._papers_in_review()
        papers._guarded_write({"state": "draft", "dossier_id": False})
        rest = self - going_on
        return super(MedDossier, rest)._give_back(state) if rest else None

    # stopping ------------------------------------------------------------

    def _decide(self, state, event, reason):
        # EXTENDS med_qualification: what was promised is judged again at once
        result = super()._decide(state, event, reason)
        if state in ("suspended", "revoked"):
            self._stop_open_trade(reason)
        return result

    def _stop_open_trade(self, reason):
        """Judge open documents of these parties and products again, tell their owners."""
        if self:
            self.env["med.qualification"]._reevaluate(self.partner_id, self.product_id, reason)

    # by date -------------------------------------------------------------

    @api.model
    def _cron_review_due(self):
        """Daily: open requalifications by date, tell of those whose last day has passed."""
        self = self._med_spoken()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=1)
        while True:
            dossiers, code = self._next_due()
            if not dossiers:
                break
            if code == "lapsed":
                rows = dossiers.open_requalification_ids
                rows.filtered("due_on")._guarded_write({"is_lapse_told": True})
                dossiers._stop_open_trade(self.env._("The new review was not made in time."))
            else:
                for dossier in dossiers:
                    dossier._reopen(code, {}, dossier._due_detail(code))
                if code == "expiry":
                    dossiers._stop_open_trade(self.env._("A required paper has expired."))
            if not cron._commit_progress(len(dossiers), remaining=1):
                break
        cron._commit_progress(remaining=0)

    @api.model
    def _next_due(self, limit=100):
        """The next files whose date has come, and why: review, expiry, lapsed."""
        today = self.env.company._med_today()
        without = [("state", "=", "open"), ("reason_code", "=", "review")]
        found = self.search(
            [
                ("state", "in", ("qualified", "provisional")),
                ("review_on", "<=", today),
                ("requalification_ids", "not any", without),
            ],
            limit=limit,
        )
        if found:
            return found, "review"
        without = [("state", "=", "open"), ("reason_code", "=", "expiry")]
        statuses = self.env["med.qualification.status"]
        companies = self.env["res.company"].search([("active", "=", True)])
        expired = fields.Domain.OR(statuses._domain_state(c, ("expired",)) for c in companies)
        found = self.search(
            [
                ("state", "=", "qualified"),
                ("status_ids", "any", expired),
                ("requalification_ids", "not any", without),
            ],
            limit=limit,
        )
        if found:
            return found, "expiry"
        late = [("state", "=", "open"), ("due_on", "<", today), ("is_lapse_told", "=", False)]
        return self.search([("requalification_ids", "any", late)], limit=limit), "lapsed"

    def _due_detail(self, code):
        self.ensure_one()
        if code == "expiry":
            return self.status_ids.requirement_id._paper_names() if self.status_ids.requirement_id else ""
        return fields.Date.to_string(self.review_on)
