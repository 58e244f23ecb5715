from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

DECIDERS = ("med_base.group_quality_head", "med_base.group_owner")


class MedTransferAssessment(models.Model):
    """Assessment before personal data go abroad, and its result.

    Personal Information Protection Law art. 38 to 40, 55, 56 (kept three years);
    Provisions on promoting and regulating cross-border data flows (2024).
    """

    _name = "med.transfer.assessment"
    _inherit = ["med.guarded.mixin", "med.retention.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Cross-border Transfer Assessment"
    _order = "next_review, id desc"

    _guarded_fields = ("state", "decided_by_id", "decided_at", "result")
    _content = (
        "recipient country_id legal_basis processing_ids purpose volume sensitive_volume risks measures"
    ).split()

    name = fields.Char(string="Transfer", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    recipient = fields.Char(required=True, help="Company abroad that gets the data.")
    country_id = fields.Many2one(
        "res.country", string="Recipient Country", required=True, ondelete="restrict"
    )
    legal_basis = fields.Selection(
        [
            ("security", "Security assessment by the authority"),
            ("contract", "Standard contract, filed"),
            ("certificate", "Certification"),
            ("exempt", "Exempt by the provisions of 2024"),
        ],
        required=True,
    )
    processing_ids = fields.Many2many("med.processing.record", string="Data")
    purpose = fields.Text(required=True)
    volume = fields.Integer(string="Persons a Year", required=True)
    sensitive_volume = fields.Integer(string="Of Which with Sensitive Data")
    risks = fields.Text(help="What could happen to the persons concerned.")
    measures = fields.Text(string="Protection")
    result = fields.Selection(
        [("allowed", "Allowed"), ("conditional", "Allowed with Conditions"), ("refused", "Not Allowed")],
        readonly=True,
        copy=False,
        tracking=True,
    )
    conditions = fields.Text()
    next_review = fields.Date(help="Assess again by then: law, volume or recipient may have changed.")
    state = fields.Selection(
        [("draft", "Draft"), ("decided", "Decided")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    is_overdue = fields.Boolean(
        string="Review Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )

    _volumes = models.Constraint(
        "CHECK (volume >= 0 AND sensitive_volume BETWEEN 0 AND volume)",
        "Persons with sensitive data are among all persons.",
    )

    @api.depends("next_review")
    def _compute_is_overdue(self):
        today = self.env.company._med_today()
        for row in self:
            row.is_overdue = bool(row.next_review) and row.next_review < today

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("next_review", "<", self.env.company._med_today())
        return domain if True in value else ~domain

    def _retention_rule_code(self):
        # EXTENDS med.retention.mixin
        return "impact_assessment"

    def _retention_applies(self):
        # EXTENDS med.retention.mixin: a draft proves nothing yet
        return self.state == "decided"

    def _retention_start_date(self):
        # EXTENDS med.retention.mixin
        return fields.Date.to_date(self.decided_at) or super()._retention_start_date()

    @api.model
    def _retention_depends(self):
        # EXTENDS med.retention.mixin
        return ["decided_at", "state"]

    def write(self, vals):
        # EXTENDS med.guarded.mixin: what was assessed is what was decided on
        if set(self._content) & set(vals) and any(row.state == "decided" for row in self):
            raise UserError(
                self.env._(
                    "%(row)s is decided. Duplicate it and assess the new facts.",
                    row=", ".join(self.mapped("name")),
                )
            )
        return super().write(vals)

    def action_allow(self):
        """Decide: allowed, with conditions where some are written."""
        for row in self:
            row._decide("conditional" if (row.conditions or "").strip() else "allowed")
        return True

    def action_refuse(self):
        """Decide: the data stay here."""
        for row in self:
            row._decide("refused")
        return True

    def _decide(self, result):
        """Write the decision of quality head or head of company.

        :raise UserError: without risks, protection, or date of the next review
        """
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in DECIDERS):
            raise AccessError(self.env._("Transfers abroad are decided by quality head or head of company."))
        if self.state == "decided":
            raise UserError(self.env._("%s is decided already.", self.name))
        if not (self.risks and self.measures and self.next_review):
            raise UserError(
                self.env._("%s: write risks, protection and the next review before deciding.", self.name)
            )
        # sudo: the head of company decides without the right to edit
        self.sudo()._guarded_write(
            {
                "state": "decided",
                "result": result,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        self.env["med.ledger.entry"]._append(
            "privacy.transfer_decided",
            self,
            {"result": result, "country": self.country_id.code, "volume": self.volume},
            self.company_id,
        )
