from odoo import fields, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "med.gate.order.mixin"]

    _gate_judged_fields = (
        "partner_id",
        "partner_shipping_id",
        "partner_invoice_id",
        "company_id",
    )

    gate_split_from_id = fields.Many2one(
        "sale.order",
        string="Stopped Lines Of",
        groups="base.group_user",
        copy=False,
        readonly=True,
        index="btree_not_null",
    )

    def _gate_partners(self, stage):
        return {
            order: (
                order.partner_id | order.partner_shipping_id | order.partner_invoice_id
            ).commercial_partner_id
            for order in self
        }

    def _gate_panel_depends(self):
        return [*super()._gate_panel_depends(), "partner_shipping_id", "partner_invoice_id"]

    def _gate_confirm(self):
        self.action_confirm()
