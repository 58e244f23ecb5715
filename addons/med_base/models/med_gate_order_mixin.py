from odoo import api, models
from odoo.exceptions import UserError

SPLIT_FIELD = "gate_split_from_id"


class MedGateOrderMixin(models.AbstractModel):
    """Orders: judged when confirmed, and while confirmed at every change.

    Changes are judged, not forbidden, since Odoo itself adds lines. While the order
    is being written its lines are not judged one by one: the ticket says that the
    order is judged right after.
    """

    _name = "med.gate.order.mixin"
    _inherit = "med.gate.mixin"
    _description = "Gate of Orders"

    _gate_confirm_stage = "confirm"
    _gate_confirmed_states = ("sale",)
    _gate_judged_fields = ("partner_id", "company_id")
    _gate_quantity_field = "product_uom_qty"

    def _gate_next_stage(self):
        self.ensure_one()
        if self.state == "cancel" or self._gate_is_confirmed():
            return False
        return self._gate_confirm_stage

    def _gate_is_confirmed(self):
        self.ensure_one()
        return self.state in self._gate_confirmed_states

    def _gate_lines(self, stage):
        return self.order_line.filtered(
            lambda line: not line.display_type
            and line.product_id.is_medical_device
            and line._gate_quantity() > 0
        )

    def _gate_line_document(self, line):
        return line.order_id

    def _gate_owner(self):
        return self.user_id or self.create_uid

    def _gate_waiver_documents(self):
        """A copy made of stopped lines keeps the waivers of the order it came from."""
        return [self, *self.gate_split_from_id]

    def _gate_panel_depends(self):
        return [
            *super()._gate_panel_depends(),
            "state",
            "partner_id",
            "order_line.product_id",
            f"order_line.{self._gate_quantity_field}",
        ]

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: an order born confirmed is judged like a confirmed one
        self._gate_check_split_typed(set().union(*vals_list))
        if not any(
            vals.get("state") in self._gate_confirmed_states for vals in vals_list
        ):
            return super().create(vals_list)
        with self._gate_undone_when_refused():
            orders = super().create(vals_list)
            orders.filtered(lambda order: order._gate_is_confirmed())._gate_judge(
                self._gate_confirm_stage
            )
        return orders

    def write(self, vals):
        # EXTENDS base
        self._gate_check_split_typed(vals)
        confirmed = self.filtered(lambda order: order._gate_is_confirmed())
        if not self._gate_concerned_by(vals, confirmed):
            return super().write(vals)
        with self._gate_undone_when_refused():
            return self._gate_write(vals, confirmed)

    def _gate_write(self, vals, confirmed):
        """Write, then judge what entered a promise or changed one."""
        before = confirmed.order_line._gate_snapshot()
        carrying = super(MedGateOrderMixin, self._with_ticket("gate"))
        res = carrying.write(vals)
        now = self.filtered(lambda order: order._gate_is_confirmed())
        whole = now if set(vals) & set(self._gate_judged_fields) else now - confirmed
        if whole:
            whole._gate_judge(self._gate_confirm_stage)
        rest = now - whole
        changed = rest.order_line._gate_changed_since(before)
        if changed:
            rest._gate_judge(self._gate_confirm_stage, lines=changed)
        return res

    def _gate_concerned_by(self, vals, confirmed):
        """Whether a write may enter a promise or change one of the confirmed."""
        if vals.get("state") in self._gate_confirmed_states:
            return True
        return bool(confirmed) and bool(
            set(vals) & {"order_line", *self._gate_judged_fields}
        )

    # moving stopped lines out --------------------------------------------

    @api.model
    def default_get(self, fields):
        # EXTENDS base: a default of a client names no order whose waivers would count
        return super().default_get([name for name in fields if name != SPLIT_FIELD])

    @api.model
    def _gate_check_split_typed(self, names):
        """Raise when a client names the order that this one was split off: its waivers count."""
        if SPLIT_FIELD in names and not self.env.su:
            raise UserError(
                self.env._(
                    "Which order the stopped lines come from is noted by the system: "
                    "use the button that moves them out."
                )
            )

    def _gate_can_split(self, findings):
        stopped = [f for f in findings if self._gate_is_stop(f)]
        if not stopped or not all(f["line_id"] for f in stopped):
            return False
        lines = self.order_line.filtered(lambda line: not line.display_type)
        return len({f["line_id"] for f in stopped}) < len(lines)

    def action_gate_split(self):
        """Move the stopped lines to a copy of this order and confirm the rest.

        :return: client action telling what was done, with a link to the copy
        :raise UserError: nothing is stopped, or the whole order is
        """
        self.ensure_one()
        findings = self.action_gate_check()
        if not self._gate_can_split(findings):
            raise UserError(
                self.env._(
                    "%(order)s cannot be split: either no line is stopped, or the "
                    "reason concerns the whole order. See its compliance panel.",
                    order=self.display_name,
                )
            )
        stopped = [f for f in findings if self._gate_is_stop(f)]
        lines = self.order_line.browse(sorted({f["line_id"] for f in stopped}))
        copy = self.copy({"order_line": []})
        # sudo: nobody may name the order himself, since its waivers count for the copy
        copy.sudo()[SPLIT_FIELD] = self
        lines.write({"order_id": copy.id})
        self.env["med.gate.refusal"]._register_split(copy, stopped)
        self._gate_tell_split(copy, lines)
        self._gate_confirm()
        return self._gate_split_notification(copy, lines)

    def _gate_confirm(self):
        """Confirm by the button of the document."""
        raise NotImplementedError

    def _gate_tell_split(self, copy, lines):
        names = ", ".join(lines.product_id.mapped("display_name"))
        self.message_post(
            body=self.env._(
                "Stopped lines moved to %(copy)s: %(products)s",
                copy=copy.display_name,
                products=names,
            )
        )
        copy.message_post(
            body=self.env._(
                "Lines stopped on %(order)s wait here: %(products)s",
                order=self.display_name,
                products=names,
            )
        )

    def _gate_split_notification(self, copy, lines):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "sticky": True,
                "message": self.env._(
                    "%(order)s is confirmed. %(count)s stopped line(s) wait in %%s.",
                    order=self.display_name,
                    count=len(lines),
                ),
                "links": [
                    {
                        "label": copy.display_name,
                        "url": f"/odoo/{copy._name}/{copy.id}",
                    }
                ],
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


class MedGateOrderLineMixin(models.AbstractModel):
    """Lines of confirmed orders: judged when added, raised, repriced or swapped."""

    _name = "med.gate.order.line.mixin"
    _description = "Gate of Order Lines"

    _gate_quantity_field = "product_uom_qty"

    def _gate_product(self):
        return self.product_id

    def _gate_quantity(self):
        return self[self._gate_quantity_field]

    def _gate_snapshot(self):
        """What of a promise is judged: {line id: (order, product, price, quantity)}."""
        return {
            line.id: (
                line.order_id.id,
                line.product_id.id,
                line.price_unit,
                line._gate_quantity(),
            )
            for line in self
        }

    def _gate_changed_since(self, before):
        """Lines that promise other or more than in the snapshot."""
        changed = self.browse()
        for line_id, now in self._gate_snapshot().items():
            old = before.get(line_id)
            if old is None or old[:3] != now[:3] or now[3] > old[3]:
                changed += self.browse(line_id)
        return changed

    def _gate_judge_changed(self, before):
        changed = self.filtered(
            lambda line: line.order_id._gate_is_confirmed()
        )._gate_changed_since(before)
        for orders in changed.order_id.grouped("company_id").values():
            if not orders._has_ticket("gate"):
                orders._gate_judge(
                    orders._gate_confirm_stage, lines=changed & orders.order_line
                )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        orders = self.env[self._fields["order_id"].comodel_name].browse(
            {vals["order_id"] for vals in vals_list if vals.get("order_id")}
        )
        if not any(order._gate_is_confirmed() for order in orders):
            return super().create(vals_list)
        with orders._gate_undone_when_refused():
            lines = super().create(vals_list)
            lines._gate_judge_changed({})
        return lines

    def write(self, vals):
        # EXTENDS base
        judged = {"order_id", "product_id", "price_unit", self._gate_quantity_field}
        orders = self.order_id
        if vals.get("order_id"):
            orders += orders.browse(vals["order_id"])
        if not judged & set(vals) or not any(o._gate_is_confirmed() for o in orders):
            return super().write(vals)
        with orders._gate_undone_when_refused():
            before = self._gate_snapshot()
            res = super().write(vals)
            self._gate_judge_changed(before)
        return res
