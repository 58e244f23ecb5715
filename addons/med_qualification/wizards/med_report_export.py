from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..medpapers.sheets import workbook

COLUMNS = {
    "med.party.report": (
        "partner_id",
        "direction",
        "party_type_id",
        "risk",
        "state",
        "expired_count",
        "missing_count",
        "expiring_count",
        "next_end",
        "severe_count",
        "last_on",
        "amount",
        "user_id",
    ),
    "med.sold.report": (
        "date",
        "kind",
        "partner_id",
        "licences",
        "product_id",
        "registration_no",
        "lot_id",
        "quantity",
        "picking_id",
        "order_id",
        "user_id",
    ),
    "med.paper.todo": (
        "kind",
        "partner_id",
        "product_id",
        "type_id",
        "number",
        "date_valid_to",
        "days_left",
        "progress",
        "user_id",
    ),
}
LIMIT = 200_000


class MedReportExport(models.TransientModel):
    """Dialog: a report of a period as workbook. Read with the rights of who asks, ledgered."""

    _name = "med.report.export"
    _description = "Report as Workbook"
    _inherit = ["med.guarded.mixin"]
    _guarded_fields = ("exported_at",)

    report = fields.Selection(
        [
            ("med.party.report", "State of parties"),
            ("med.sold.report", "Devices sold"),
            ("med.paper.todo", "Papers to mend"),
        ],
        required=True,
        default="med.sold.report",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    since = fields.Date(
        default=lambda self: self.env.company._med_today() - relativedelta(months=1)
    )
    until = fields.Date(default=lambda self: self.env.company._med_today())
    partner_id = fields.Many2one("res.partner", string="Party", help="Empty: all.")
    exported_at = fields.Datetime(readonly=True)

    @api.constrains("since", "until")
    def _check_period(self):
        for wizard in self:
            if wizard.since and wizard.until and wizard.since > wizard.until:
                raise UserError(self.env._("The period ends before it begins."))

    def write(self, vals):
        # EXTENDS med.guarded.mixin: another question is another export
        result = super().write(vals)
        if set(vals) - {"exported_at"}:
            self._guarded_write({"exported_at": False})
        return result

    def action_xlsx(self):
        """Note the export in the ledger and download the file."""
        self.ensure_one()
        self.check_access("read")
        self._guarded_write({"exported_at": fields.Datetime.now()})
        self.env["med.ledger.entry"]._append(
            "report.exported",
            company=self.company_id,
            facts={
                "report": self.report,
                "since": fields.Date.to_string(self.since) or False,
                "until": fields.Date.to_string(self.until) or False,
                "partner": self.partner_id.commercial_partner_id.id or False,
            },
        )
        url = f"/med_qualification/report/{self.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def _domain(self):
        """Rows of the report that are asked for."""
        domain = fields.Domain("company_id", "=", self.company_id.id)
        if self.partner_id:
            domain &= fields.Domain("partner_id", "=", self.partner_id.commercial_partner_id.id)
        if self.report == "med.sold.report":
            inspection = self.env["med.inspector.file"]
            if self.since:
                domain &= fields.Domain("date", ">=", inspection._start_of_day(self.since))
            if self.until:
                domain &= fields.Domain("date", "<=", inspection._end_of_day(self.until))
        return domain

    def _make_table(self):
        """(title, headers, rows) of the report."""
        self.ensure_one()
        self.check_access("read")
        if not self.exported_at:
            raise UserError(self.env._("Export the report with the button of the dialog."))
        model = self.env[self.report]
        readable = model.fields_get(attributes=["string"])  # fewer columns for those who may see less
        names = [name for name in COLUMNS[self.report] if name in readable]
        records = model.search(self._domain(), limit=LIMIT)
        labels = readable
        rows = [[self._cell(record, name) for name in names] for record in records]
        title = dict(self._fields["report"]._description_selection(self.env))[self.report]
        return title, [labels[name]["string"] for name in names], rows

    def _cell(self, record, name):
        field, value = record._fields[name], record[name]
        if field.type == "many2one":
            return value.display_name or None
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value)
        if field.type == "datetime":
            return self.env["med.inspector.file"]._clock(value)
        return value if field.type in ("integer", "float", "monetary") else value or None

    def _workbook(self):
        """Bytes of the xlsx file."""
        return workbook([self._make_table()])
