import json
import logging

from odoo import api, fields, models
from odoo.tools import float_round, format_amount

from .med_credit_rule import ACTIONS

_logger = logging.getLogger(__name__)


class MedCreditHit(models.Model):
    """Something unusual about an order, with the numbers behind it and what became of it.

    False alarms are kept: they raise the bound for that customer and product.
    """

    _name = "med.credit.hit"
    _description = "Abnormal Trading"
    _inherit = ["mail.thread", "mail.activity.mixin", "med.guarded.mixin", "med.retention.mixin"]
    _order = "id desc"
    _guarded_fields = (
        "state",
        "rule_id",
        "account_id",
        "company_id",
        "order_id",
        "order_name",
        "order_amount",
        "product_id",
        "subject_key",
        "value",
        "bound",
        "numbers",
        "chart",
        "action",
        "outcome",
        "count",
        "last_at",
        "user_id",
        "is_frozen_by",
        "decided_by_id",
        "decided_at",
    )

    rule_id = fields.Many2one(
        "med.credit.rule", required=True, readonly=True, index=True, ondelete="restrict"
    )
    code = fields.Selection(related="rule_id.code", string="Measure")
    severity = fields.Selection(related="rule_id.severity", store=True)
    account_id = fields.Many2one(
        "med.credit.account", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer", store=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    order_id = fields.Many2one("sale.order", readonly=True, index="btree_not_null", ondelete="set null")
    order_name = fields.Char(string="Order No.", readonly=True)
    order_amount = fields.Monetary(readonly=True)
    product_id = fields.Many2one(
        "product.product", readonly=True, index="btree_not_null", ondelete="set null"
    )
    subject_key = fields.Char(readonly=True)
    value = fields.Float(string="Measured", readonly=True, aggregator=None)
    bound = fields.Float(string="Usual at Most", readonly=True, aggregator=None)
    numbers = fields.Json(readonly=True)
    chart = fields.Json(readonly=True)
    explanation = fields.Text(string="Why", compute="_compute_explanation")
    graph = fields.Text(compute="_compute_graph")
    action = fields.Selection(ACTIONS, string="Answer", readonly=True)
    outcome = fields.Selection(
        [("stopped", "Stopped"), ("passed", "Went on")],
        string="The Order",
        default="stopped",
        required=True,
        readonly=True,
    )
    is_frozen_by = fields.Boolean(string="Account Frozen by It", readonly=True)
    count = fields.Integer(string="Attempts", default=1, readonly=True)
    last_at = fields.Datetime(string="Last Attempt", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    state = fields.Selection(
        [("open", "To decide"), ("confirmed", "Abnormal"), ("false_alarm", "False alarm")],
        default="open",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    decision_note = fields.Text(string="Reason of the Decision")
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _open_uniq = models.UniqueIndex(
        "(order_id, rule_id, COALESCE(subject_key, '')) WHERE state = 'open' AND order_id IS NOT NULL"
    )
    _learned_idx = models.Index("(partner_id, rule_id) WHERE state = 'false_alarm'")

    @api.depends("rule_id", "partner_id", "product_id", "order_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # EXTENDS base
        for hit in self:
            parts = [hit.order_name, hit.product_id.name, hit.rule_id.name]
            hit.display_name = " · ".join(filter(None, parts))

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        may = self._may_decide()
        for hit in self:
            hit.can_decide = may and hit.state == "open"

    @api.model
    def _may_decide(self):
        user = self.env.user
        return user.has_group("med_base.group_finance") or user.has_group("med_base.group_owner")

    @api.depends("numbers", "value", "bound", "code")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for hit in self:
            hit.explanation = self.env["med.credit.hit.words"]._explain(
                hit.code, hit.value, hit.bound, hit.numbers or {}, hit.company_id.currency_id
            )

    @api.depends("chart")
    @api.depends_context("lang")
    def _compute_graph(self):
        for hit in self:
            points = [
                {
                    "label": label[5:] or self.env._("Now"),
                    "value": value,
                    "type": "past" if label else "future",
                }
                for label, value in hit.chart or []
            ]
            hit.graph = json.dumps([{"key": self.env._("Ordered"), "values": points}])

    # keeping -------------------------------------------------------------

    @api.model
    def _note(self, hits, outcome):
        """Keep hits of orders; an open one of the same order and rule is counted up.

        :param hits: what ``med.credit.rule._hits`` answers
        :param outcome: stopped or passed
        :return: the hits in sudo
        """
        # sudo: hits are written by the judge only, for every salesperson
        table = self.sudo()
        orders = [hit["order"]._origin.id for hit in hits]
        known = {
            (hit.order_id.id, hit.rule_id.id, hit.subject_key or ""): hit
            for hit in table.search([("order_id", "in", orders), ("state", "=", "open")])
        }
        fresh, kept = [], table.browse()
        for hit in hits:
            old = known.get((hit["order"]._origin.id, hit["rule"].id, hit["key"]))
            vals = self._prepare_vals(hit, outcome)
            if old:
                old._guarded_write({**vals, "count": old.count + 1})
                kept |= old
            else:
                fresh.append(vals)
        names = {name for vals in fresh for name in vals}
        created = table.browse(table._with_ticket("create", names).create(fresh).ids)
        created._ledger("credit.hit")
        return kept | created

    @api.model
    def _prepare_vals(self, hit, outcome):
        order = hit["order"]
        return {
            "rule_id": hit["rule"].id,
            "account_id": hit["account"].id,
            "company_id": hit["account"].company_id.id,
            "order_id": order._origin.id,
            "order_name": order.name,
            "order_amount": order.amount_total / (order.currency_rate or 1.0),
            "product_id": hit["product"].id if hit["product"] else False,
            "subject_key": hit["key"],
            "value": hit["value"],
            "bound": hit["bound"],
            "numbers": hit["numbers"],
            "chart": hit["chart"],
            "action": hit["action"],
            "outcome": outcome,
            "user_id": order.user_id.id or order.env.uid,
            "last_at": fields.Datetime.now(),
        }

    def _ledger(self, event, **facts):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": hit,
                    "company": hit.company_id,
                    "facts": {
                        "rule": hit.code,
                        "order": hit.order_name or "",
                        "measured": float_round(hit.value, 2),
                        "usual": float_round(hit.bound, 2),
                        **facts,
                    },
                }
                for hit in self
            ]
        )

    @api.model
    def _keep_refused(self, hits, freeze):
        """Keep the hits of a refused attempt, which rolls back; freeze where a rule says so.

        As for refusals of the gate, exactly one of the two hooks fires.
        """
        stored = [hit for hit in hits if hit["order"]._origin.id]
        plain = [self._as_ids(hit) for hit in stored]
        cr, registry, uid = self.env.cr, self.env.registry, self.env.uid
        context = dict(self.env.context)

        def keep():
            try:
                with registry.cursor() as new_cr:
                    env = api.Environment(new_cr, uid, context)
                    env["med.credit.hit"]._note_refused(plain, freeze)
            except Exception:  # house: ok, the answer to the user must not depend on the log
                _logger.exception("Abnormal trading could not be recorded")

        cr.postrollback.add(keep)
        cr.postcommit.add(keep)

    @api.model
    def _as_ids(self, hit):
        names = {"order": hit["order"]._origin, "account": hit["account"], "rule": hit["rule"]}
        plain = {name: record.id for name, record in names.items()}
        return {**hit, **plain, "product": hit["product"].id if hit["product"] else False}

    @api.model
    def _note_refused(self, plain, freeze):
        """Records of the new cursor for those of the attempt that are still there."""
        models_ = {"order": "sale.order", "account": "med.credit.account", "rule": "med.credit.rule"}
        hits = []
        for row in plain:
            # sudo: written for salespeople, who may not write hits
            tables = {name: self.env[model].sudo() for name, model in models_.items()}
            records = {name: table.browse(row[name]).exists() for name, table in tables.items()}
            if all(records.values()):
                product = self.env["product.product"].sudo().browse(row["product"] or [])  # sudo: as above
                hits.append({**row, **records, "product": product})
        noted = self._note(hits, "stopped")
        if freeze:
            noted.filtered(lambda hit: hit.action == "freeze")._freeze()

    def _freeze(self, automatic=True):
        """Freeze the accounts of these hits, once, with the reason and the numbers."""
        for hit in self.filtered(lambda hit: hit.account_id.state != "frozen"):
            reason = self.env._("Abnormal trading: %(hit)s", hit=hit.display_name)
            facts = {"measured": hit.value, "usual": hit.bound, **(hit.numbers or {})}
            hit.account_id._freeze(reason, facts, automatic)
            hit._guarded_write({"is_frozen_by": True})
            hit._ledger("credit.hit_froze")

    # deciding: see med_credit_hit_decision -------------------------------

    def _retention_rule_code(self):
        # EXTENDS med.retention.mixin
        return "trade_record"


class MedCreditHitWords(models.AbstractModel):
    """The numbers of a hit in plain words, in the reader's language."""

    _name = "med.credit.hit.words"
    _description = "Words of Abnormal Trading"

    @api.model
    def _explain(self, code, value, bound, numbers, currency):
        """One or two sentences that a salesperson understands.

        :param numbers: those of :mod:`creditmath.anomaly`
        """
        amounts = code in ("amount", "split", "burst")
        show = self._money(currency) if amounts else self._plain
        facts = {key: self._plain(number) for key, number in numbers.items()}
        facts.update(value=show(value), bound=show(bound))
        if amounts:
            facts.update({key: show(numbers[key]) for key in ("median", "usually") if key in numbers})
        if code == "price":
            return self._explain_price(facts)
        text = self._texts().get(code)
        return text % facts if text else f"{facts['value']} > {facts['bound']}"

    @api.model
    def _plain(self, number):
        return f"{number:,.2f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)

    def _money(self, currency):
        return lambda number: format_amount(self.env, number, currency)

    def _explain_price(self, facts):
        if "floor" in facts:
            text = self.env._("Price %(price)s is %(value)s %% below the floor of %(floor)s.")
        else:
            text = self.env._("Price %(price)s is %(value)s %% off the agreed %(agreed)s.")
        return text % facts

    @api.model
    def _texts(self):
        """{code: text with the names of numbers}; addons add their own."""
        usual = self.env._(
            "%(value)s ordered; at most %(bound)s would be usual: median %(median)s of "
            "%(observations)s orders in 12 months."
        )
        return {
            "quantity": usual,
            "amount": usual,
            "frequency": self.env._(
                "%(value)s orders within %(window)s days; at most %(bound)s would be usual."
            ),
            "region": self.env._("The delivery goes to a province outside the customer's area."),
            "scope": self.env._("In %(observations)s orders this kind of device was never bought."),
            "split": self.env._(
                "%(orders)s orders just under %(bound)s within a few days make %(value)s together."
            ),
            "burst": self.env._(
                "%(value)s within %(window)s days, usually %(usually)s, and a licence or limit "
                "ends in %(days_left)s days."
            ),
            "dormant": self.env._("The first order after %(days)s days of silence."),
            "returns": self.env._("%(value)s %% came back lately; at most %(bound)s %% would be usual."),
        }
