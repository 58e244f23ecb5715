from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

BATCH = 200
AT_ONCE = 100
STATES = [
    ("draft", "Draft"),
    ("checked", "Checked"),
    ("running", "Running"),
    ("done", "Done"),
    ("undoing", "Being Undone"),
    ("undone", "Undone"),
]


class MedImportRun(models.Model):
    """One sheet taken in: checked row by row first, then carried out, undone if need be.

    Nothing that it makes is approved: papers and files are drafts.
    """

    _name = "med.import.run"
    _description = "Import"
    _inherit = ["med.guarded.mixin", "mail.thread"]
    _order = "id desc"
    _guarded_fields = (
        "state",
        "done_count",
        "started_by_id",
        "started_at",
        "finished_at",
        "sheet_digest",
        "undo_done_count",
    )

    name = fields.Char(default=lambda self: self.env._("New"), readonly=True, copy=False)
    kind = fields.Selection(
        [("partner", "Parties and licences"), ("product", "Products and certificates")],
        required=True,
        default="partner",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    sheet = fields.Binary(attachment=True, copy=False, help="xlsx with the columns of the template.")
    sheet_name = fields.Char(copy=False)
    sheet_digest = fields.Char(string="SHA-256 of Sheet", readonly=True, copy=False)
    archive = fields.Binary(
        string="Files (zip)",
        attachment=True,
        copy=False,
        help="Scans as PDF, JPG or PNG, named <credit code>_<paper> or by the paper's number.",
    )
    archive_name = fields.Char(copy=False)
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, index=True, tracking=True
    )
    line_ids = fields.One2many("med.import.line", "run_id", string="Rows")
    finding_ids = fields.One2many("med.import.finding", "run_id", string="Findings")
    record_ids = fields.One2many("med.import.record", "run_id", string="Made and Changed")
    unknown_columns = fields.Char(readonly=True, copy=False)
    unused_files = fields.Text(string="Files Without a Row", readonly=True, copy=False)
    line_count = fields.Integer(string="Row Count", compute="_compute_counts")
    new_count = fields.Integer(string="New", compute="_compute_counts")
    paper_count = fields.Integer(string="Add a Paper", compute="_compute_counts")
    update_count = fields.Integer(string="Changed", compute="_compute_counts")
    merge_count = fields.Integer(string="Merged", compute="_compute_counts")
    same_count = fields.Integer(string="Unchanged", compute="_compute_counts")
    refused_count = fields.Integer(string="Refused", compute="_compute_counts")
    finding_count = fields.Integer(string="Suspicious", compute="_compute_counts")
    kept_count = fields.Integer(string="Could Not Be Undone", compute="_compute_counts")
    done_count = fields.Integer(string="Rows Done", readonly=True, copy=False)
    undo_done_count = fields.Integer(readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress", string="Progress (%)")
    started_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    started_at = fields.Datetime(readonly=True, copy=False)
    finished_at = fields.Datetime(readonly=True, copy=False)
    can_undo = fields.Boolean(compute="_compute_can_undo")

    # figures -------------------------------------------------------------

    @api.depends("state", "done_count")
    def _compute_counts(self):
        actions = self._counted("med.import.line", "action", [])
        findings = self._counted("med.import.finding", "severity", [])
        records = self._counted("med.import.record", "state", [])
        for run in self:
            found = actions.get(run, {})
            run.line_count = sum(found.values())
            for action in ("new", "paper", "update", "merge", "same", "refused"):
                run[f"{action}_count"] = found.get(action, 0)
            run.finding_count = findings.get(run, {}).get("warning", 0)
            run.kept_count = records.get(run, {}).get("kept", 0)

    def _counted(self, model, name, domain):
        """{run: {value: count}} of a model's field."""
        counts = {}
        for run, value, count in self.env[model]._read_group(
            [("run_id", "in", self.ids), *domain], ["run_id", name], ["__count"]
        ):
            counts.setdefault(run, {})[value] = count
        return counts

    @api.depends("state", "done_count", "undo_done_count")
    def _compute_progress(self):
        for run in self:
            total = run.line_count - run.refused_count
            done = run.done_count
            if run.state == "undoing":
                total, done = len(run.record_ids), run.undo_done_count
            finished = run.state in ("done", "undone")
            run.progress = 100.0 if finished or not total else min(100.0, 100.0 * done / total)

    @api.depends("state")
    def _compute_can_undo(self):
        for run in self:
            run.can_undo = run.state == "done" and run == run._last_done()

    def _last_done(self):
        """The latest import of the company that took effect and was not undone."""
        self.ensure_one()
        return self.search(
            [("company_id", "=", self.company_id.id), ("state", "in", ("running", "done", "undoing"))],
            order="started_at desc, id desc",
            limit=1,
        )

    # rights and shape ----------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin
        for vals in vals_list:
            # sudo: numbering is no right of its own
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code("med.import.run") or "-"
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS med.guarded.mixin: what was checked is what is carried out
        if {"sheet", "archive", "kind", "company_id"} & set(vals):
            started = self.filtered(lambda run: run.state not in ("draft", "checked"))
            if started:
                raise UserError(
                    self.env._("%(run)s has been started: make a new import.", run=started[0].name)
                )
            self.filtered(lambda run: run.state == "checked")._guarded_write({"state": "draft"})
        return super().write(vals)

    def unlink(self):
        # EXTENDS base
        self.check_access("unlink")
        if any(run.state not in ("draft", "checked") for run in self):
            raise UserError(self.env._("An import that was started is evidence and stays."))
        return super().unlink()

    def _check_quality(self):
        """Quality data are entered by quality staff (GSP art. 22)."""
        self.check_access("write")
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(
                self.env._(
                    "You can check an import; quality staff start and undo it, since they answer "
                    "for the data (GSP article 22). Ask a quality officer."
                )
            )

    def _check_state(self, states):
        for run in self:
            if run.state not in states:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(run)s is %(state)s: this step is not possible any more.",
                        run=run.name,
                        state=labels[run.state],
                    )
                )

    # carrying out --------------------------------------------------------

    def action_start(self):
        """Carry out the rows that are not refused; small imports at once, others by batches."""
        self._check_quality()
        self._check_state(("checked",))
        for run in self:
            run._guarded_write(
                {
                    "state": "running",
                    "started_by_id": self.env.uid,
                    "started_at": fields.Datetime.now(),
                    "done_count": 0,
                }
            )
            run._log("import.started", sheet=run.sheet_digest, rows=run.line_count)
            if run.line_count <= AT_ONCE:
                while run.state == "running":
                    run._run_batch()
            else:
                run._wake_cron()
        return True

    def _wake_cron(self):
        # sudo: who imports need not be able to change scheduled jobs
        self.env.ref("med_qualification.ir_cron_import").sudo()._trigger()

    def _run_batch(self):
        """Carry out the next rows; returns how many were handled."""
        self.ensure_one()
        lines = self.env["med.import.line"].search(
            [("run_id", "=", self.id), ("state", "=", "planned")], order="row_no", limit=BATCH
        )
        if lines:
            lines._carry_out(self._open_archive())
            self._guarded_write({"done_count": self.done_count + len(lines)})
        if len(lines) < BATCH:
            self._guarded_write({"state": "done", "finished_at": fields.Datetime.now()})
            self._log(
                "import.done",
                made=len(self.record_ids.filtered(lambda r: r.kind == "created")),
                changed=len(self.record_ids.filtered(lambda r: r.kind == "changed")),
                refused=self.refused_count,
            )
        return len(lines)

    @api.model
    def _cron_run(self):
        """Go on with imports that run or are being undone, batch by batch."""
        cron = self.env["ir.cron"]
        for run in self.search([("state", "in", ("running", "undoing"))], order="id"):
            # as the person who started it, with their rights and no others
            mine = run.with_user(run.started_by_id).with_company(run.company_id)
            while mine.state in ("running", "undoing"):
                step = mine._run_batch if mine.state == "running" else mine._undo_batch
                handled = step()
                remaining = 1 if mine.state in ("running", "undoing") else 0
                if not cron._commit_progress(handled, remaining=remaining):
                    return
                self.env.invalidate_all()

    def _log(self, event, **facts):
        self.env["med.ledger.entry"]._append(
            event, record=self, facts={"kind": self.kind, **facts}, company=self.company_id
        )

    # opening -------------------------------------------------------------

    def action_template(self):
        """Download the sheet with explanations and sample rows."""
        kind = self.kind or "partner"
        return {
            "type": "ir.actions.act_url",
            "url": f"/med_qualification/import/template/{kind}",
            "target": "self",
        }

    def action_result(self):
        """Download the rows with what happened to each."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/med_qualification/import/result/{self.id}",
            "target": "self",
        }

    def action_view_lines(self):
        """The rows, filtered by the action in the button's context."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_qualification.med_import_line_action")
        return {**action, "domain": [("run_id", "=", self.id)], "context": {}}

    def action_view_findings(self):
        """What is wrong or suspicious in the rows."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_qualification.med_import_finding_action")
        return {
            **action,
            "domain": [("run_id", "=", self.id)],
            "context": {"search_default_by_code": 1},
        }

    def action_view_kept(self):
        """What the undo had to leave, and why."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_qualification.med_import_record_action")
        return {**action, "domain": [("run_id", "=", self.id)], "context": {"search_default_kept": 1}}
