from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..creditmath import score
from .med_credit_facts_standing import CLASSES

CLASS_OF_TYPE = {
    "hospital": "public_hospital",
    "military_hospital": "public_hospital",
    "cdc": "public_hospital",
    "blood_station": "public_hospital",
    "agent": "regional_agent",
    "distributor": "small_dealer",
}
KEEP_DAYS = 30
SCORED = frozenset(("run_id", "score", "confidence", "scored_on", "review_on", "proposed_limit"))


class MedCreditAccount(models.Model):
    """The score of a customer: the latest run, its proposal, and how to make one."""

    _inherit = "med.credit.account"

    run_ids = fields.One2many("med.credit.run", "account_id", string="Scores")
    run_id = fields.Many2one(
        "med.credit.run", string="Latest Score", readonly=True, copy=False, ondelete="restrict"
    )
    score = fields.Float(readonly=True, copy=False, index=True, digits=(5, 2), aggregator="avg")
    confidence = fields.Float(string="Confidence (%)", readonly=True, copy=False, aggregator="avg")
    scored_grade = fields.Selection(related="run_id.grade", string="Grade by Score", store=True, index=True)
    scored_on = fields.Date(readonly=True, copy=False, index=True)
    review_on = fields.Date(
        string="Review Due", readonly=True, copy=False, index=True, help="By the grade's rhythm of reviews."
    )
    proposed_limit = fields.Monetary(readonly=True, copy=False)
    customer_since = fields.Date(help="First paid delivery before the books of this system begin.")
    requested_month = fields.Monetary(
        string="Asks for a Month", help="What a new customer wants to buy a month, tax included."
    )
    trade_class = fields.Selection(
        [
            ("public_hospital", "Public hospital or institution"),
            ("national_distributor", "National distributor"),
            ("regional_agent", "Regional agent"),
            ("small_dealer", "Small dealer"),
            ("other", "Other"),
        ],
        string="Kind of Counterparty",
        compute="_compute_trade_class",
        store=True,
        readonly=False,
        tracking=True,
    )
    institution_level = fields.Selection(
        [
            ("tertiary", "Level three"),
            ("secondary", "Level two"),
            ("primary", "Level one or community"),
            ("private", "Private, no statements"),
        ],
        string="Level of the Institution",
        tracking=True,
    )
    score_line_ids = fields.One2many(related="run_id.line_ids", string="Points")
    score_reason = fields.Text(related="run_id.reason", string="Reason of the Score")
    limit_formula = fields.Json(related="run_id.formula")
    run_count = fields.Integer(compute="_compute_run_count")

    @api.depends("partner_id.med_party_type_id")
    def _compute_trade_class(self):
        for account in self:
            code = account.partner_id.med_party_type_id.code
            account.trade_class = CLASS_OF_TYPE.get(code, "other")

    @api.model
    def _account_for(self, partners, company):
        # EXTENDS med_credit: accounts come by SQL, which computes nothing
        found = super()._account_for(partners, company)
        fresh = self.browse([account.id for account in found.values() if not account.trade_class])
        self.env.add_to_compute(self._fields["trade_class"], fresh)
        return found

    @api.depends("run_ids")
    def _compute_run_count(self):
        counts = dict(
            self.env["med.credit.run"]._read_group(
                [("account_id", "in", self.ids)], groupby=["account_id"], aggregates=["__count"]
            )
        )
        for account in self:
            account.run_count = counts.get(account, 0)

    def _computed_names(self, vals):
        # EXTENDS med.guarded.mixin: what scoring found is written by scoring alone
        return super()._computed_names(vals) | (SCORED & set(vals))

    # buttons -------------------------------------------------------------

    def action_score(self):
        """Score these customers now and take the next review from today.

        :raises AccessError: unless finance or the owner
        """
        self.check_access("read")
        if not any(map(self.env.user.has_group, ("med_base.group_finance", "med_base.group_owner"))):
            raise AccessError(self.env._("Customers are scored by finance or the owner. Ask one of them."))
        # sudo: a score rests on everything and is written by the system alone
        self.sudo()._score(reviewed=True)
        return True

    def action_open_scores(self):
        """Scores of this customer over time."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_credit.med_credit_run_action")
        return {
            **action,
            "domain": [("account_id", "=", self.id), ("is_shadow", "=", False)],
            "context": {},
            "views": [(False, "graph"), (False, "list"), (False, "form")],
        }

    # scoring -------------------------------------------------------------

    def _score(self, day=None, card=None, shadow=False, reviewed=False):
        """Score these accounts as of a day and keep what is new as runs.

        :param day: date, today if none; past days make runs for the record, without effect
        :param card: med.credit.scorecard, the one in force for each segment if none
        :param shadow: keep the runs apart, without any effect
        :param reviewed: a person looks at it: the next review is counted from the day
        :return: med.credit.run that were made; unchanged results make none
        """
        made = self.env["med.credit.run"]
        for company, accounts in self.grouped("company_id").items():
            today = company._med_today()
            asked = fields.Date.to_date(day) or today
            results = self._score_results(accounts, asked, self._score_cards(accounts, asked, card))
            runs = self._score_keep(results, asked, shadow, reviewed)
            if not shadow and asked >= today:
                self._score_take(runs, self.browse([account.id for account in results]), asked, reviewed)
            made |= runs
        return made

    def _score_cards(self, accounts, day, card):
        """{account: card} to score by; before the first card, the first one."""
        if card:
            return dict.fromkeys(accounts, card)
        return self.env["med.credit.scorecard"]._cards_for(accounts, day)

    def _score_results(self, accounts, day, cards):
        """{account: (card, facts, Result, Limit)} of those that have a card; nothing is stored."""
        accounts = accounts.filtered(cards.get)
        facts = self.env["med.credit.facts"]._collect(accounts, day)
        company = accounts.company_id
        plain = {card: card._plain(company) for card in set(cards.values())}
        judged = {
            account: (cards[account], facts[account.id], score(plain[cards[account]], facts[account.id]))
            for account in accounts
        }
        limits = accounts._limits(judged, day)
        return {account: (*found, limits[account]) for account, found in judged.items()}

    def _score_keep(self, results, day, shadow, reviewed):
        """Make runs of what differs from the last one, note the check of the others."""
        runs, last = self.env["med.credit.run"], self._last_runs(results, day, shadow)
        same, fresh = [], []
        for account, found in results.items():
            before = last.get(account)
            if before and not reviewed and self._is_same(before, found, day):
                same.append(before.id)
            else:
                fresh.append((account, found, before))
        self._check_again(runs.browse(same), day)
        return self._make_runs(fresh, day, shadow)

    def _last_runs(self, accounts, day, shadow):
        """{account: its latest run up to a day}, in one query."""
        ids = [account.id for account in accounts]
        self.env["med.credit.run"].flush_model()
        self.env.cr.execute(
            """SELECT DISTINCT ON (account_id) id FROM med_credit_run
                WHERE account_id = ANY(%s) AND day <= %s AND COALESCE(is_shadow, FALSE) = %s
                ORDER BY account_id, day DESC, id DESC""",
            [ids, day, shadow],
        )
        runs = self.env["med.credit.run"].browse([row[0] for row in self.env.cr.fetchall()])
        return {run.account_id: run for run in runs}

    def _is_same(self, run, found, day):
        """Whether a run tells the same as a new result, and is not too old to stand for it."""
        card, _facts, result, limit = found
        if run.day <= day - timedelta(days=KEEP_DAYS):
            return False
        told = (run.card_id, run.total, run.confidence, run.grade, run.knockout_id.id, run.proposed_limit)
        key = result.knockout.key if result.knockout else False
        now = (card, result.total, result.confidence, result.grade, key, limit.amount)
        return told == now

    def _check_again(self, runs, day):
        late = runs.filtered(lambda run: not run.checked_on or run.checked_on < day)
        if late:
            late._with_ticket("check", ("checked_on",)).write({"checked_on": day})

    def _make_runs(self, fresh, day, shadow):
        """Runs with their lines of (account, result, run before)."""
        vals = [self._prepare_run(*item, day, shadow) for item in fresh]
        runs = self.env["med.credit.run"]._with_ticket("create").create(vals)._without_ticket()
        lines = [
            line
            for run, (_account, found, _before) in zip(runs, fresh, strict=True)
            for line in self._prepare_lines(run, found[2])
        ]
        self.env["med.credit.run.line"]._insert(lines)
        return runs

    def _prepare_run(self, account, found, before, day, shadow):
        card, facts, result, limit = found
        before = before or self.env["med.credit.run"]
        return {
            "account_id": account.id,
            "company_id": account.company_id.id,
            "segment_id": account.segment_id.id,
            "card_id": card.id,
            "day": day,
            "checked_on": day,
            "is_shadow": shadow,
            "total": result.total,
            "confidence": result.confidence,
            "banded_grade": result.banded,
            "grade": result.grade,
            "previous_id": before.id,
            "previous_grade": before.grade,
            "knockout_id": result.knockout and result.knockout.key,
            "remark_ids": [fields.Command.set([remark.key for remark in result.remarks])],
            "is_unsure": result.is_unsure,
            "inputs": facts,
            "limit_terms": limit.terms,
            "binding_term": limit.binding,
            "proposed_limit": limit.amount,
            "term_days": limit.term_days,
            "review_months": limit.review_months,
            "user_id": self.env.uid,
        }

    def _prepare_lines(self, run, result):
        """Rows for ``med.credit.run.line._insert``, in the order of its columns."""
        dimensions = {factor.id: factor.dimension for factor in run.card_id.factor_ids}
        return [
            (
                run.id,
                run.company_id.id,
                number,
                line.factor.key,
                line.bin.key if line.bin else None,
                dimensions[line.factor.key],
                line.value or 0.0,
                line.is_missing,
                line.points,
                line.factor.most,
            )
            for number, line in enumerate(result.lines)
        ]

    # taking over ---------------------------------------------------------

    def _score_take(self, runs, accounts, day, reviewed):
        """Write the latest score on the accounts, then let policy answer to each run."""
        self._stamp(accounts, day)
        self._show(runs, reviewed)
        self._first_grades(runs, day)
        for run in runs:
            run.account_id._on_scored(run)

    def _first_grades(self, runs, day):
        """Take the grade of customers who had none, by few statements: a go-live has thousands."""
        fresh = runs.filtered(lambda r: not r.account_id.grade and r.company_id._med_scores_rule(day))
        for grade, some in fresh.grouped("grade").items():
            # told by the ledger below: a message on each account would double the work
            some.account_id.with_context(tracking_disable=True)._guarded_write({"grade": grade})
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "credit.graded",
                    "record": run.account_id,
                    "facts": {"run": run.id, "old": False, "new": run.grade, "score": run.total},
                    "company": run.company_id,
                }
                for run in fresh
            ]
        )

    def _stamp(self, accounts, day):
        """Note the day of scoring of many accounts by one statement."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE med_credit_account SET scored_on = %s WHERE id = ANY(%s)", [day, accounts.ids]
        )
        accounts.invalidate_recordset(["scored_on"])

    def _show(self, runs, reviewed):
        """Show many runs on their accounts by one statement; nothing else depends on these columns."""
        if not runs:
            return
        accounts = runs.account_id
        self.env.cr.execute(
            """UPDATE med_credit_account a
                  SET run_id = v.run_id, score = v.score, confidence = v.confidence,
                      scored_grade = v.grade, proposed_limit = v.proposed_limit, review_on = v.review_on
                 FROM unnest(%s, %s::int[], %s::numeric[], %s::numeric[], %s, %s::numeric[], %s::date[])
                      AS v(id, run_id, score, confidence, grade, proposed_limit, review_on)
                WHERE a.id = v.id""",
            [
                accounts.ids,
                runs.ids,
                runs.mapped("total"),
                runs.mapped("confidence"),
                runs.mapped("grade"),
                runs.mapped("proposed_limit"),
                [run.account_id._next_review(run, reviewed) or None for run in runs],
            ],
        )
        accounts.invalidate_recordset([*SCORED, "scored_grade"])

    def _on_scored(self, run):
        """Hook: what follows of a new score of this account (proposals, reviews, freezes).

        :param run: med.credit.run that is now the latest of this account
        """
        self.ensure_one()

    def _next_review(self, run, reviewed):
        """Day of the next review: kept unless the grade changed, none was set or one was made."""
        self.ensure_one()
        if self.review_on and not reviewed and run.previous_grade == run.grade:
            return self.review_on
        return run.review_months and run.day + relativedelta(months=run.review_months)

    @api.model
    def _class_codes(self):
        """{kind of counterparty: number that scorecards compare}."""
        return CLASSES
