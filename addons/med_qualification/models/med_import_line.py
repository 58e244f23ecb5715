from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

ACTIONS = [
    ("new", "New"),
    ("paper", "Adds a Paper"),
    ("update", "Changes"),
    ("merge", "Merged with a Row Above"),
    ("same", "Unchanged"),
    ("refused", "Refused"),
]


class MedImportLine(models.Model):
    """One row of a sheet: what would happen, and what happened."""

    _name = "med.import.line"
    _description = "Row of an Import"
    _order = "run_id, row_no"

    run_id = fields.Many2one("med.import.run", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    row_no = fields.Integer(string="Row")
    name = fields.Char()
    values = fields.Json(string="Cells")
    action = fields.Selection(ACTIONS, required=True, index=True)
    state = fields.Selection(
        [("planned", "To Do"), ("done", "Done"), ("failed", "Failed"), ("refused", "Refused")],
        compute="_compute_state",
        store=True,
        readonly=False,
        index=True,
    )
    error = fields.Char()
    file_name = fields.Char(string="Scan")
    partner_id = fields.Many2one("res.partner", string="Party", ondelete="set null", index="btree_not_null")
    product_id = fields.Many2one("product.product", ondelete="set null", index="btree_not_null")
    credential_id = fields.Many2one(
        "med.credential", string="Paper", ondelete="set null", index="btree_not_null"
    )
    finding_ids = fields.One2many("med.import.finding", "line_id", string="Findings")
    message = fields.Char(compute="_compute_message", string="Remarks")

    _todo_idx = models.Index("(run_id, row_no) WHERE state = 'planned'")

    @api.depends("action")
    def _compute_state(self):
        for line in self:
            line.state = "refused" if line.action == "refused" else line.state or "planned"

    @api.depends("finding_ids", "error")
    @api.depends_context("lang")
    def _compute_message(self):
        for line in self:
            texts = [line.error, *line.finding_ids.mapped("message")]
            line.message = " ".join(text for text in texts if text)

    def _write_findings(self, plans):
        """Findings of each line's plan."""
        self.env["med.import.finding"].sudo().create(  # sudo: written by the import alone
            [
                {
                    "run_id": line.run_id.id,
                    "line_id": line.id,
                    "column": column,
                    "code": code,
                    "value": value,
                    "severity": severity,
                }
                for line, plan in zip(self, plans, strict=True)
                for column, code, value, severity in plan.findings
            ]
        )

    def _carry_out(self, archive):
        """Make and change what these rows say; a bad row never holds the others."""
        try:
            with self.env.cr.savepoint():
                self._apply(archive)
        except (UserError, ValidationError, IntegrityError):
            for line in self:
                line._carry_out_alone(archive)

    def _carry_out_alone(self, archive):
        try:
            with self.env.cr.savepoint():
                self._apply(archive)
        except (UserError, ValidationError, IntegrityError) as error:
            # sudo: rows are written by the import alone
            self.sudo().write({"state": "failed", "error": self._words_of(error)})

    def _words_of(self, error):
        """What a refused row says: the reason, or that it collides with another record."""
        if isinstance(error, IntegrityError):
            return self.env._("It collides with a record that is there already.")
        return str(error.args[0])[:500]

    def _apply(self, archive):
        run = self.run_id
        handler = run._handler()
        case = handler._read_case(run, [line.values for line in self], archive)
        plans = [handler._plan(case, line.values, []) for line in self]
        made = handler._apply(case, plans)
        # sudo: rows and the list of what was made are written by the import alone
        for line, plan in zip(self.sudo(), plans, strict=True):
            vals = {"state": "done", "action": plan.action, "error": False}
            if plan.action == "refused":
                vals = {"state": "failed", "action": "refused", "error": plan.refusal(self.env)}
            if plan.subject:
                vals[run._subject_field()] = plan.subject.id
            if plan.paper:
                vals["credential_id"] = plan.paper.id
            line.write(vals)
        lines = dict(zip(map(id, plans), self, strict=True))
        self.env["med.import.record"].sudo().create(  # sudo: as above
            [{"run_id": run.id, "line_id": lines[id(plan)].id, **vals} for plan, vals in made]
        )

    def action_open(self):
        """Open what this row made or found."""
        self.ensure_one()
        record = self.credential_id or self.product_id or self.partner_id
        if not record:
            raise UserError(self.env._("Row %(row)s has made nothing yet.", row=self.row_no))
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
