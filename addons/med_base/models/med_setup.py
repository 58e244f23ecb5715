from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .res_company_setup import MODES, STRICTNESS, WAREHOUSES

JOBS = ("base.group_system", "med_base.group_quality_head", "med_base.group_consultant")
COPIED = (
    "med_business_mode",
    "med_has_implants",
    "med_has_ivd",
    "med_has_cold_chain",
    "med_has_equipment",
    "med_warehouse_kind",
    "med_approval_size",
    "med_deputy_id",
    "med_on_call_id",
    "med_credit_strictness",
    "med_min_remaining_months",
    "med_number_prefix",
)


class MedSetup(models.Model):
    """The set-up of one company: twelve questions in one sitting, to be resumed any time.

    An answer takes effect when it is given. Addons add questions by
    ``_setup_questions``, a method ``_apply_<code>`` and a group in the form.
    """

    _name = "med.setup"
    _description = "Set-up"
    _inherit = ["med.guarded.mixin"]
    _rec_name = "company_id"
    _guarded_fields = ("answered", "company_id")

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    step = fields.Selection(selection="_selection_steps", required=True, default="classes")
    step_title = fields.Char(compute="_compute_step")
    step_why = fields.Text(compute="_compute_step")
    step_done = fields.Boolean(compute="_compute_step")
    answered = fields.Json(readonly=True, help="Code of the question: who answered it, and when.")
    answered_count = fields.Integer(compute="_compute_answered_count")
    question_count = fields.Integer(compute="_compute_answered_count")
    progress = fields.Float(compute="_compute_answered_count")
    message = fields.Char(readonly=True)

    trades_class_2 = fields.Boolean(string="Class II", default=True)
    trades_class_3 = fields.Boolean(string="Class III", default=True)
    med_business_mode = fields.Selection(MODES, string="Mode of Business")
    med_has_implants = fields.Boolean(string="Implants")
    med_has_ivd = fields.Boolean(string="In-vitro Diagnostics")
    med_has_cold_chain = fields.Boolean(string="Cold Chain")
    med_has_equipment = fields.Boolean(string="Large Equipment")
    med_warehouse_kind = fields.Selection(WAREHOUSES, string="Warehouse")
    med_approval_size = fields.Selection(
        lambda self: self.env["res.company"]._fields["med_approval_size"]._description_selection(self.env),
        string="People in Quality",
    )
    head_id = fields.Many2one("res.users", string="Quality Head", domain=[("share", "=", False)])
    med_deputy_id = fields.Many2one("res.users", string="Deputy", domain=[("share", "=", False)])
    med_on_call_id = fields.Many2one("res.users", string="On Call", domain=[("share", "=", False)])
    cutover_date = fields.Date(
        string="Cut-over Date", help="Empty: trial mode without a date; you set one later."
    )
    med_credit_strictness = fields.Selection(STRICTNESS, string="Credit")
    med_min_remaining_months = fields.Integer(string="Least Remaining Life (Months)")
    robot_kind = fields.Selection(
        [("none", "None for now"), ("wecom", "WeCom"), ("dingtalk", "DingTalk"), ("feishu", "Feishu")],
        string="Robot",
        default="none",
    )
    robot_webhook = fields.Char(
        string="Webhook Address",
        groups="base.group_system,med_base.group_consultant",
        help="Copied from the group chat; kept with the robot, not here.",
    )
    med_number_prefix = fields.Char(string="Prefix", size=8, help="Short name before numbers, e.g. HZ.")

    _company_uniq = models.UniqueIndex("(company_id)", "This company has its set-up already.")

    # questions -----------------------------------------------------------

    @api.model
    def _setup_questions(self):
        """Hook: the questions in their order.

        :return: list of dicts ``code``, ``title``, ``why`` (law or habit it serves),
            ``sequence``
        """
        rows = (
            *self._questions_of_trade(),
            *self._questions_of_house(),
            *self._questions_of_limits(),
        )
        return [
            {"code": code, "title": title, "why": why, "sequence": (index + 1) * 10}
            for index, (code, title, why) in enumerate(rows)
        ]

    def _questions_of_trade(self):
        yield (
            "classes",
            self.env._("Classes you trade"),
            self.env._(
                "Class III needs a licence, class II a filing (Order 54 art. 4, 23). Decides which "
                "papers your own file asks."
            ),
        )
        yield (
            "mode",
            self.env._("Wholesale or retail"),
            self.env._(
                "The licence names the mode; sales to consumers need retail (Order 54 art. 14, GSP art. 83)."
            ),
        )
        yield (
            "goods",
            self.env._("Special goods"),
            self.env._(
                "Implants are kept on record for ever (GSP art. 23); reagents and cold chain need "
                "people, stores and papers of their own."
            ),
        )
        yield (
            "warehouse",
            self.env._("Whose warehouse"),
            self.env._(
                "An entrusted store is audited and has an agreement (GSP art. 98); your own equals "
                "the licensed address."
            ),
        )

    def _questions_of_house(self):
        yield (
            "team",
            self.env._("Size of the team"),
            self.env._(
                "How many people see a paper before it counts. Four steps for everything would be "
                "left aside in a small team."
            ),
        )
        yield (
            "people",
            self.env._("Quality head, deputy, on call"),
            self.env._(
                "The quality head holds the right of decision (GSP art. 18). One message goes to one person."
            ),
        )
        yield (
            "cutover",
            self.env._("Cut-over date"),
            self.env._(
                "Until then the gate reminds and records; only expired, recalled and unreleased "
                "goods stop. Two weeks are usual."
            ),
        )

    def _questions_of_limits(self):
        yield (
            "credit",
            self.env._("Strictness of credit"),
            self.env._(
                "Habit of the house: public hospitals pay late and rarely fail; dealers are watched closer."
            ),
        )
        yield (
            "life",
            self.env._("Least remaining life"),
            self.env._(
                "Near-expiry goods are warned of (GSP art. 76); customers often ask for six months or more."
            ),
        )
        yield (
            "robot",
            self.env._("Message robot"),
            self.env._(
                "What waits for somebody is told in the group chat with a link; the link carries no right."
            ),
        )
        yield (
            "numbering",
            self.env._("Numbering"),
            self.env._("A prefix tells the numbers of several companies apart."),
        )

    @api.model
    def _ordered_questions(self):
        return sorted(self._setup_questions(), key=lambda question: question["sequence"])

    @api.model
    def _selection_steps(self):
        questions = self._ordered_questions()
        return [(q["code"], f"{number}. {q['title']}") for number, q in enumerate(questions, 1)]

    @api.depends("step", "answered")
    @api.depends_context("lang")
    def _compute_step(self):
        questions = {question["code"]: question for question in self._setup_questions()}
        for setup in self:
            question = questions.get(setup.step, {})
            setup.step_title = question.get("title")
            setup.step_why = question.get("why")
            setup.step_done = setup.step in (setup.answered or {})

    @api.depends("answered")
    def _compute_answered_count(self):
        codes = {question["code"] for question in self._setup_questions()}
        for setup in self:
            setup.question_count = len(codes)
            setup.answered_count = len(codes & set(setup.answered or {}))
            setup.progress = 100.0 * setup.answered_count / len(codes)

    # opening -------------------------------------------------------------

    @api.model
    def action_open(self):
        """The set-up of the current company, where it was left."""
        self._check_right()
        setup = self._of(self.env.company)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set-up"),
            "res_model": self._name,
            "res_id": setup.id,
            "views": [(False, "form")],
        }

    @api.model
    def _of(self, company):
        """The set-up of a company, made from its present settings if there is none."""
        setup = self.search([("company_id", "=", company.id)], limit=1)
        if not setup:
            ticket = self._with_ticket("create", ["company_id"])
            setup = ticket.create({"company_id": company.id, **self._present(company)})
        return self.browse(setup.id)

    def _present(self, company):
        company = company.sudo()  # sudo: settings of one's company, for who sets it up
        values = {}
        for name in COPIED:
            value = company[name]
            values[name] = value.id if isinstance(value, models.BaseModel) else value
        values["cutover_date"] = company.med_cutover_date
        values["head_id"] = company.med_quality_head_id.id
        return values

    def _check_right(self):
        if not any(self.env.user.has_group(group) for group in JOBS):
            raise AccessError(
                self.env._("The set-up is for the quality head and the consultant. Ask one of them.")
            )

    # answering -----------------------------------------------------------

    def action_next(self):
        """Put the present answer into effect and go to the next question."""
        self.ensure_one()
        self._check_right()
        self.check_access("write")
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("Switch to %(company)s first.", company=self.company_id.name))
        code = self.step
        message = getattr(self, f"_apply_{code}")()
        self._note(code)
        self.write({"step": self._neighbour(1), "message": message or False})
        return True

    def action_back(self):
        """Go to the question before, without changing anything."""
        self.ensure_one()
        self.check_access("write")
        self.write({"step": self._neighbour(-1), "message": False})
        return True

    def action_later(self):
        """Leave this question for later."""
        self.ensure_one()
        self.check_access("write")
        self.write({"step": self._neighbour(1), "message": False})
        return True

    def _neighbour(self, by):
        codes = [question["code"] for question in self._ordered_questions()]
        index = codes.index(self.step) + by
        return codes[max(0, min(index, len(codes) - 1))]

    def _note(self, code):
        """Remember and ledger who answered a question."""
        entry = {"user": self.env.uid, "on": fields.Datetime.to_string(fields.Datetime.now())}
        self._guarded_write({"answered": {**(self.answered or {}), code: entry}})
        self.env["med.ledger.entry"]._append(
            "setup.answered", record=self.company_id, facts={"question": code}, company=self.company_id
        )

    def _set_company(self, *names):
        """Write answers into the company's settings."""
        values = {}
        for name in names:
            value = self[name]
            values[name] = value.id if isinstance(value, models.BaseModel) else value
        # sudo: who sets the suite up need not administer companies; these fields only
        self.company_id.sudo().write(values)

    def _apply_classes(self):
        """Which papers the own file asks: told by the addon that keeps the files."""
        if not (self.trades_class_2 or self.trades_class_3):
            raise UserError(self.env._("Choose at least one class; class I alone needs no set-up."))

    def _apply_mode(self):
        self._set_company("med_business_mode")

    def _apply_goods(self):
        self._set_company("med_has_implants", "med_has_ivd", "med_has_cold_chain", "med_has_equipment")

    def _apply_warehouse(self):
        self._set_company("med_warehouse_kind")

    def _apply_team(self):
        self._set_company("med_approval_size")

    def _apply_credit(self):
        self._set_company("med_credit_strictness")

    def _apply_life(self):
        if not 0 <= self.med_min_remaining_months <= 60:
            raise UserError(self.env._("The least remaining life lies between 0 and 60 months."))
        self._set_company("med_min_remaining_months")
