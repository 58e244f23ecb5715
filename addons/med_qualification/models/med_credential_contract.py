from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MedCredentialType(models.Model):
    _inherit = "med.credential.type"

    is_contract = fields.Boolean(
        string="Contract",
        help="Signed between the party and us: found on the party and its orders.",
    )


class MedCredential(models.Model):
    """Contracts: papers between a party and us, kept with the orders they belong to."""

    _inherit = "med.credential"

    is_contract = fields.Boolean(related="type_id.is_contract", store=True)
    sale_order_ids = fields.Many2many(
        "sale.order",
        "med_credential_sale_order_rel",
        "credential_id",
        "order_id",
        string="Sale Orders",
        copy=False,
        help="The contract of these orders; frame agreements need none.",
    )
    purchase_order_ids = fields.Many2many(
        "purchase.order",
        "med_credential_purchase_order_rel",
        "credential_id",
        "order_id",
        string="Purchase Orders",
        copy=False,
        help="The contract of these orders; frame agreements need none.",
    )

    _contract_idx = models.Index("(company_id, commercial_partner_id) WHERE is_contract")

    @api.constrains("sale_order_ids", "purchase_order_ids", "partner_id", "company_id")
    def _check_orders(self):
        for credential in self:
            # sudo: whose an order is gets compared, whoever may read it
            paper = credential.sudo()
            for order in [*paper.sale_order_ids, *paper.purchase_order_ids]:
                same = order.partner_id.commercial_partner_id == paper.commercial_partner_id
                if not same or order.company_id != paper.company_id:
                    raise ValidationError(
                        self.env._(
                            "%(order)s is an order of %(other)s: %(paper)s cannot be its "
                            "contract. Choose an order of the same party.",
                            order=order.name,
                            other=order.partner_id.display_name,
                            paper=credential.display_name,
                        )
                    )
