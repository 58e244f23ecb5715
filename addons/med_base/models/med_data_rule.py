import ast

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class MedDataRule(models.Model):
    """A rule of data quality: which records must look how, and how many may not.

    The share of breaches is measured every night; above the threshold its owner gets
    one task. What breaches it is a list one can click through.
    """

    _name = "med.data.rule"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Data Quality Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    note = fields.Text(string="Why", translate=True)
    model_name = fields.Selection(
        "_selection_model", string="Record", required=True, help="What kind of record is measured."
    )
    population = fields.Char(
        string="Of Which",
        default="[]",
        required=True,
        help="Filter: the records the rule speaks of. The share is counted of these.",
    )
    breach = fields.Char(
        string="Breach When", help="Filter: those of them that breach the rule. Empty for built-in checks."
    )
    check_name = fields.Char(
        string="Built-in Check", readonly=True, help="A check of the system that no filter can say."
    )
    threshold = fields.Float(
        string="Allowed %", default=0.0, help="Above this share of breaches the owner gets a task."
    )
    company_id = fields.Many2one("res.company", help="Empty: all companies together.")
    role_id = fields.Many2one("med.role", string="Answering Job", ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", string="Owner", domain=[("share", "=", False)], help="Empty: who holds the job."
    )
    measure_ids = fields.One2many("med.data.measure", "rule_id", string="Measurements")
    measured_on = fields.Date(compute="_compute_last")
    total = fields.Integer(compute="_compute_last", string="Number of Records")
    breaches = fields.Integer(compute="_compute_last", string="In Breach")
    share = fields.Float(compute="_compute_last", string="In Breach %")
    trend = fields.Float(compute="_compute_last", string="Change", help="In points, since a week ago.")
    state = fields.Selection(
        [("none", "Not Measured"), ("ok", "Good"), ("warn", "Within the Allowance"), ("over", "Over")],
        compute="_compute_last",
        search="_search_state",
    )

    _code_uniq = models.UniqueIndex("(code)", "A data rule with this code exists already.")
    _threshold = models.Constraint(
        "CHECK (threshold >= 0 AND threshold <= 100)", "The allowance is a percentage."
    )

    @api.model
    def _selection_model(self):
        # sudo: labels of models, which plain users may not read
        models_sudo = self.env["ir.model"].sudo()
        return [(name, models_sudo._get(name).name) for name in self._measurable_models()]

    @api.model
    def _measurable_models(self):
        """Names of the models a rule may speak of; addons extend."""
        return ["res.partner", "product.product", "stock.lot", "res.users"]

    @api.depends("measure_ids.share", "threshold")
    def _compute_last(self):
        measures = self.env["med.data.measure"].search([("rule_id", "in", self.ids)], order="date desc")
        by_rule = measures.grouped("rule_id")
        for rule in self:
            mine = by_rule.get(rule, measures.browse())
            last = mine[:1]
            rule.measured_on, rule.total = last.date, last.total
            rule.breaches, rule.share = last.breaches, last.share
            week = [m for m in mine if last and (last.date - m.date).days >= 7]
            rule.trend = last.share - week[0].share if week else 0.0
            rule.state = rule._state(last)

    def _state(self, last):
        if not last:
            return "none"
        if last.share > self.threshold:
            return "over"
        return "warn" if last.breaches else "ok"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = self.with_context(active_test=False).search([("id", "!=", 0)])
        return Domain("id", "in", found.filtered(lambda rule: rule.state in value).ids)

    @api.constrains("population", "breach", "model_name")
    def _check_domains(self):
        """The filters must work for the person who writes them: no look through them."""
        for rule in self:
            model = self.env[rule.model_name].with_user(self.env.user)
            for text in (rule.population, rule.breach):
                try:
                    model.search(rule._domain(text), limit=1)
                except (ValueError, SyntaxError, TypeError, KeyError) as error:
                    raise ValidationError(
                        self.env._(
                            "The filter %(text)s of %(rule)s does not work: %(reason)s",
                            text=text,
                            rule=rule.name,
                            reason=error,
                        )
                    ) from error

    @api.constrains("check_name", "breach")
    def _check_has_check(self):
        for rule in self:
            if not rule.breach and not rule.check_name:
                raise ValidationError(self.env._("%s: say with a filter what breaches the rule.", rule.name))
            if rule.check_name and not hasattr(rule, f"_breach_{rule.check_name}"):
                raise ValidationError(
                    self.env._(
                        "%(rule)s: there is no built-in check %(check)s. Say with a filter what breaches it.",
                        rule=rule.name,
                        check=rule.check_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        rules = super().create(vals_list)
        rules._log("data.rule_created")
        return rules

    def write(self, vals):
        # EXTENDS base: a threshold that is moved is a decision
        result = super().write(vals)
        self._log("data.rule_changed", sorted(vals))
        return result

    def unlink(self):
        # EXTENDS base
        self._log("data.rule_removed")
        return super().unlink()

    def _log(self, event, names=()):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": rule,
                    "facts": {"code": rule.code, "fields": list(names), "threshold": rule.threshold},
                }
                for rule in self
            ]
        )

    @api.model
    def _domain(self, text):
        """A filter as a domain: literals only, nothing is executed."""
        return Domain(ast.literal_eval((text or "[]").strip() or "[]"))

    def _population(self):
        """Domain of the records the rule speaks of."""
        self.ensure_one()
        domain = self._domain(self.population)
        if self.company_id and "company_id" in self.env[self.model_name]._fields:
            domain &= Domain("company_id", "in", [self.company_id.id, False])
        return domain

    def _breaches(self):
        """Domain of the records in breach, the population included."""
        self.ensure_one()
        if self.check_name:
            return self._population() & getattr(self, f"_breach_{self.check_name}")()
        return self._population() & self._domain(self.breach)

    # --- built-in checks: each returns a domain --------------------------------
    def _breach_duplicate_uscc(self):
        """Companies that share their social credit code with another one."""
        self.env["res.partner"].flush_model(["med_uscc", "active", "commercial_partner_id"])
        return self._ids_of(
            """
            SELECT p.id FROM res_partner p WHERE p.active AND p.med_uscc IS NOT NULL AND EXISTS (
                SELECT 1 FROM res_partner o WHERE o.active AND o.med_uscc = p.med_uscc
                   AND o.commercial_partner_id <> p.commercial_partner_id)
            """
        )

    def _breach_open_identity(self):
        """Contacts with an identity number typed where everybody reads it."""
        self.env["res.partner"].flush_model()
        pattern = r"(^|\D)[1-9]\d{5}(19|20)\d{9}[\dXx](\D|$)"
        return self._ids_of(
            """
            SELECT id FROM res_partner
             WHERE concat_ws(' ', name, ref, vat, comment, street2) ~ %s
               AND NOT COALESCE(is_company, FALSE)
            """,
            pattern,
        )

    def _ids_of(self, statement, *values):
        rows = self.env.execute_query(SQL(statement, *values))
        return Domain("id", "in", [row[0] for row in rows])

    # --- measuring -------------------------------------------------------------
    @api.model
    def _cron_measure(self):
        """Measure each rule once a day, one a transaction; the next run goes on."""
        cron, today = self.env["ir.cron"], self.env.company._med_today()
        due = self.search([("measure_ids", "not any", [("date", "=", today)])])
        cron._commit_progress(remaining=len(due))
        for rule in due:
            rule._measure()
            if not cron._commit_progress(1):
                break

    def _measure(self):
        """Count today's breaches, keep the row, tell the owner; returns the row."""
        self.ensure_one()
        today = self.env.company._med_today()
        # sudo: a figure over all records of the company, whoever asks for it
        model = self.env[self.model_name].sudo()
        vals = {
            "total": model.search_count(self._population()),
            "breaches": model.search_count(self._breaches()),
            "threshold": self.threshold,
        }
        measures = self.env["med.data.measure"].sudo()  # sudo: rows are written by measuring only
        row = measures.search([("rule_id", "=", self.id), ("date", "=", today)])
        if row:
            row._with_ticket("measure").write(vals)
        else:
            row = measures._with_ticket("measure").create({"rule_id": self.id, "date": today, **vals})
        self.invalidate_recordset()
        self._tell_owner(row)
        return measures.browse(row.id)

    def _owner(self):
        """The one person who answers: named, or the first holder of the job."""
        # sudo: holders of jobs are users
        return self.user_id or self.sudo().role_id.user_ids.sorted("id")[:1]

    def _tell_owner(self, row):
        """One open task while over the threshold, none otherwise."""
        rule = self.sudo()  # sudo: the nightly job writes and closes the owner's task
        tasks = rule.activity_search(["mail.mail_activity_data_todo"])
        if row.share <= row.threshold:
            tasks.unlink()
        elif not tasks and (owner := self._owner()):
            spoken = rule.with_context(lang=owner.lang)
            rule.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=owner.id,
                summary=spoken.env._(
                    "%(rule)s: %(count)s of %(total)s",
                    rule=spoken.name,
                    count=row.breaches,
                    total=row.total,
                ),
            )

    def action_measure(self):
        """Measure now, by those who keep the rules."""
        self.check_access("write")
        for rule in self:
            rule._measure()
        return True

    def action_open_breaches(self):
        """The records in breach, as far as the reader may see them."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.model_name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            # sudo: built-in checks read whole tables; rights apply when the list opens
            "domain": list(self.sudo()._breaches()),
        }

    def action_open_trend(self):
        """The measurements of this rule as a line."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_base.med_data_measure_action")
        action["domain"] = [("rule_id", "=", self.id)]
        return action

    @api.ondelete(at_uninstall=False)
    def _unlink_except_built_in(self):
        for rule in self:
            if rule.check_name:
                raise UserError(self.env._("%s is built in: archive it instead.", rule.name))
