from odoo import fields, models
from odoo.tools import SQL

from .med_dossier import STATES
from .med_requirement import DIRECTIONS

# who may know what a party orders: not those who only handle the goods
MONEY_JOBS = (
    "sales",
    "purchaser",
    "billing",
    "finance",
    "owner",
    "quality_officer",
    "quality_head",
    "auditor",
)

# what stops trade counts; papers that are merely asked for do not make a risk
QUERY = """
    SELECT d.id, d.id AS dossier_id, d.partner_id, d.company_id, d.direction, d.state,
        p.med_party_type_id AS party_type_id, COALESCE(d.user_id, p.user_id) AS user_id,
        COALESCE(t.expired, 0) AS expired_count, COALESCE(t.missing, 0) AS missing_count,
        COALESCE(t.expiring, 0) AS expiring_count, COALESCE(t.waiting, 0) AS waiting_count,
        t.next_end, COALESCE(b.severe, 0) AS severe_count,
        CASE WHEN d.state IN ('rejected', 'suspended', 'revoked')
                OR d.state = 'provisional' AND d.provisional_until < %(today)s THEN 'stopped'
            WHEN d.state IN ('draft', 'review') THEN 'open'
            WHEN COALESCE(t.expired, 0) + COALESCE(t.missing, 0) > 0 THEN 'risk'
            WHEN COALESCE(t.expiring, 0) + COALESCE(b.severe, 0) > 0
                OR d.state = 'provisional' THEN 'watch'
            ELSE 'good' END AS risk,
        s.last_on, s.amount
    FROM med_dossier d
    JOIN res_partner p ON p.id = d.partner_id AND p.active
    LEFT JOIN (
        SELECT todo.partner_id, todo.company_id,
            count(*) FILTER (WHERE todo.kind = 'expired' AND needed.type_id IS NOT NULL) AS expired,
            count(*) FILTER (WHERE todo.kind = 'missing') AS missing,
            count(*) FILTER (WHERE todo.kind IN ('expiring', 'verification')) AS expiring,
            count(*) FILTER (WHERE todo.kind IN ('review', 'draft')) AS waiting,
            min(todo.date_valid_to) FILTER (WHERE todo.kind = 'expiring') AS next_end
        FROM (%(todo)s) todo
        LEFT JOIN (
            SELECT DISTINCT f.partner_id, f.company_id, rel.med_credential_type_id AS type_id
            FROM med_dossier_line l
            JOIN med_dossier f ON f.id = l.dossier_id
            JOIN med_requirement r ON r.id = l.requirement_id AND r.is_required
            JOIN med_credential_type_med_requirement_rel rel ON rel.med_requirement_id = r.id
        ) needed ON needed.partner_id = todo.partner_id
            AND needed.company_id = todo.company_id AND needed.type_id = todo.type_id
        WHERE todo.partner_id IS NOT NULL
        GROUP BY todo.partner_id, todo.company_id
    ) t ON t.partner_id = d.partner_id AND t.company_id = d.company_id
    LEFT JOIN (
        SELECT partner_id, company_id, count(*) AS severe FROM med_background_finding
        WHERE severity = 'severe' AND state = 'open' GROUP BY partner_id, company_id
    ) b ON b.partner_id = d.partner_id AND b.company_id = d.company_id
    LEFT JOIN (
        SELECT c.commercial_partner_id AS partner_id, o.company_id, 'customer' AS direction,
            max(o.date_order)::date AS last_on,
            sum(o.amount_total / NULLIF(o.currency_rate, 0)) AS amount
        FROM sale_order o JOIN res_partner c ON c.id = o.partner_id
        WHERE o.state = 'sale' AND o.date_order >= %(today)s - 365
        GROUP BY c.commercial_partner_id, o.company_id
        UNION ALL
        SELECT c.commercial_partner_id, o.company_id, 'supplier', max(o.date_order)::date,
            sum(o.amount_total / NULLIF(o.currency_rate, 0))
        FROM purchase_order o JOIN res_partner c ON c.id = o.partner_id
        WHERE o.state = 'purchase' AND o.date_order >= %(today)s - 365
        GROUP BY c.commercial_partner_id, o.company_id
    ) s ON s.partner_id = d.partner_id AND s.company_id = d.company_id
        AND s.direction = d.direction
"""


class MedPartyReport(models.Model):
    """How each customer and supplier stands today, what ends next, what it trades with us."""

    _name = "med.party.report"
    _description = "State of Parties"
    _auto = False
    _order = "partner_id, id"
    _rec_name = "partner_id"
    _depends = {
        "med.paper.todo": ["kind", "partner_id"],
        "med.background.finding": ["severity", "state"],
        "med.dossier": ["direction", "partner_id", "provisional_until", "state", "user_id"],
        "purchase.order": ["amount_total", "date_order", "state"],
        "res.partner": ["active", "med_party_type_id", "user_id"],
        "sale.order": ["amount_total", "date_order", "state"],
    }

    dossier_id = fields.Many2one("med.dossier", string="File", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Party", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    direction = fields.Selection(DIRECTIONS, readonly=True)
    state = fields.Selection(STATES, string="State of File", readonly=True)
    party_type_id = fields.Many2one("med.party.type", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    risk = fields.Selection(
        [
            ("stopped", "Stopped"),
            ("risk", "At Risk"),
            ("watch", "To Watch"),
            ("open", "Not Admitted Yet"),
            ("good", "In Order"),
        ],
        readonly=True,
        help="At risk: a paper that is required has expired or is missing. To watch: one "
        "ends soon, the admission is provisional, or a severe finding is open.",
    )
    expired_count = fields.Integer(string="Expired", readonly=True)
    missing_count = fields.Integer(string="Missing", readonly=True)
    expiring_count = fields.Integer(string="Expiring", readonly=True)
    waiting_count = fields.Integer(string="Waiting", readonly=True)
    severe_count = fields.Integer(string="Severe Findings", readonly=True)
    next_end = fields.Date(string="Ends Next", readonly=True)
    last_on = fields.Date(string="Last Order", readonly=True)
    amount = fields.Monetary(
        string="Ordered in 12 Months",
        readonly=True,
        groups=",".join(f"med_base.group_{job}" for job in MONEY_JOBS),
        help="Seen by those who answer for sales, purchases, money and quality.",
    )

    @property
    def _table_query(self):
        return SQL(
            QUERY,
            today=self.env.company._med_today(),
            todo=self.env["med.paper.todo"]._table_query,
        )

    def action_open(self):
        """The file behind a row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.dossier",
            "res_id": self.dossier_id.id,
            "views": [(False, "form")],
        }

    def action_view_papers(self):
        """The papers of this party that have to be mended."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "med_qualification.med_paper_todo_action"
        )
        return {**action, "domain": [("partner_id", "=", self.partner_id.id)], "context": {}}
