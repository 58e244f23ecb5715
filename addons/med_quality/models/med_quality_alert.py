from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class MedQualityAlert(models.Model):
    """Cases piled up: one person is asked why, and answers with words or a CAPA."""

    _name = "med.quality.alert"
    _description = "Quality Alert"
    _inherit = ["mail.thread", "mail.activity.mixin", "med.guarded.mixin", "med.retention.mixin"]
    _order = "state desc, id desc"

    _guarded_fields = (
        "state",
        "rule_id",
        "company_id",
        "partner_id",
        "product_id",
        "cause_id",
        "lot_id",
        "count",
        "raised_at",
        "since",
        "closed_by_id",
        "closed_at",
    )

    rule_id = fields.Many2one("med.quality.alert.rule", required=True, readonly=True, ondelete="restrict")
    dimension = fields.Selection(related="rule_id.dimension")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one("res.partner", "Supplier", readonly=True, index="btree_not_null")
    product_id = fields.Many2one("product.product", readonly=True, index="btree_not_null")
    cause_id = fields.Many2one("med.nc.cause", readonly=True, index="btree_not_null")
    lot_id = fields.Many2one("stock.lot", readonly=True, index="btree_not_null")
    subject = fields.Char(compute="_compute_subject")
    count = fields.Integer("Cases", readonly=True)
    raised_at = fields.Datetime("Raised on", readonly=True)
    since = fields.Datetime("Counted from", readonly=True)
    state = fields.Selection(
        [("open", "Unanswered"), ("closed", "Answered")],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Responsible", tracking=True, domain=[("share", "=", False)]
    )
    answer = fields.Text(tracking=True, help="What was found and why this is enough.")
    capa_id = fields.Many2one("med.capa", string="CAPA", tracking=True, index="btree_not_null")
    closed_by_id = fields.Many2one("res.users", "Answered by", readonly=True, copy=False)
    closed_at = fields.Datetime("Answered on", readonly=True, copy=False)

    @api.depends("partner_id", "product_id", "cause_id", "lot_id")
    @api.depends_context("lang")
    def _compute_subject(self):
        for alert in self:
            value = alert.partner_id or alert.product_id or alert.cause_id or alert.lot_id
            alert.subject = value.display_name

    @api.depends("rule_id.name", "partner_id", "product_id", "cause_id", "lot_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for alert in self:
            alert.display_name = f"{alert.subject}: {alert.rule_id.name}"

    # raising -------------------------------------------------------------

    @api.model
    def _raise(self, rule, company, found):
        """Raise what has no open alert yet, refresh what has; in sudo mode.

        :param found: {supplier, product, cause or lot: number of cases}
        """
        name = rule.dimension
        domain = [("rule_id", "=", rule.id), ("company_id", "=", company.id), ("state", "=", "open")]
        known = {alert[name].id: alert for alert in self.search(domain)}
        now = fields.Datetime.now()
        vals_list = []
        for value, count in found.items():
            if alert := known.get(value.id):
                if alert.count != count:
                    alert._guarded_write({"count": count})
            elif not self._was_answered(rule, company, value, now):
                vals_list.append(self._prepare_alert(rule, company, value, count, now))
        alerts = self._with_ticket("create").create(vals_list)._without_ticket()
        alerts._log_event("nc.alert")
        for alert in alerts:
            alert._tell()

    def _was_answered(self, rule, company, value, now):
        """Whether the same was answered within the span: the same cases are not asked about twice."""
        return bool(
            self.search_count(
                [
                    ("rule_id", "=", rule.id),
                    ("company_id", "=", company.id),
                    (rule.dimension, "=", value.id),
                    ("state", "=", "closed"),
                    ("closed_at", ">", now - timedelta(days=rule.days)),
                ],
                limit=1,
            )
        )

    def _prepare_alert(self, rule, company, value, count, now):
        return {
            "rule_id": rule.id,
            "company_id": company.id,
            rule.dimension: value.id,
            "count": count,
            "raised_at": now,
            "since": now - timedelta(days=rule.days),
            "user_id": (rule.user_id or company.med_quality_head_id).id,
        }

    def _tell(self):
        """One to-do for one person."""
        if self.user_id:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._(
                    "%(subject)s: %(count)s cases. Say why, or start a CAPA.",
                    subject=self.subject,
                    count=self.count,
                ),
                user_id=self.user_id.id,
            )

    # answering -----------------------------------------------------------

    def _cases_domain(self):
        """The cases that were counted, and those since."""
        self.ensure_one()
        name = self.rule_id.dimension
        rule = self.rule_id.sudo()  # sudo: rules hold for everybody
        return (
            rule._domain(self.company_id)
            & Domain(name, "=", self[name].id)
            & Domain("reported_at", ">", self.since)
        )

    def action_open_cases(self):
        """Open the cases behind the number."""
        action = self.env["ir.actions.act_window"]._for_xml_id("med_quality.med_nonconformity_action")
        return {**action, "domain": list(self._cases_domain()), "context": {}}

    def action_open_capa(self):
        """Open the CAPA of this alert, a new one if there is none; it gets the cases."""
        self.ensure_one()
        self._check_quality()
        if not self.capa_id:
            self.capa_id = self.env["med.capa"].create(self._prepare_capa())
            cases = self.env["med.nonconformity"].search(
                self._cases_domain() & Domain("capa_id", "=", False) & Domain("state", "not in", ("done",))
            )
            cases.capa_id = self.capa_id
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.capa",
            "res_id": self.capa_id.id,
            "views": [(False, "form")],
        }

    def _prepare_capa(self):
        """Values of the CAPA: its effect is counted by what the alert counted."""
        product = self.product_id or self.lot_id.product_id
        scope = "supplier" if self.partner_id else "product" if product else "cause"
        return {
            "name": self.display_name,
            "company_id": self.company_id.id,
            "scope": scope,
            "partner_id": self.partner_id.id,
            "product_id": product.id,
            "cause_id": self.cause_id.id,
        }

    def action_close(self):
        """Close with the answer or the CAPA.

        :raise UserError: neither is there
        """
        self._check_quality()
        for alert in self.filtered(lambda alert: alert.state == "open"):
            if not (alert.answer or "").strip() and not alert.capa_id:
                raise UserError(
                    self.env._("%(alert)s: write the answer or start a CAPA first.", alert=alert.display_name)
                )
            # sudo: checked above, the system notes who and when
            alert.sudo()._guarded_write(
                {"state": "closed", "closed_by_id": self.env.uid, "closed_at": fields.Datetime.now()}
            )
            alert.sudo().activity_unlink(["mail.mail_activity_data_todo"])  # sudo: as above
            alert._log_event("nc.alert_closed")
        return True

    def write(self, vals):
        # EXTENDS base: what was answered stays
        if {"answer", "capa_id", "user_id"} & set(vals) and not self._has_ticket("state"):
            if closed := self.filtered(lambda alert: alert.state == "closed"):
                raise UserError(
                    self.env._("%(alert)s was answered and stays as it is.", alert=closed[0].display_name)
                )
        return super().write(vals)

    def _check_quality(self):
        self.check_access("write")
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(self.env._("Alerts are answered by quality staff. Ask a quality officer."))

    def _log_event(self, event):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": alert,
                    "company": alert.company_id,
                    "facts": {"rule": alert.rule_id.id, "count": alert.count},
                }
                for alert in self
            ]
        )
