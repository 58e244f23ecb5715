from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MARKS = [("good", "In order"), ("minor", "Small faults"), ("bad", "Not acceptable")]
# GSP art. 98: at least once a year
MOST_DAYS = 366
TOPICS = ("storage", "climate", "records", "staff", "data")


class MedWarehouseEvaluation(models.Model):
    """The yearly look at a warehouse that others run, or that lies far away."""

    _name = "med.warehouse.evaluation"
    _description = "Evaluation of a Warehouse"
    _inherit = ["med.guarded.mixin", "med.retention.mixin", "med.files.mixin", "mail.thread"]
    _order = "evaluated_on desc, id desc"
    _guarded_fields = ("state", "done_by_id", "done_at")

    dossier_id = fields.Many2one("med.warehouse.dossier", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="dossier_id.company_id", store=True, index=True)
    evaluated_on = fields.Date(required=True, default=lambda self: self.env.company._med_today())
    storage = fields.Selection(MARKS, string="Rooms and Zones")
    climate = fields.Selection(MARKS, string="Temperature and Humidity")
    records = fields.Selection(MARKS, string="Records and Receipts")
    staff = fields.Selection(MARKS, string="People and Training")
    data = fields.Selection(MARKS, string="System and Data Exchange")
    note = fields.Text(help="What was found, what is to be mended and until when.")
    result = fields.Selection(
        [("pass", "Suitable"), ("conditions", "Suitable with conditions"), ("fail", "Not suitable")]
    )
    next_on = fields.Date(
        string="Next Evaluation",
        compute="_compute_next_on",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    attachment_ids = fields.Many2many(
        "ir.attachment", "med_warehouse_evaluation_attachment_rel", string="Photos and Files", copy=False
    )
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Done")], default="draft", required=True, readonly=True, copy=False
    )
    done_by_id = fields.Many2one("res.users", string="Signed Off By", readonly=True, copy=False)
    done_at = fields.Datetime(string="Signed Off At", readonly=True, copy=False)

    @api.depends("evaluated_on")
    def _compute_next_on(self):
        for evaluation in self:
            evaluation.next_on = evaluation.evaluated_on and evaluation.evaluated_on + timedelta(days=365)

    @api.depends("dossier_id.name", "evaluated_on")
    def _compute_display_name(self):
        # EXTENDS base
        for evaluation in self:
            day = fields.Date.to_string(evaluation.evaluated_on) or ""
            evaluation.display_name = f"{evaluation.dossier_id.name or ''} {day}".strip()

    def _retention_applies(self):
        # EXTENDS med.retention.mixin
        return self.state == "done"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        evaluations = super().create(vals_list)
        evaluations._adopt_files()
        return evaluations

    def write(self, vals):
        # EXTENDS base
        names = {name for name in vals if (self._fields[name]._module or "") == "med_quality"}
        done = self.filtered(lambda evaluation: evaluation.state == "done")
        if done and names - set(self._guarded_names()):
            raise UserError(
                self.env._("%(record)s is signed off. Enter another.", record=done[0].display_name)
            )
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        return result

    def action_done(self):
        """Sign the evaluation off.

        :raise UserError: a topic without mark, a future day, a result that its marks contradict
        """
        self.check_access("write")
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(self.env._("Warehouses are evaluated by quality staff. Ask a quality officer."))
        for evaluation in self.filtered(lambda e: e.state == "draft"):
            evaluation._check_complete()
            evaluation._guarded_write(
                {"state": "done", "done_by_id": self.env.uid, "done_at": fields.Datetime.now()}
            )
            evaluation._log()
        self.dossier_id._plan_evaluation()
        return True

    def _check_complete(self):
        labels = self.fields_get([*TOPICS, "result"], ["string"])
        lacking = [labels[name]["string"] for name in (*TOPICS, "result") if not self[name]]
        bad = [labels[name]["string"] for name in TOPICS if self[name] == "bad"]
        if bad and (self.result == "pass" or not (self.note or "").strip()):
            lacking.append(self.env._("what is not acceptable: %(topics)s", topics=", ".join(bad)))
        if self.evaluated_on > self.env.company._med_today():
            lacking.append(self.env._("a day that has come"))
        if self.next_on > self.evaluated_on + timedelta(days=MOST_DAYS):
            lacking.append(self.env._("a next evaluation within the year"))
        if lacking:
            raise UserError(
                self.env._(
                    "%(record)s cannot be signed off, it lacks: %(missing)s.",
                    record=self.display_name,
                    missing=self.env._(", ").join(lacking),
                )
            )

    def _log(self):
        facts = {"result": self.result, "next": fields.Date.to_string(self.next_on)}
        self.env["med.ledger.entry"]._append(
            "warehouse.evaluated", record=self, company=self.company_id, facts=facts
        )
