from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("statement", "Financial Statement"),
    ("rating", "Agency Rating"),
    ("bank", "Bank Reference"),
    ("reputation", "Standing in the Trade"),
]
BANDS = [("4", "Excellent"), ("3", "Good"), ("2", "Fair"), ("1", "Poor"), ("0", "In default")]
FIGURES = (
    "working_capital",
    "total_assets",
    "retained_earnings",
    "ebit",
    "equity",
    "total_liabilities",
    "sales",
    "paid_in_capital",
)


class MedCreditFinancial(models.Model):
    """Figures of a year or an outside opinion about a customer, with where they come from."""

    _name = "med.credit.financial"
    _description = "Financial Information"
    _inherit = ["mail.thread", "med.retention.mixin", "med.files.mixin"]
    _order = "date desc, id desc"

    account_id = fields.Many2one(
        "med.credit.account", string="Customer", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="account_id.partner_id", store=True, index=True, string="Partner")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, required=True, default="statement", index=True)
    date = fields.Date(
        required=True, index=True, help="End of the year of a statement, day of an opinion.", tracking=True
    )
    valid_until = fields.Date(help="It is not looked at afterwards. Empty: two years after its date.")
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    working_capital = fields.Monetary(help="Current assets less current liabilities.", tracking=True)
    total_assets = fields.Monetary(tracking=True)
    retained_earnings = fields.Monetary(tracking=True)
    ebit = fields.Monetary(string="Profit before Interest and Tax", tracking=True)
    equity = fields.Monetary(string="Net Worth", tracking=True)
    total_liabilities = fields.Monetary(tracking=True)
    sales = fields.Monetary(string="Sales of the Year", tracking=True)
    paid_in_capital = fields.Monetary(tracking=True)
    is_audited = fields.Boolean(string="Audited", tracking=True)
    agency = fields.Char(string="Agency or Bank")
    rating = fields.Char(help="As the source writes it, e.g. AA-.", tracking=True)
    band = fields.Selection(BANDS, string="Means", help="What the rating means to us.", tracking=True)
    source = fields.Selection(
        [("entered", "Entered by a person"), ("imported", "Read from a file")],
        default="entered",
        required=True,
        readonly=True,
    )
    register_call_id = fields.Many2one(
        "med.register.call", string="Evidence", readonly=True, ondelete="restrict", copy=False
    )
    note = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Files", copy=False)

    _latest_idx = models.Index("(account_id, kind, date DESC)")

    @api.depends("kind", "date", "partner_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for paper in self:
            parts = (kinds.get(paper.kind), paper.partner_id.display_name, str(paper.date or ""))
            paper.display_name = " ".join(part for part in parts if part)

    @api.constrains("date", "valid_until", "total_assets", "total_liabilities", "kind", "band")
    def _check_plausible(self):
        for paper in self:
            if paper.date and paper.date > paper.env.company._med_today():
                raise ValidationError(
                    self.env._("%(paper)s: the date lies in the future.", paper=paper.display_name)
                )
            if paper.valid_until and paper.valid_until < paper.date:
                raise ValidationError(
                    self.env._("%(paper)s ends before it begins.", paper=paper.display_name)
                )
            if paper.total_assets < 0 or paper.total_liabilities < 0:
                raise ValidationError(
                    self.env._(
                        "%(paper)s: assets and liabilities cannot be below zero.", paper=paper.display_name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS mail: only the reader of files says that something was read from a file
        for vals in vals_list:
            if not self._has_ticket("create", ("source",)):
                vals.update(source="entered", register_call_id=False)
        papers = super().create(vals_list)
        papers._adopt_files()
        papers._log("credit.financial")
        return papers

    def write(self, vals):
        # EXTENDS mail: what was read from a file stays as it was read
        if {"source", "register_call_id", "account_id", *FIGURES} & set(vals):
            for paper in self.filtered(lambda p: p.source == "imported"):
                raise ValidationError(
                    self.env._(
                        "%(paper)s was read from a file and stays as it was read. Enter a new one.",
                        paper=paper.display_name,
                    )
                )
        vals = {name: value for name, value in vals.items() if name not in ("source", "register_call_id")}
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        if vals.keys() & {*FIGURES, "band", "date", "kind", "account_id", "valid_until"}:
            self._log("credit.financial_changed")
        return result

    def _log(self, event):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": paper.account_id,
                    "facts": {"paper": paper.id, "kind": paper.kind, "date": str(paper.date)},
                    "company": paper.company_id,
                }
                for paper in self
            ]
        )

    def _name_evidence(self, call):  # pylint: disable=missing-return
        """Note the reading of a file that these come from; by the reader of files only."""
        vals = {"register_call_id": call.id}
        # the own guard of write is passed over on purpose
        # pylint: disable=super-method-mismatch
        super(MedCreditFinancial, self._with_ticket("evidence", vals)).write(vals)
