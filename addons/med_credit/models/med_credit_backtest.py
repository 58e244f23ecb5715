from collections import Counter

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..creditmath import GRADES, auc, ks, psi, score

MONTHS = 12
OUTCOME_MONTHS = 6
LATE_DAYS = 30
LIMIT_SHARE = 0.05
BATCH = 500
SAMPLE = 10


class MedCreditBacktest(models.Model):
    """A scorecard tried on the past: whose grade moves, and which grades really paid late.

    Every month of the last year is scored again by both cards from what was known then.
    Bad is who was, within the six months after, more than 30 days overdue with more than
    5 % of the limit. Nothing is changed by it.
    """

    _name = "med.credit.backtest"
    _description = "Trial of a Scorecard on the Past"
    _inherit = ["med.guarded.mixin"]
    _order = "id desc"
    _rec_name = "card_id"
    _guarded_fields = ("state", "done_on", "statistics", "account_count")

    card_id = fields.Many2one(
        "med.credit.scorecard", string="Card to Try", required=True, ondelete="cascade", index=True
    )
    base_card_id = fields.Many2one(
        "med.credit.scorecard",
        string="Compared With",
        compute="_compute_base_card_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    sample = fields.Selection(
        [("ten", "Ten customers who owe most"), ("all", "All customers")], default="all", required=True
    )
    state = fields.Selection([("draft", "Draft"), ("done", "Done")], default="draft", required=True)
    done_on = fields.Date(readonly=True)
    account_count = fields.Integer(string="Customers", readonly=True)
    line_ids = fields.One2many("med.credit.backtest.line", "test_id", string="Customers Today", readonly=True)
    moved_count = fields.Integer(compute="_compute_moved_count", string="Grades That Move")
    grade_ids = fields.One2many("med.credit.backtest.grade", "test_id", string="Grades", readonly=True)
    statistics = fields.Json(string="Measures", readonly=True)
    statistics_text = fields.Text(string="Statistics", compute="_compute_statistics_text")

    @api.depends("card_id")
    def _compute_base_card_id(self):
        for test in self:
            rivals = test.card_id._rivals()
            test.base_card_id = rivals[:1] or test.card_id.origin_id or test.card_id

    @api.depends("line_ids.direction")
    def _compute_moved_count(self):
        for test in self:
            test.moved_count = len(test.line_ids.filtered(lambda line: line.direction != "same"))

    # running -------------------------------------------------------------

    def action_run(self):
        """Score the last year again by both cards and keep what differs.

        :raises UserError: no customer belongs to the segments of the card
        """
        self._check_tester()
        for test in self:
            accounts = test._accounts()
            if not accounts:
                raise UserError(
                    self.env._(
                        "%(card)s: no customer belongs to its segments. Add segments to the card.",
                        card=test.card_id.display_name,
                    )
                )
            # sudo: a score rests on everything, whoever tries a card
            test.sudo()._run(accounts)
        return True

    def _check_tester(self):
        """Raise unless the user may try cards: finance, owner or the adviser."""
        self.check_access("write")
        jobs = ("finance", "owner", "consultant")
        if not any(self.env.user.has_group(f"med_base.group_{job}") for job in jobs):
            raise AccessError(self.env._("Scorecards are tried by finance, the owner or a consultant."))

    def _accounts(self):
        """The customers that the card scores, those who owe most for a small sample."""
        domain = [
            ("company_id", "=", self.company_id.id),
            ("segment_id", "in", self.card_id.segment_ids.ids),
        ]
        # sudo: as action_run
        accounts = self.env["med.credit.account"].sudo().search(domain)
        if self.sample == "ten":
            owed = (
                self.env["med.credit.facts"]
                .sudo()
                ._owed(  # sudo: as action_run
                    accounts.partner_id, self.company_id, self.env.company._med_today()
                )
            )
            accounts = accounts.sorted(lambda a: (-owed.get(a.partner_id.id, 0.0), a.id))[:SAMPLE]
        return accounts

    def _run(self, accounts):
        """Observe every month, judge what came of it, write the result."""
        self.ensure_one()
        today = self.env.company._med_today()
        seen, latest = [], {}
        for back in range(MONTHS, -1, -1):
            day = today - relativedelta(months=back)
            results = self._observe(accounts, day)
            if back == 0:
                latest = results
            elif back >= OUTCOME_MONTHS:
                bad = self._bad(accounts, day)
                seen += [(*pair, account in bad) for account, pair in results.items()]
        self._write_result(accounts, today, latest, seen)

    def _observe(self, accounts, day):
        """{account: (Result by the base card, Result by the tried card)} on a day."""
        base, tried = (card._plain(self.company_id) for card in (self.base_card_id, self.card_id))
        found = {}
        for first in range(0, len(accounts), BATCH):
            batch = accounts[first : first + BATCH]
            facts = self.env["med.credit.facts"]._collect(batch, day)
            for account in batch:
                if day == self.env.company._med_today() or facts[account.id]["invoice_count"]:
                    mine = facts[account.id]
                    found[account] = (score(base, mine), score(tried, mine))
        return found

    def _bad(self, accounts, day):
        """Accounts that paid late after a day: see the class. Limits are those of today."""
        late = dict(self.env.execute_query(self._sql_late(accounts, day)))
        return {
            account
            for account in accounts
            if late.get(account.partner_id.id, 0) > LIMIT_SHARE * max(account.limit, 0.0)
        }

    def _sql_late(self, accounts, day):
        """(partner, what was still unpaid 30 days after its due date, within the months after)."""
        until = min(day + relativedelta(months=OUTCOME_MONTHS), self.env.company._med_today())
        return SQL(
            """
            SELECT i.partner_id, SUM(i.balance - COALESCE(r.amount, 0)) FROM (%(items)s) i
              LEFT JOIN LATERAL (
                   SELECT SUM(amount) AS amount FROM account_partial_reconcile
                    WHERE debit_move_id = i.id AND max_date <= i.due + %(late)s) r ON TRUE
             WHERE i.due + %(late)s >= %(day)s AND i.due + %(late)s < %(until)s
               AND i.balance - COALESCE(r.amount, 0) > 0.005
             GROUP BY i.partner_id
            """,
            items=self.env["med.credit.facts"]._sql_items(accounts.partner_id, self.company_id, until),
            late=LATE_DAYS,
            day=day,
            until=until,
        )

    # result --------------------------------------------------------------

    def _write_result(self, accounts, today, latest, seen):
        lines = [self._prepare_line(account, *pair) for account, pair in latest.items()]
        self.line_ids.unlink()
        self.grade_ids.unlink()
        self.write(
            {
                "line_ids": [Command.create(vals) for vals in lines],
                "grade_ids": [Command.create(vals) for vals in self._prepare_grades(latest, seen)],
            }
        )
        self._guarded_write(
            {
                "state": "done",
                "done_on": today,
                "account_count": len(accounts),
                "statistics": self._statistics(latest, seen),
            }
        )

    def _prepare_line(self, account, base, tried):
        order = GRADES.index(tried.grade) - GRADES.index(base.grade)
        return {
            "account_id": account.id,
            "base_score": base.total,
            "base_grade": base.grade,
            "score": tried.total,
            "grade": tried.grade,
            "direction": "down" if order > 0 else "up" if order < 0 else "same",
        }

    def _prepare_grades(self, latest, seen):
        """A row a grade: how many have it by either card today, how many who had it paid late."""
        rows = []
        for number, grade in enumerate(GRADES):
            base = [bad for result, _tried, bad in seen if result.grade == grade]
            tried = [bad for _base, result, bad in seen if result.grade == grade]
            rows.append(
                {
                    "sequence": number,
                    "grade": grade,
                    "base_count": sum(1 for pair in latest.values() if pair[0].grade == grade),
                    "count": sum(1 for pair in latest.values() if pair[1].grade == grade),
                    "base_seen": len(base),
                    "base_bad": sum(base),
                    "seen": len(tried),
                    "bad": sum(tried),
                }
            )
        return rows

    def _statistics(self, latest, seen):
        """{code: {"value", "cases", "needed"}}; a value is null where there are too few cases."""
        bad = [row[2] for row in seen]
        measures = {"psi": psi(*(Counter(pair[i].grade for pair in latest.values()) for i in (0, 1)))}
        for name, index in (("base", 0), ("tried", 1)):
            totals = [row[index].total for row in seen]
            measures[f"auc_{name}"] = auc(totals, bad)
            measures[f"ks_{name}"] = ks(totals, bad)
        return {
            code: {"value": found.value, "cases": found.cases, "needed": found.needed}
            for code, found in measures.items()
        }

    @api.depends("statistics")
    @api.depends_context("lang")
    def _compute_statistics_text(self):
        names = {
            "auc_base": self.env._("AUC of the card compared with (0.5 a coin, 1 perfect)"),
            "auc_tried": self.env._("AUC of the card tried"),
            "ks_base": self.env._("KS of the card compared with"),
            "ks_tried": self.env._("KS of the card tried"),
            "psi": self.env._("PSI between the two spreads of grades (above 0.25: another card)"),
        }
        for test in self:
            found = test.statistics or {}
            test.statistics_text = "\n".join(
                f"{name}: {self._measure_text(found[code])}" for code, name in names.items() if code in found
            )

    def _measure_text(self, measure):
        if measure["value"] is not None:
            return f"{measure['value']:.3f}"
        return self.env._(
            "too few cases to tell: %(cases)s of the %(needed)s that are needed",
            cases=measure["cases"],
            needed=measure["needed"],
        )

    def action_open_moved(self):
        """The customers whose grade moves."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Grades That Move"),
            "res_model": "med.credit.backtest.line",
            "views": [(False, "list")],
            "domain": [("test_id", "=", self.id), ("direction", "!=", "same")],
        }
