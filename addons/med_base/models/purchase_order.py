from odoo import fields, models


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "med.gate.order.mixin"]

    _gate_confirm_stage = "purchase"
    _gate_confirmed_states = ("to approve", "purchase")
    _gate_quantity_field = "product_qty"

    gate_split_from_id = fields.Many2one(
        "purchase.order",
        string="Stopped Lines Of",
        groups="base.group_user",
        copy=False,
        readonly=True,
        index="btree_not_null",
    )

    def _gate_partners(self, stage):
        return {order: order.partner_id.commercial_partner_id for order in self}

    def _gate_next_stage(self):
        # EXTENDS med.gate.order.mixin: an order that waits is judged once more
        if self.state == "to approve":
            return self._gate_confirm_stage
        return super()._gate_next_stage()

    def _gate_confirm(self):
        self.button_confirm()
