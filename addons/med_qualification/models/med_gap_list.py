from odoo import api, fields, models
from odoo.exceptions import UserError

from ..medpapers import judge
from ..medpapers.sheets import workbook

OPEN_STATES = ("draft", "review", "qualified", "provisional", "suspended")
FINE = ("valid", "renewing")


class MedGapList(models.Model):
    """Gaps between rules and papers: laws × papers × parties × product lines × trade.

    Either of all rules in force on a day, or of the rules that a version of a law
    starts and ends. Owner, due date and measure of a gap survive a new computation.
    """

    _name = "med.gap.list"
    _description = "Gap List"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    version_id = fields.Many2one(
        "med.law.version",
        string="If This Comes into Force",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: all rules in force on the day.",
    )
    day = fields.Date(string="As Of", required=True, default=lambda self: self.env.company._med_today())
    computed_at = fields.Datetime(readonly=True, copy=False)
    line_ids = fields.One2many("med.gap.line", "list_id", string="Lines")
    gap_count = fields.Integer(compute="_compute_counts", string="Gaps")
    open_count = fields.Integer(compute="_compute_counts", string="Open Gaps")
    partner_count = fields.Integer(compute="_compute_counts", string="Parties")
    product_count = fields.Integer(compute="_compute_counts", string="Products")
    credential_count = fields.Integer(compute="_compute_counts", string="Papers")

    @api.depends("version_id.number", "day")
    def _compute_name(self):
        for gaps in self:
            gaps.name = f"{gaps.version_id.number or '-'} {gaps.day or ''}".strip("- ")

    @api.depends("line_ids.is_gap", "line_ids.is_done")
    def _compute_counts(self):
        for gaps in self:
            lines = gaps.line_ids
            gaps.gap_count = len(lines.filtered("is_gap"))
            gaps.open_count = len(lines.filtered(lambda line: line.is_gap and not line.is_done))
            gaps.partner_count = len(lines.partner_id)
            gaps.product_count = len(lines.product_id)
            gaps.credential_count = len(lines.credential_id)

    @api.onchange("version_id")
    def _onchange_version_id(self):
        if self.version_id:
            self.day = self.version_id.date_from

    # computing -----------------------------------------------------------

    def action_compute(self):
        """Judge all files by the rules concerned and list what lacks."""
        self.ensure_one()
        self.check_access("write")
        found = {}
        for direction in ("own", "customer", "supplier", "product"):
            starts, ends = self._rows(direction)
            if starts or ends:
                found |= self._judge(direction, starts, ends)
        self._write_lines(found)
        self.computed_at = fields.Datetime.now()
        return True

    def _rows(self, direction):
        """Rules to judge and rules that end, of a direction: ([(row, Need)], rows)."""
        if not self.version_id:
            return self.env["med.qualification"]._rows(direction, self.company_id, self.day), []
        # sudo: planned rules are judged whoever may read them
        changes = self.version_id.change_ids.sudo().filtered(
            lambda c: (
                c.row_ref
                and c.row_ref._name == "med.requirement"
                and c.row_ref.direction == direction
                and c.row_ref.company_id in (self.env["res.company"], self.company_id)
            )
        )
        starts = [c.row_ref for c in changes if c.kind == "start"]
        ends = [c.row_ref for c in changes if c.kind == "end"]
        return [(row, row._as_need()) for row in starts], ends

    def _judge(self, direction, rows, ends):
        """{(dossier, row): (status, paper id)} of the files of a direction."""
        service = self.env["med.qualification"].with_company(self.company_id)
        dossiers = self.env["med.dossier"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("direction", "=", direction),
                ("state", "in", OPEN_STATES),
            ]
        )
        cases = service._dossier_cases(dossiers, self.day)
        found = {}
        for dossier, (_present, papers) in cases.items():
            for row, need in service._rows_of_dossier(rows, dossier, self.day):
                outcome = judge(need, papers, self.day)
                if self.version_id or (row.is_required and outcome.status not in FINE):
                    found[dossier.id, row.id] = (outcome.status, outcome.paper)
            ended = [(row, row._as_need()) for row in ends]
            for row, _need in service._rows_of_dossier(ended, dossier, self.day):
                found[dossier.id, row.id] = ("ended", False)
        return found

    def _write_lines(self, found):
        """Make, change and remove lines; what people entered stays."""
        lines = {(line.dossier_id.id, line.requirement_id.id): line for line in self.line_ids}
        (self.line_ids - self.line_ids.union(*(lines[key] for key in lines if key in found))).unlink()
        for key, (status, paper) in found.items():
            vals = {"status": status, "credential_id": paper or False}
            if key in lines:
                lines[key].write(vals)
        dossiers = self.env["med.dossier"].browse({key[0] for key in found})
        owners = {dossier.id: dossier.user_id.id for dossier in dossiers}
        self.env["med.gap.line"].create(
            [
                {
                    "list_id": self.id,
                    "dossier_id": key[0],
                    "requirement_id": key[1],
                    "status": status,
                    "credential_id": paper or False,
                    "owner_id": owners[key[0]],
                    "date_due": self.day if self.version_id else False,
                }
                for key, (status, paper) in found.items()
                if key not in lines
            ]
        )

    # showing -------------------------------------------------------------

    def action_view_lines(self):
        """The lines, the gaps first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_qualification.med_gap_line_action")
        return {**action, "domain": [("list_id", "=", self.id)]}

    def action_xlsx(self):
        """Download the list as a workbook."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/med_qualification/gaps/{self.id}", "target": "self"}

    def _workbook(self):
        """Bytes of the list as xlsx."""
        if not self.computed_at:
            raise UserError(self.env._("Press Compute first."))
        names = (
            "law_text", "requirement_id", "direction", "partner_id", "product_id", "product_line",
            "trade", "credential_id", "status", "is_gap", "owner_id", "date_due", "measure", "is_done",
        )  # fmt: skip
        labels = self.env["med.gap.line"].fields_get(names, ["string", "selection"])

        def cell(line, name):
            value = line[name]
            if isinstance(value, models.BaseModel):
                return value.display_name or ""
            if labels[name].get("selection"):
                return dict(labels[name]["selection"]).get(value, "")
            return value

        rows = [[cell(line, name) for name in names] for line in self.line_ids]
        return workbook([(self.env._("Gap List"), [labels[n]["string"] for n in names], rows)])
