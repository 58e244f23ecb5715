from odoo import api, fields, models
from odoo.fields import Domain

from ..medpapers import GOOD, change_days, holds_until, worst
from .med_dossier import QUALIFICATION_STATES
from .med_dossier_line import STATUSES
from .med_requirement import DIRECTIONS

BATCH = 500
REFRESH_DAYS = 7
PAPER_FIELDS = (
    "commercial_partner_id",
    "content_seal",
    "date_valid_from",
    "date_valid_to",
    "ended_on",
    "renewal_accepted_on",
    "state",
    "type_id",
)
GOODS_FIELDS = (
    "med_category_ids",
    "med_device_class",
    "med_is_cold_chain",
    "med_is_filing_exempt",
    "med_is_implant",
    "med_is_ivd",
    "med_origin",
)


class MedQualificationStatus(models.Model):
    """How a party or product stands in one company, kept so that it can be searched.

    One row for each file. It is judged again when a paper, the file, the party or the
    product changes; what changes by date is covered by ``valid_until``, the last day for
    which the row is right: a search judges the few rows beyond it live, a cron renews
    them every night. The gate never reads these rows, it judges the papers.
    """

    _name = "med.qualification.status"
    _description = "Qualification Status"
    _order = "partner_id, product_id, direction"
    _rec_name = "dossier_id"

    dossier_id = fields.Many2one(
        "med.dossier", string="File", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="dossier_id.company_id", store=True)
    direction = fields.Selection(related="dossier_id.direction", store=True)
    partner_id = fields.Many2one(
        related="dossier_id.partner_id", string="Party", store=True, index="btree_not_null"
    )
    product_id = fields.Many2one(
        related="dossier_id.product_id", store=True, index="btree_not_null"
    )
    user_id = fields.Many2one(related="dossier_id.user_id", string="Responsible", store=True)
    state = fields.Selection(
        QUALIFICATION_STATES, string="Qualification", compute="_compute_status", store=True
    )
    valid_until = fields.Date(
        string="Right Until",
        compute="_compute_status",
        store=True,
        index="btree_not_null",
        help="Last day for which this state is right if nothing but the date changes.",
    )
    requirement_id = fields.Many2one(
        "med.requirement",
        string="Worst Requirement",
        compute="_compute_status",
        store=True,
        ondelete="set null",
    )
    law = fields.Char(related="requirement_id.law")
    problem = fields.Selection(STATUSES, compute="_compute_status", store=True)
    credential_id = fields.Many2one(
        "med.credential",
        string="Paper",
        compute="_compute_status",
        store=True,
        index="btree_not_null",
        ondelete="set null",
    )
    date_end = fields.Date(
        string="Next End",
        compute="_compute_status",
        store=True,
        help="First end date among the required papers that hold.",
    )
    evaluated_on = fields.Date(compute="_compute_status", store=True, index=True)

    _dossier_uniq = models.UniqueIndex("(dossier_id)")
    _state_idx = models.Index("(company_id, state, direction)")

    @api.depends(lambda self: self._status_depends())
    def _compute_status(self):
        details = self._judge()
        for status in self:
            status.update(details[status.dossier_id.id])

    @api.model
    def _status_depends(self):
        """Paths of everything that a judgement reads, dates and rules aside."""
        file = self.env["med.dossier"]._fields
        names = [n for n in file if n.startswith("trades_")]
        paths = ["state", "provisional_until", "requalify_by", "content_seal", "company_id", "direction"]
        paths += [*names, "partner_id.med_party_type_id"]
        paths += [f"product_id.{name}" for name in GOODS_FIELDS]
        for papers in (
            "partner_id.med_credential_ids",
            "product_id.med_credential_ids",
            "product_id.med_covered_by_ids",
        ):
            paths += [f"{papers}.{name}" for name in PAPER_FIELDS]
        return [f"dossier_id.{path}" for path in paths]

    # judging -------------------------------------------------------------

    def _judge(self):
        """{dossier id: values} of these rows as of today, in the company's time zone."""
        details = {}
        for company, rows in self.grouped(lambda s: s.dossier_id.company_id).items():
            details |= self._judge_company(rows.dossier_id, company._med_today())
        return details

    def _judge_company(self, dossiers, today):
        service = self.env["med.qualification"]
        cases = service._dossier_cases(dossiers, today)
        judged = service._judge_cases(cases, today)
        required = service._required_rows(judged)
        changes = self._rule_changes(dossiers, today)
        details = {}
        for dossier, (rows, papers) in cases.items():
            outcomes = judged[dossier.id]
            state = service._dossier_state(dossier, outcomes, required, today)
            asked = {row: outcomes[row.id] for row, _need in rows if row.id in required}
            types = {code for _row, need in rows for code in need.types}
            mine = [paper for paper in papers if paper.type_code in types]
            days = set(changes[dossier.direction]).union(*map(change_days, mine))
            ends = filter(None, (dossier.provisional_until, dossier.requalify_by))
            days |= {fields.Date.add(end, days=1) for end in ends}
            details[dossier.id] = {
                "state": state,
                "valid_until": holds_until(days, today),
                "evaluated_on": today,
                **self._worst(asked),
                "date_end": self._next_end(asked, mine),
            }
        return details

    def _worst(self, asked):
        """The required row that stands furthest from valid, nothing where all are good."""
        bad = {row: outcome for row, outcome in asked.items() if outcome.status not in GOOD}
        outcome = worst(bad.values())
        row = next((row for row in bad if bad[row] is outcome), None)
        return {
            "requirement_id": row.id if row else False,
            "problem": outcome.status if outcome else False,
            "credential_id": outcome.paper if outcome else False,
        }

    def _next_end(self, asked, papers):
        """First end among the papers that required rows rest on."""
        used = {outcome.paper for outcome in asked.values() if outcome.is_good}
        ends = [paper.valid_to for paper in papers if paper.key in used and paper.valid_to]
        return min(ends, default=False)

    def _rule_changes(self, dossiers, today):
        """{direction: days on which rows of the matrix come into force or end}."""
        # sudo: rules bind everybody, whoever may read the matrix
        rows = self.env["med.requirement"].sudo()
        changes = {direction: set() for direction, _label in DIRECTIONS}
        company = Domain("company_id", "in", [False, *dossiers.company_id.ids])
        begin = rows.search(company & Domain("date_from", ">", today))
        for row in begin:
            changes[row.direction].add(row.date_from)
        for row in rows.search(company & Domain("date_to", ">=", today)):
            changes[row.direction].add(fields.Date.add(row.date_to, days=1))
        return changes

    # reading -------------------------------------------------------------

    @api.model
    def _of_company(self, company, domain):
        """Rows of one company under a domain, in any state."""
        # sudo: everybody sees how a party stands; its file is another matter
        return self.sudo().search(Domain("company_id", "=", company.id) & Domain(domain))

    def _states_now(self):
        """{row: state today}: as kept where it is right, judged where its day has passed."""
        stale = self.filtered(lambda s: s._is_stale())
        details = stale._judge() if stale else {}
        return {
            status: details[status.dossier_id.id]["state"] if status in stale else status.state
            for status in self
        }

    def _is_stale(self):
        self.ensure_one()
        today = self.company_id._med_today()
        return not self.evaluated_on or bool(self.valid_until and self.valid_until < today)

    @api.model
    def _domain_state(self, company, states):
        """Domain of the rows of a company that stand in one of these states today."""
        late = Domain("valid_until", "<", company._med_today()) | Domain("evaluated_on", "=", False)
        stale = self._of_company(company, late)
        hits = [status.id for status, state in stale._states_now().items() if state in states]
        kept = Domain("state", "in", list(states)) & Domain("id", "not in", stale.ids)
        return Domain("company_id", "=", company.id) & (kept | Domain("id", "in", hits))

    # keeping -------------------------------------------------------------

    @api.model
    def _ensure(self, limit=None):
        """Make the rows of files that have none.

        :return: the new rows
        """
        # sudo: rows follow the files, nobody makes them by hand
        missing = self.env["med.dossier"].sudo().search([("status_ids", "=", False)], limit=limit)
        return self.sudo().create([{"dossier_id": dossier.id} for dossier in missing])

    def _refresh(self):
        """Judge these rows again when they are next read or written out."""
        fields_ = [f for f in self._fields.values() if f.compute == "_compute_status"]
        for field in fields_:
            self.env.add_to_compute(field, self)

    @api.model
    def _rules_changed(self, directions):
        """Judge rows again after the matrix changed; many of them by the cron, at once."""
        limit = self._rules_limit()
        # sudo: rows follow the rules, whoever may change these
        rows = self.sudo().search([("direction", "in", list(directions))], limit=limit + 1)
        if len(rows) <= limit:
            rows._refresh()
            return
        self.flush_model()
        self.env.cr.execute(
            "UPDATE med_qualification_status SET evaluated_on = NULL"
            " WHERE direction IN %s AND evaluated_on IS NOT NULL",
            [tuple(directions)],
        )
        self.invalidate_model(["evaluated_on"], flush=False)
        cron = self.env.ref("med_qualification.ir_cron_qualification_status", raise_if_not_found=False)
        if cron:
            cron._trigger()

    @api.model
    def _rules_limit(self):
        """Up to how many rows are judged again while somebody waits."""
        return BATCH

    @api.model
    def _domain_due(self, company):
        """Domain of the rows of a company that the cron judges again."""
        today = company._med_today()
        due = Domain("evaluated_on", "=", False) | Domain("valid_until", "<", today)
        due |= Domain("evaluated_on", "<", fields.Date.subtract(today, days=REFRESH_DAYS))
        return Domain("company_id", "=", company.id) & due

    @api.model
    def _cron_refresh(self):
        """Nightly: judge again what its date or the rules made stale, and the oldest rows."""
        cron = self.env["ir.cron"]
        due = Domain.OR(map(self._domain_due, self.env["res.company"].search([("active", "=", True)])))
        cron._commit_progress(remaining=self.search_count(due))
        while True:
            rows = self._ensure(BATCH) or self.search(due, limit=BATCH, order="evaluated_on, id")
            if not rows:
                break
            rows.dossier_id._sync_lines()
            rows._refresh()
            rows.flush_recordset()
            self.env.invalidate_all()
            if not cron._commit_progress(len(rows)):
                break

    def action_open_file(self):
        """Open the file this row is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.dossier",
            "res_id": self.dossier_id.id,
            "views": [(False, "form")],
        }
