from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

LICENCES = ("operating_licence", "operating_filing")


class MedWarehouseDossier(models.Model):
    """A warehouse that a third party runs, or our own in another city: papers and yearly evaluation.

    Judged by the day: the operator's licence, the agreement, the evaluation, and that a paper of
    ours in force names the warehouse (Order 54 art. 14; GSP art. 98).
    """

    _name = "med.warehouse.dossier"
    _description = "Warehouse File"
    _inherit = [
        "med.guarded.mixin",
        "med.retention.mixin",
        "med.deadline.mixin",
        "med.files.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "name, id"
    _check_company_auto = True
    _deadline_soon_hours = 24 * 30
    _guarded_fields = ("state", "approved_by_id", "approved_at")

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(related="warehouse_id.company_id", store=True, index=True)
    warehouse_id = fields.Many2one("stock.warehouse", required=True, index=True, ondelete="restrict")
    operation = fields.Selection(related="warehouse_id.med_operation", string="Operated As")
    operator_id = fields.Many2one(
        "res.partner",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        domain="[('is_company', '=', True)]",
    )
    region_id = fields.Many2one("res.country.state", tracking=True)
    city = fields.Char()
    address = fields.Char(
        string="Licensed Address", required=True, tracking=True, help="As the licence or filing names it."
    )
    authority = fields.Char(help="Whose area the warehouse lies in; for another city whom it was told to.")
    notice_number = fields.Char(string="Notice or Filing Number", tracking=True)
    service = fields.Selection(
        [("storage", "Storage"), ("both", "Storage and transport")], default="storage", required=True
    )
    agreement_number = fields.Char(tracking=True)
    agreement_from = fields.Date(tracking=True)
    agreement_to = fields.Date(tracking=True)
    paper_ids = fields.Many2many(
        "med.credential", compute="_compute_paper_ids", string="Our Papers That Name It"
    )
    operator_paper_ids = fields.Many2many(
        "med.credential", compute="_compute_paper_ids", string="The Operator's Papers"
    )
    attachment_ids = fields.Many2many(
        "ir.attachment", "med_warehouse_dossier_attachment_rel", string="Agreement and Papers", copy=False
    )
    evaluation_ids = fields.One2many("med.warehouse.evaluation", "dossier_id", string="Evaluations")
    report_ids = fields.One2many("med.warehouse.report", "dossier_id", string="Reports")
    report_count = fields.Integer(compute="_compute_report_count")
    problem_text = fields.Text(compute="_compute_problem_text", string="What Stops It")
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved"), ("closed", "Closed")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_at = fields.Datetime(readonly=True, copy=False)

    _open_uniq = models.UniqueIndex(
        "(warehouse_id) WHERE state != 'closed'", "This warehouse has a file already."
    )

    # computes ------------------------------------------------------------

    @api.depends("warehouse_id.name", "operator_id.name")
    def _compute_name(self):
        for dossier in self:
            dossier.name = " · ".join(filter(None, [dossier.warehouse_id.name, dossier.operator_id.name]))

    @api.depends("warehouse_id", "operator_id")
    def _compute_paper_ids(self):
        ours, theirs = self._papers()
        for dossier in self:
            dossier.paper_ids = ours.filtered(lambda p, d=dossier: d.warehouse_id in p.warehouse_ids)
            party = dossier.operator_id.commercial_partner_id
            dossier.operator_paper_ids = theirs.filtered(lambda p, c=party: p.commercial_partner_id == c)

    def _papers(self):
        """Papers in force today: of ours that name these warehouses, and the operators' licences."""
        # sudo: whether a paper is there counts, whoever looks
        papers = self.env["med.credential"].sudo()
        running = [("company_id", "in", self.company_id.ids), ("state", "in", ("valid", "renewing"))]
        ours = papers.search([*running, ("warehouse_ids", "in", self.warehouse_id.ids)])
        theirs = papers.search(
            [
                *running,
                ("commercial_partner_id", "in", self.operator_id.commercial_partner_id.ids),
                ("type_id.code", "in", LICENCES),
            ]
        )
        return ours, theirs

    def _compute_report_count(self):
        counts = dict(
            self.env["med.warehouse.report"]._read_group(
                [("dossier_id", "in", self.ids)], ["dossier_id"], ["__count"]
            )
        )
        for dossier in self:
            dossier.report_count = counts.get(dossier, 0)

    @api.depends(
        "state", "operator_id", "agreement_from", "agreement_to", "evaluation_ids.state", "attachment_ids"
    )
    def _compute_problem_text(self):
        problems = self._problems(self.env.company._med_today())
        for dossier in self:
            found = [
                text for _code, text in problems[dossier] if dossier.state != "draft" or _code != "state"
            ]
            dossier.problem_text = "\n".join(found)

    @api.constrains("warehouse_id", "operator_id", "agreement_from", "agreement_to")
    def _check_values(self):
        for dossier in self:
            if dossier.operation == "own":
                raise ValidationError(
                    self.env._(
                        "%(warehouse)s is our own at our site and needs no file. Say first how it is "
                        "operated.",
                        warehouse=dossier.warehouse_id.name,
                    )
                )
            if dossier.operation == "third_party" and not dossier.operator_id:
                raise ValidationError(self.env._("%(file)s: name the operator.", file=dossier.name))
            begin, end = dossier.agreement_from, dossier.agreement_to
            if begin and end and end < begin:
                raise ValidationError(
                    self.env._("%(file)s: the agreement ends before it begins.", file=dossier.name)
                )

    # judging ---------------------------------------------------------------

    def _problems(self, day):
        """{file: [(code, text)]} of what stops each warehouse on a day; constant queries.

        ``licence`` is the law's, ``agreement`` and ``evaluation`` are rules that may be waived.
        """
        ours, theirs = self._papers()
        return {dossier: dossier._problems_on(day, ours, theirs) for dossier in self}

    def _problems_on(self, day, ours, theirs):
        problems = []
        if self.state != "approved":
            problems.append(("state", self.env._("its file is not approved")))
        if not any(self.warehouse_id in p.warehouse_ids and p._is_valid_on(day) for p in ours):
            problems.append(("licence", self.env._("no licence or filing of ours in force names it")))
        if self.operation == "third_party":
            problems += self._operator_problems(day, theirs)
        if not self._is_evaluated_on(day):
            problems.append(
                ("evaluation", self.env._("it was not evaluated within the year, or did not pass"))
            )
        return problems

    def _operator_problems(self, day, theirs):
        party = self.operator_id.commercial_partner_id
        problems = []
        if not any(p.commercial_partner_id == party and p._is_valid_on(day) for p in theirs):
            problems.append(
                ("licence", self.env._("%(operator)s has no licence in force on file", operator=party.name))
            )
        begin, end = self.agreement_from, self.agreement_to
        if not begin or begin > day or end and end < day:
            problems.append(("agreement", self.env._("no agreement is in force")))
        return problems

    def _is_evaluated_on(self, day):
        done = self.evaluation_ids.filtered(lambda e: e.state == "done" and e.evaluated_on <= day)
        latest = done.sorted(lambda e: (e.evaluated_on, e.id))[-1:]
        return bool(latest) and latest.result != "fail" and latest.next_on >= day

    # retention and deadline --------------------------------------------------

    def _retention_applies(self):
        # EXTENDS med.retention.mixin
        return self.state != "draft"

    @api.model
    def _deadline_open_domain(self):
        # EXTENDS med.deadline.mixin
        return Domain("state", "=", "approved")

    def _deadline_on_soon(self):
        # EXTENDS med.deadline.mixin
        self._remind(self.env._("Yearly evaluation of the warehouse is due"))

    def _deadline_on_overdue(self):
        # EXTENDS med.deadline.mixin
        self._remind(self.env._("Yearly evaluation of the warehouse is overdue"))

    def _remind(self, summary):
        user = self.company_id.med_quality_head_id or self.approved_by_id
        # sudo: a cron tells quality
        self.sudo().activity_schedule("mail.mail_activity_data_todo", user_id=user.id, summary=summary)

    def _plan_evaluation(self):
        """The deadline follows the latest evaluation."""
        for dossier in self:
            done = dossier.evaluation_ids.filtered(lambda e: e.state == "done")
            latest = done.sorted(lambda e: (e.evaluated_on, e.id))[-1:]
            if latest:
                dossier.write(
                    {
                        "deadline_at": datetime.combine(latest.next_on, time(15, 59, 59)),
                        "deadline_reminded": "none",
                    }
                )
                dossier.sudo().activity_ids.unlink()  # sudo: what was asked of quality is done

    # CRUD and actions --------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        dossiers = super().create(vals_list)
        dossiers._adopt_files()
        return dossiers

    def write(self, vals):
        # EXTENDS base: what is approved is judged by what was approved
        fixed = {"warehouse_id", "operator_id", "address", "service", "region_id", "city"} & set(vals)
        approved = self.filtered(lambda dossier: dossier.state != "draft")
        if fixed and approved:
            raise UserError(
                self.env._(
                    "%(file)s is approved: %(fields)s stay. Close it and make a new one.",
                    file=approved[0].name,
                    fields=self._labels_of(fixed),
                )
            )
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        return result

    def _check_officer(self):
        self.check_access("write")
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(self.env._("Warehouses are approved by quality staff. Ask a quality officer."))

    def action_approve(self):
        """Quality takes the warehouse into use.

        :raise UserError: what the law or the house asks for is missing
        """
        self._check_officer()
        today = self.env.company._med_today()
        for dossier, problems in self._problems(today).items():
            texts = [text for code, text in problems if code != "state"]
            if dossier.state != "draft":
                texts.append(self.env._("it is no draft"))
            if dossier.operation == "third_party" and not dossier.attachment_ids:
                texts.append(self.env._("attach the agreement"))
            if dossier.operation == "other_city" and not dossier.notice_number:
                texts.append(self.env._("enter the number of the notice to the authority there"))
            if texts:
                raise UserError(
                    self.env._(
                        "%(file)s cannot be approved: %(problems)s.",
                        file=dossier.name,
                        problems=self.env._(", ").join(texts),
                    )
                )
            dossier._guarded_write(
                {"state": "approved", "approved_by_id": self.env.uid, "approved_at": fields.Datetime.now()}
            )
            dossier._log("warehouse.approved")
        self._plan_evaluation()
        return True

    def action_close(self):
        """The warehouse is no longer used: nothing leaves it and nothing is released there."""
        self._check_officer()
        for dossier in self.filtered(lambda d: d.state != "closed"):
            dossier._guarded_write({"state": "closed"})
            dossier._log("warehouse.closed")
        return True

    def action_open_reports(self):
        """What the operator reported."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reports of the Operator"),
            "res_model": "med.warehouse.report",
            "views": [(False, "list"), (False, "form")],
            "domain": [("dossier_id", "=", self.id)],
            "context": {"default_dossier_id": self.id},
        }

    def _log(self, event):
        facts = {"warehouse": self.warehouse_id.id, "operator": self.operator_id.id or False}
        self.env["med.ledger.entry"]._append(event, record=self, company=self.company_id, facts=facts)
