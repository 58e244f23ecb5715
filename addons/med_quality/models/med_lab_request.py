from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .med_lab_request_line import VERDICTS

STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("received", "Report received"),
    ("accepted", "Accepted"),
    ("rejected", "Not accepted"),
    ("cancelled", "Cancelled"),
]
OPEN = ("draft", "sent", "received")


class MedLabRequest(models.Model):
    """A sample of a lot that an outside laboratory tests for us, and what it reported."""

    _name = "med.lab.request"
    _description = "Laboratory Request"
    _inherit = [
        "med.guarded.mixin",
        "med.retention.mixin",
        "med.deadline.mixin",
        "med.files.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _deadline_soon_hours = 48
    _guarded_fields = (
        "name",
        "state",
        "sampled_by_id",
        "sent_by_id",
        "sent_at",
        "received_by_id",
        "received_at",
        "decided_by_id",
        "decided_at",
        "laboratory_number",
        "report_number",
        "report_on",
        "conclusion",
    )

    name = fields.Char(default="/", required=True, readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    laboratory_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('is_company', '=', True), ('med_party_type_id.code', '=', 'testing_body')]",
    )
    source_id = fields.Many2one(
        "med.register.source",
        string="Service",
        compute="_compute_source_id",
        store=True,
        readonly=False,
        check_company=True,
        ondelete="restrict",
        domain="[('subject', '=', 'laboratory'), ('laboratory_id', '=', laboratory_id)]",
        help="Asked for the report by the system; without one the report comes as a file.",
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_medical_device', '=', True)]",
        tracking=True,
    )
    lot_id = fields.Many2one(
        "stock.lot",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('product_id', '=', product_id)]",
        tracking=True,
    )
    picking_id = fields.Many2one(
        "stock.picking", string="Receipt", check_company=True, ondelete="restrict", index="btree_not_null"
    )
    quantity = fields.Float(string="Sample", required=True, default=1.0, digits="Product Unit")
    uom_id = fields.Many2one(related="product_id.uom_id")
    sample_number = fields.Char(copy=False, help="Number on the sealed sample; empty: that of the request.")
    sampled_on = fields.Date(required=True, default=lambda self: self.env.company._med_today())
    sampled_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    sampled_place = fields.Char(string="Sampled From")
    standard = fields.Char(string="Requirement", help="Technical requirement of the product or standard.")
    purpose = fields.Char(help="Why it is tested: first batch, doubt, complaint, yearly check.")
    is_blocking = fields.Boolean(
        string="Wait for the Report",
        default=True,
        tracking=True,
        help="The lot is neither released nor shipped before the report is accepted.",
    )
    is_report_required = fields.Boolean(
        string="Report File Required", default=True, help="Figures alone do not do: the report is filed."
    )
    line_ids = fields.One2many("med.lab.request.line", "request_id", string="Tests", copy=True)
    attachment_ids = fields.Many2many(
        "ir.attachment", "med_lab_request_attachment_rel", string="Report and Papers", copy=False
    )
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, tracking=True, index=True
    )
    sent_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    sent_at = fields.Datetime(readonly=True, copy=False)
    received_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    received_at = fields.Datetime(readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    decision_note = fields.Text(string="Reason of the Decision", copy=False)
    laboratory_number = fields.Char(string="Laboratory's Number", readonly=True, copy=False)
    report_number = fields.Char(readonly=True, copy=False)
    report_on = fields.Date(string="Report Date", readonly=True, copy=False)
    conclusion = fields.Selection(VERDICTS, string="Laboratory's Conclusion", readonly=True, copy=False)
    verdict = fields.Selection(VERDICTS, compute="_compute_verdict", store=True, string="Result")
    missing_text = fields.Text(string="Still Missing", compute="_compute_missing_text")
    call_ids = fields.One2many("med.register.call", "lab_request_id", string="Calls")
    call_count = fields.Integer(compute="_compute_call_count")
    retest_of_id = fields.Many2one("med.lab.request", readonly=True, copy=False, index="btree_not_null")

    # computes ------------------------------------------------------------

    @api.depends("laboratory_id", "company_id")
    def _compute_source_id(self):
        sources = self.env["med.register.source"].search(
            [("subject", "=", "laboratory"), ("laboratory_id", "in", self.laboratory_id.ids)]
        )
        for request in self:
            mine = sources.filtered(
                lambda s, r=request: s.laboratory_id == r.laboratory_id and s.company_id == r.company_id
            )
            if request.source_id not in mine:
                request.source_id = mine[:1]

    @api.depends("line_ids.verdict", "line_ids.is_answered", "conclusion")
    def _compute_verdict(self):
        for request in self:
            found = {line.verdict for line in request.line_ids} | {request.conclusion}
            if "fail" in found:
                request.verdict = "fail"
            else:
                answered = all(request.line_ids.mapped("is_answered"))
                request.verdict = "pass" if request.conclusion and answered else False

    @api.depends("line_ids.is_answered", "attachment_ids", "conclusion", "state")
    def _compute_missing_text(self):
        for request in self:
            request.missing_text = "\n".join(request._missing()) if request.state == "received" else False

    def _compute_call_count(self):
        counts = dict(
            self.env["med.register.call"]._read_group(
                [("lab_request_id", "in", self.ids)], ["lab_request_id"], ["__count"]
            )
        )
        for request in self:
            request.call_count = counts.get(request, 0)

    @api.constrains("quantity", "lot_id", "product_id", "sampled_on")
    def _check_sample(self):
        for request in self:
            if request.quantity <= 0:
                raise ValidationError(
                    self.env._("%(request)s: a sample of nothing cannot be tested.", request=request.name)
                )
            if request.lot_id and request.lot_id.product_id != request.product_id:
                raise ValidationError(
                    self.env._(
                        "%(request)s: lot %(lot)s is one of another product.",
                        request=request.name,
                        lot=request.lot_id.name,
                    )
                )
            if request.sampled_on > request.env.company._med_today():
                raise ValidationError(
                    self.env._("%(request)s: the sample cannot be taken in future.", request=request.name)
                )

    # retention and deadline ------------------------------------------------

    def _retention_rule_code(self):
        # EXTENDS med.retention.mixin
        return "trade_record"

    def _retention_expiry_date(self):
        # EXTENDS med.retention.mixin
        return fields.Date.to_date(self.lot_id.expiration_date) or False

    def _retention_applies(self):
        # EXTENDS med.retention.mixin
        return self.state != "draft"

    @api.model
    def _retention_depends(self):
        # EXTENDS med.retention.mixin
        return ["state", "lot_id.expiration_date"]

    @api.model
    def _deadline_open_domain(self):
        # EXTENDS med.deadline.mixin
        return Domain("state", "=", "sent")

    def _deadline_on_overdue(self):
        # EXTENDS med.deadline.mixin
        self._remind(self.env._("The laboratory's report is overdue"))

    def _remind(self, summary):
        # sudo: a cron tells the person who sent the sample
        user = self.sent_by_id or self.create_uid
        self.sudo().activity_schedule("mail.mail_activity_data_todo", user_id=user.id, summary=summary)

    # CRUD ----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        requests = super().create(vals_list)
        # sudo: numbers are drawn by whoever may make a request
        sequence = self.env["ir.sequence"].sudo()
        for request in requests:
            number = sequence.with_company(request.company_id).next_by_code("med.lab.request")
            request._guarded_write({"name": number or "/", "sampled_by_id": self.env.uid})
        requests._adopt_files()
        return requests

    def write(self, vals):
        # EXTENDS base: what was sent stays as it was sent
        free = self._free_names()
        sent = self.filtered(lambda request: request.state != "draft")
        closed = self.filtered(lambda request: request.state not in OPEN)
        named = {name for name in vals if name in self._fields and self._is_ours(name)}
        frozen = named - free - set(self._guarded_names())
        if sent and frozen or closed and named & {"decision_note", "attachment_ids", "is_blocking"}:
            raise UserError(
                self.env._(
                    "%(request)s was sent and stays as it is. Cancel it and make another, or "
                    "decide on its report.",
                    request=(sent or closed)[0].name,
                )
            )
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        return result

    def _is_ours(self, name):
        return (self._fields[name]._module or "").startswith("med_quality")

    @api.model
    def _free_names(self):
        """Fields that may change after the sample was sent."""
        return {
            "attachment_ids", "decision_note", "is_blocking", "report_file", "report_file_name",
            "line_ids", "source_id",
        }  # fmt: skip

    # actions -------------------------------------------------------------

    def _check_worker(self):
        self.check_access("write")
        if not self._is_worker():
            raise AccessError(
                self.env._("Samples are sent by quality staff and inspectors. Ask one of them.")
            )

    def _is_worker(self):
        user = self.env.user
        return user.has_group("med_base.group_quality_officer") or user.has_group("med_base.group_inspector")

    def _check_officer(self):
        self.check_access("write")
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(self.env._("Reports are decided on by quality staff. Ask a quality officer."))

    def _require(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for request in self:
            if request.state not in states:
                raise UserError(
                    self.env._(
                        "%(request)s is “%(state)s”: this step does not apply to it.",
                        request=request.name,
                        state=labels[request.state],
                    )
                )

    def action_send(self):
        """The sample goes out; where the laboratory has a service, it is told.

        :raise UserError: no test is asked for, or the service refused the request
        """
        self._check_worker()
        self._require("draft")
        for request in self:
            if not request.line_ids:
                raise UserError(self.env._("%(request)s asks for no test. Add one.", request=request.name))
        for request in self:
            failed = request._submit() if request.source_id else False
            if failed:
                return failed
            request._guarded_write(
                {"state": "sent", "sent_by_id": self.env.uid, "sent_at": fields.Datetime.now()}
            )
            request._log("lab.sent", {"tests": len(request.line_ids), "quantity": request.quantity})
        return True

    def action_accept(self):
        """Quality takes the report: complete, and nothing in it fails.

        :raise UserError: a result, the conclusion or the report itself is missing, or one failed
        """
        self._check_officer()
        self._require("received")
        for request in self:
            missing = request._missing()
            if missing:
                raise UserError(
                    self.env._(
                        "%(request)s cannot be accepted yet:\n%(missing)s",
                        request=request.name,
                        missing="\n".join(missing),
                    )
                )
            if request.verdict != "pass":
                raise UserError(
                    self.env._(
                        "%(request)s: a result fails (%(tests)s). Do not accept it: reject the lot, or "
                        "send another sample.",
                        request=request.name,
                        tests=", ".join(request._failed().mapped("name")) or self.env._("conclusion"),
                    )
                )
            request._decide("accepted")
        return True

    def action_reject(self):
        """The lot did not pass: it is stopped and becomes a nonconformity.

        :raise UserError: no reason
        """
        self._check_officer()
        self._require("received")
        for request in self:
            if not (request.decision_note or "").strip():
                raise UserError(
                    self.env._("%(request)s: write the reason of the decision first.", request=request.name)
                )
            request._decide("rejected")
            request._stop_lot()
        return True

    def action_cancel(self):
        """Withdraw a request of which no report was decided on; the reason stays with it."""
        self._check_worker()
        self._require(*OPEN)
        for request in self:
            if request.state != "draft" and not (request.decision_note or "").strip():
                raise UserError(
                    self.env._("%(request)s: write the reason of the decision first.", request=request.name)
                )
        for request in self:
            request._guarded_write({"state": "cancelled"})
            request._log("lab.cancelled", {"reason": request.decision_note or ""})
        return True

    def action_retest(self):
        """Another sample of the same lot for the same tests."""
        self._check_worker()
        self.ensure_one()
        lines = [Command.create(line._prepare_again_vals()) for line in self.line_ids if not line.is_extra]
        again = self.copy({"line_ids": lines, "retest_of_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": again.id,
            "views": [(False, "form")],
        }

    def action_open_calls(self):
        """What was asked of the laboratory's service, and what it answered."""
        action = self.env["ir.actions.act_window"]._for_xml_id("med_base.med_register_call_action")
        return {**action, "domain": [("lab_request_id", "in", self.ids)]}

    # deciding ------------------------------------------------------------

    def _decide(self, state):
        self._guarded_write(
            {"state": state, "decided_by_id": self.env.uid, "decided_at": fields.Datetime.now()}
        )
        self._log(
            f"lab.{state}",
            {
                "report": self.report_number or "",
                "verdict": self.verdict or "",
                "reason": self.decision_note or "",
            },
        )
        if self.lot_id and state == "accepted":
            self._lab_results(self.lot_id, [line._as_check() for line in self.line_ids])

    def _lab_results(self, lot, rows):
        """Hook: figures of an accepted report, for the inspection of the lot.

        :param rows: dicts name, code, method, unit, value, text, verdict, request (name)
        """
        self.ensure_one()

    def _stop_lot(self):
        """Hook: what failed is stopped wherever it lies."""

    def _stop_reason(self):
        return self.env._(
            "%(laboratory)s report %(number)s: %(tests)s not passed",
            laboratory=self.laboratory_id.name,
            number=self.report_number or self.name,
            tests=", ".join(self._failed().mapped("name")) or self.env._("conclusion"),
        )

    def _failed(self):
        return self.line_ids.filtered(lambda line: line.verdict == "fail")

    def _missing(self):
        """What keeps the report from being accepted, as sentences."""
        self.ensure_one()
        missing = [
            self.env._("no result for %(test)s", test=line.name)
            for line in self.line_ids
            if not line.is_answered
        ]
        if not self.conclusion:
            missing.append(self.env._("no conclusion"))
        if self.is_report_required and not self.attachment_ids:
            missing.append(self.env._("no report file: attach it"))
        return missing

    def _log(self, event, facts):
        facts = {"laboratory": self.laboratory_id.id, "lot": self.lot_id.name or "", **facts}
        self.env["med.ledger.entry"]._append(event, record=self, company=self.company_id, facts=facts)

    @api.model
    def _open_for_lots(self, lots, company):
        """{lot: request} of requests whose report these lots wait for; one query."""
        # sudo: whoever ships need not read quality's records to be stopped by them
        requests = self.sudo().search(
            [
                ("lot_id", "in", lots.ids),
                ("company_id", "=", company.id),
                ("is_blocking", "=", True),
                ("state", "in", ("sent", "received")),
            ]
        )
        return {request.lot_id: request for request in requests}
