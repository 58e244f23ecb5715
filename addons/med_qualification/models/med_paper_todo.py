from odoo import api, fields, models
from odoo.tools import SQL

KINDS = [
    ("expired", "Expired"),
    ("missing", "Missing"),
    ("expiring", "Expiring"),
    ("verification", "Verification Due"),
    ("renewing", "Under Renewal"),
    ("review", "Under Review"),
    ("draft", "Not Submitted"),
]

HEADS = """
    SELECT company.id AS company_id, company.partner_id, (
        SELECT u.id FROM res_users u
        JOIN res_groups_users_rel g ON g.uid = u.id AND g.gid = %(head)s
        JOIN res_company_users_rel c ON c.user_id = u.id AND c.cid = company.id
        WHERE u.active ORDER BY u.id LIMIT 1
    ) AS user_id
    FROM res_company company
"""
OWNER = """
    CASE WHEN p.id = h.partner_id THEN h.user_id
        ELSE COALESCE(u.id, pu.id, h.user_id) END AS user_id
"""
PAPERS = """
    SELECT c.id * 2 AS id,
        CASE WHEN c.state IN ('draft', 'review', 'renewing') THEN c.state
            WHEN c.date_valid_to < %(today)s THEN 'expired'
            WHEN c.date_valid_to <= %(today)s + t.reminder_days THEN 'expiring'
            WHEN c.verification_due <= %(today)s + 30 THEN 'verification' ELSE 'expiring' END AS kind,
        CASE WHEN c.state NOT IN ('draft', 'review') AND EXISTS (
                SELECT 1 FROM med_credential n
                WHERE n.company_id = c.company_id AND n.type_id = c.type_id
                    AND n.state IN ('draft', 'review')
                    AND (n.commercial_partner_id = c.commercial_partner_id
                        OR n.product_id = c.product_id)
            ) THEN 'version'
            WHEN c.snoozed_until >= %(today)s THEN 'snoozed' ELSE 'none' END AS progress,
        c.id AS credential_id, NULL::integer AS line_id, c.dossier_id, c.type_id,
        c.commercial_partner_id AS partner_id, c.product_id, c.company_id,
        c.date_valid_to, c.date_valid_to - %(today)s AS days_left, c.number,
        p.user_id AS salesperson_id, COALESCE(p.id = h.partner_id, FALSE) AS is_own,
        {owner}
    FROM med_credential c
    JOIN med_credential_type t ON t.id = c.type_id
    JOIN head h ON h.company_id = c.company_id
    LEFT JOIN res_partner p ON p.id = c.commercial_partner_id
    LEFT JOIN product_product g ON g.id = c.product_id
    LEFT JOIN res_users u ON u.id = c.user_id AND u.active
    LEFT JOIN res_users pu ON pu.id = p.user_id AND pu.active
    WHERE COALESCE(p.active, g.active) AND (
        c.state IN ('draft', 'review')
        OR c.state IN ('valid', 'expired', 'renewing') AND (
            c.date_valid_to <= %(today)s + t.reminder_days
            OR c.verification_due <= %(today)s + 30
            OR c.next_reminder_on <= %(today)s OR c.reminded_on IS NOT NULL
        ) AND (t.is_single OR c.date_valid_to IS NULL OR c.date_valid_to >= %(today)s OR NOT EXISTS (
            SELECT 1 FROM med_credential o
            WHERE o.company_id = c.company_id AND o.type_id = c.type_id
                AND o.state IN ('valid', 'renewing') AND o.id != c.id
                AND (o.date_valid_to IS NULL OR o.date_valid_to >= %(today)s)
                AND (o.commercial_partner_id = c.commercial_partner_id
                    OR o.product_id = c.product_id)
        ))
    )
"""
# like ``judge``: nothing of the types asked is there, in force or recorded
MISSING = """
    SELECT l.id * 2 + 1 AS id, 'missing' AS kind, 'none' AS progress,
        NULL::integer AS credential_id, l.id AS line_id, d.id AS dossier_id,
        (SELECT min(rel.med_credential_type_id)
            FROM med_credential_type_med_requirement_rel rel
            WHERE rel.med_requirement_id = r.id) AS type_id,
        d.partner_id, d.product_id, d.company_id, NULL::date AS date_valid_to,
        NULL::integer AS days_left, NULL AS number,
        p.user_id AS salesperson_id, d.direction = 'own' AS is_own,
        {owner}
    FROM med_dossier_line l
    JOIN med_dossier d ON d.id = l.dossier_id
        AND d.state IN ('draft', 'review', 'qualified', 'provisional')
    JOIN med_requirement r ON r.id = l.requirement_id AND r.is_required AND r.active
    JOIN head h ON h.company_id = d.company_id
    LEFT JOIN res_partner p ON p.id = d.partner_id
    LEFT JOIN product_product g ON g.id = d.product_id
    LEFT JOIN res_users u ON u.id = d.user_id AND u.active
    LEFT JOIN res_users pu ON pu.id = p.user_id AND pu.active
    WHERE COALESCE(p.active, g.active) AND NOT EXISTS (
        SELECT 1 FROM med_credential c
        JOIN med_credential_type_med_requirement_rel rel
            ON rel.med_requirement_id = r.id AND rel.med_credential_type_id = c.type_id
        WHERE c.company_id = d.company_id
            AND (c.commercial_partner_id = d.partner_id OR c.product_id = d.product_id
                OR c.id IN (SELECT m.credential_id FROM med_credential_product_rel m
                    WHERE m.product_id = d.product_id))
            AND (c.ended_on IS NULL OR c.ended_on > %(today)s OR c.state = 'revoked')
            AND (c.date_valid_from IS NULL OR c.date_valid_from <= %(today)s)
    )
"""


class MedPaperTodo(models.Model):
    """What has to be mended: papers that end, ended, are missing or wait, by owner.

    Read from the papers and the requirement lines at each look: nothing to refresh.
    """

    _name = "med.paper.todo"
    _description = "Paper to Mend"
    _auto = False
    _order = "date_valid_to, id"
    _rec_name = "type_id"
    _depends = {
        "med.credential": [
            "commercial_partner_id",
            "company_id",
            "date_valid_from",
            "date_valid_to",
            "dossier_id",
            "ended_on",
            "next_reminder_on",
            "number",
            "product_id",
            "product_ids",
            "reminded_on",
            "snoozed_until",
            "state",
            "type_id",
            "user_id",
            "verification_due",
        ],
        "med.credential.type": ["is_single", "reminder_days"],
        "med.dossier": ["company_id", "direction", "partner_id", "product_id", "state", "user_id"],
        "med.dossier.line": ["dossier_id", "requirement_id"],
        "med.requirement": ["active", "is_required", "type_ids"],
        "product.product": ["active"],
        "res.company": ["partner_id"],
        "res.partner": ["active", "user_id"],
        "res.users": ["active", "company_ids", "group_ids"],
    }

    kind = fields.Selection(KINDS, readonly=True)
    progress = fields.Selection(
        [("none", "Nobody acts yet"), ("version", "New version"), ("snoozed", "Rests")],
        string="Under Way",
        readonly=True,
    )
    credential_id = fields.Many2one("med.credential", string="Paper", readonly=True)
    line_id = fields.Many2one("med.dossier.line", string="Requirement", readonly=True)
    dossier_id = fields.Many2one("med.dossier", readonly=True)
    type_id = fields.Many2one("med.credential.type", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Party", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Owner", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    number = fields.Char(readonly=True)
    date_valid_to = fields.Date(string="Valid Until", readonly=True)
    days_left = fields.Integer(readonly=True, aggregator=None)
    is_own = fields.Boolean(string="Our Own", readonly=True)

    @property
    def _table_query(self):
        head = self.env["ir.model.data"]._xmlid_to_res_id("med_base.group_quality_head")
        query = f"WITH head AS ({HEADS}) {PAPERS} UNION ALL {MISSING}"
        return SQL(
            query.format(owner=OWNER), head=head, today=self.env.company._med_today()
        )

    @api.depends("type_id", "partner_id", "product_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # EXTENDS base
        for todo in self:
            subject = todo.product_id or todo.partner_id
            todo.display_name = f"{subject.display_name}: {todo.type_id.display_name}"

    def action_mend(self):
        """The one next step: a new version, the missing paper, or the paper itself."""
        self.ensure_one()
        if self.kind == "missing":
            return self.line_id.action_add_paper()
        if self.kind in ("draft", "review") or self.progress == "version":
            return self.action_open()
        return self.credential_id.action_new_version()

    def action_open(self):
        """The paper, its draft of a new version, or the file that lacks it."""
        self.ensure_one()
        record = self.credential_id or self.dossier_id
        if self.progress == "version":
            record = record._draft_version() or record
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def action_send_link(self):
        """Dialog that asks the parties of these rows for their papers by a link."""
        return self.partner_id.action_med_send_link()

    def action_snooze(self):
        """Dialog: let the reminders rest, with the reason."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Let Reminders Rest"),
            "res_model": "med.credential.snooze",
            "view_mode": "form",
            "target": "new",
            "context": {"default_credential_ids": [fields.Command.set(self.credential_id.ids)]},
        }


class MedCredential(models.Model):
    _inherit = "med.credential"

    def _draft_version(self):
        """A paper of the same type and subject that waits for review, newest first."""
        self.ensure_one()
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("type_id", "=", self.type_id.id),
                ("state", "in", ("draft", "review")),
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("product_id", "=", self.product_id.id),
            ],
            order="id desc",
            limit=1,
        )
