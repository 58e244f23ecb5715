from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

OFFICER = "med_base.group_quality_officer"


class MedCapa(models.Model):
    """Carried out by some, verified by another, judged by the data."""

    _inherit = "med.capa"
    _med_signed_methods = {"action_verify": "I have checked on site that every action was carried out."}

    # carrying out --------------------------------------------------------

    def action_start(self):
        """Start once the root cause is known and every action has its owner and day.

        :raise UserError: not quality, root cause or actions missing
        """
        for capa in self:
            capa._check_quality()
            capa._check_state("draft")
            missing = capa._missing_to_start()
            if missing:
                capa._refuse_missing(missing)
            start = capa.company_id._med_today()
            baseline = capa._cases_between(start - timedelta(days=capa.watch_days), start)
            # sudo: the system notes it
            capa.sudo()._guarded_write(
                {
                    "state": "running",
                    "started_at": fields.Datetime.now(),
                    "baseline_count": self._count(baseline),
                }
            )
        self._log_event("capa.started")
        return True

    def _missing_to_start(self):
        """Labels of what is missing before anything is carried out."""
        filled = {
            "root_cause": (self.root_cause or "").strip(),
            "root_cause_method": self.root_cause_method,
            "action_ids": self._actions_now(),
        }
        return [self._fields[name]._description_string(self.env) for name, ok in filled.items() if not ok]

    def _actions_now(self):
        """Actions that count: not dropped, and new ones once it was opened again."""
        actions = self.action_ids.filtered(lambda action: action.state != "dropped")
        if self.reopened_at:
            actions = actions.filtered(lambda action: action.planned_at >= self.reopened_at)
        return actions

    def _refuse_missing(self, missing):
        raise UserError(
            self.env._(
                "%(capa)s is not complete. Still missing: %(missing)s.",
                capa=self.display_name,
                missing=", ".join(missing),
            )
        )

    # verification --------------------------------------------------------

    def action_verify_work(self):
        """Ask the verifier for a signature once everything is there."""
        self.ensure_one()
        self._check_may_verify()
        # sudo: everybody is asked by the same table
        if self.env["med.sign.rule"].sudo()._is_required(self._name, "action_verify"):
            return self.action_med_sign("action_verify")
        return self.action_verify()

    def action_verify(self):
        """Confirm that the actions were carried out; from now on the data are watched.

        :raise UserError: not signed, own work, actions open
        """
        for capa in self:
            capa._check_may_verify()
        self._med_require_signature("action_verify")
        for capa in self._without_ticket():
            today = capa.company_id._med_today()
            # sudo: checked above, the system notes who and when
            capa.sudo()._guarded_write(
                {
                    "state": "watching",
                    "verified_by_id": self.env.uid,
                    "verified_at": fields.Datetime.now(),
                    "watch_from": today,
                    "watch_until": today + timedelta(days=capa.watch_days),
                    "repeat_count": 0,
                }
            )
        self._without_ticket()._log_event("capa.verified")
        return True

    def _check_may_verify(self):
        self._check_quality()
        self._check_state("running")
        workers = self.user_id | self.former_user_ids
        workers |= self._actions_now().user_id | self._actions_now().done_by_id
        if self.env.user in workers:
            raise UserError(
                self.env._(
                    "%(capa)s: you carried it out, so another person of quality verifies it.",
                    capa=self.display_name,
                )
            )
        actions = self._actions_now()
        if not actions or actions.filtered(lambda action: action.state != "done"):
            self._refuse_missing([self.env._("every action done, with its proof")])

    # effect --------------------------------------------------------------

    def _cases_domain(self):
        """Cases of the same kind: supplier, product, cause (with its parts) as chosen."""
        domain = Domain("company_id", "=", self.company_id.id) & Domain("state", "!=", "cancelled")
        for name in self._scope_fields():
            operator = "child_of" if name in ("cause_id", "partner_id") else "="
            domain &= Domain(name, operator, self[name].id)
        return domain

    def _cases_between(self, since, until):
        """Domain of cases of the same kind found from one day to another, both included."""
        begin = datetime.combine(since, time.min)
        end = datetime.combine(until, time.max)
        return self._cases_domain() & Domain("reported_at", ">=", begin) & Domain("reported_at", "<=", end)

    def _repeats_domain(self):
        """Cases that speak against its effect: found while it was watched."""
        return self._cases_between(self.watch_from, self.watch_until) & Domain(
            "reported_at", ">", self.verified_at
        )

    def _count(self, domain):
        # sudo: every case counts, whoever may read it
        return self.env["med.nonconformity"].sudo().search_count(domain)

    def _judge(self, today=None):
        """Count the cases since: too many open it again, a full period without makes it effective."""
        for capa in self.filtered(lambda capa: capa.state == "watching"):
            count = capa._count(capa._repeats_domain())
            if count > capa.allowed_count:
                capa._reopen(count)
            elif capa.watch_until < (today or capa.company_id._med_today()):
                capa._guarded_write(
                    {"state": "done", "repeat_count": count, "judged_at": fields.Datetime.now()}
                )
                capa._log_event("capa.effective", count=count)
            elif capa.repeat_count != count:
                capa._guarded_write({"repeat_count": count})

    def _reopen(self, count):
        """Not effective: back to the investigation, and the person responsible is told."""
        now = fields.Datetime.now()
        self._guarded_write(
            {
                "state": "draft",
                "repeat_count": count,
                "judged_at": now,
                "reopened_at": now,
                "reopen_count": self.reopen_count + 1,
                "deadline_at": self._deadline_after(now, 10, "days", self.company_id),
                "deadline_reminded": "none",
            }
        )
        self._log_event("capa.reopened", count=count)
        self._remind(
            self.env._(
                "Not effective: %(count)s cases since. Find the root cause again and plan new actions.",
                count=count,
            )
        )

    @api.model
    def _cron_judge(self):
        """Judge all that are watched, one a transaction."""
        watched = self.sudo().search([("state", "=", "watching")], order="id")  # sudo: a job of the system
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(watched))
        for capa in watched:
            capa._judge()
            if not cron._commit_progress(1):
                break

    @api.model
    def _judge_for(self, cases):
        """New cases were opened: what they speak against is judged at once."""
        # sudo: the system judges
        watched = self.sudo().search([("state", "=", "watching"), ("company_id", "in", cases.company_id.ids)])
        watched.filtered(lambda capa: cases.sudo().filtered_domain(capa._cases_domain()))._judge()

    def action_open_repeats(self):
        """Open the cases found since it was verified."""
        self.ensure_one()
        return self._action_cases(self._repeats_domain() if self.watch_from else self._cases_domain())

    def action_open_baseline(self):
        """Open the cases in as many days before it started."""
        self.ensure_one()
        start = fields.Date.context_today(self, self.started_at or fields.Datetime.now())
        return self._action_cases(self._cases_between(start - timedelta(days=self.watch_days), start))

    def _action_cases(self, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id("med_quality.med_nonconformity_action")
        return {**action, "domain": list(domain), "context": {}}

    # ends ----------------------------------------------------------------

    def action_cancel(self, reason=None):
        """Cancel one that was opened by mistake, before it was verified (quality head).

        :raise AccessError: not the quality head
        """
        if not self.env.user.has_group("med_base.group_quality_head"):
            raise AccessError(self.env._("Only the quality head cancels. Ask the quality head."))
        self.check_access("write")
        if not (isinstance(reason, str) and reason.strip()):
            raise UserError(self.env._("Give the reason for this decision."))
        for capa in self:
            capa._check_state("draft", "running")
            # sudo: checked above, the system notes it
            capa.sudo()._guarded_write({"state": "cancelled"})
        self._log_event("capa.cancelled", reason=reason.strip())
        return True

    def _check_quality(self):
        self.check_access("write")
        if not self.env.user.has_group(OFFICER):
            raise AccessError(
                self.env._(
                    "%(capa)s: this is for quality staff. Ask a quality officer.", capa=self.display_name
                )
            )

    def _check_state(self, *states):
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(capa)s is %(state)s: this step is not its turn. It must be: %(states)s.",
                    capa=self.display_name,
                    state=labels[self.state],
                    states=", ".join(labels[state] for state in states),
                )
            )
