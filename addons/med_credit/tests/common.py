"""A customer who may buy, goods on stock, and the steps of a sale until it is paid."""

import contextlib
from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError

from odoo.addons.med_qualification.tests.common import MedQualificationCommon


class MedCreditCommon(MedQualificationCommon):
    """``cls.customer`` is an admitted dealer with a limit of 10,000; the device costs 100."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.med_credit_since = cls.env.company._med_today() - timedelta(days=400)
        cls.finance = cls.users["finance"]
        cls.owner = cls.users["owner"]
        cls.customer = cls._admit_dealer()
        cls.device = cls._sellable_device()
        cls.account = cls._account(cls.customer, limit=10000.0)

    @contextlib.contextmanager
    def _refuses(self, text):
        """What is done inside is refused with this in its reason, and undone."""
        with self.assertRaises(UserError) as refusal:
            yield
        self.assertIn(text, str(refusal.exception))

    @classmethod
    def _sellable_device(cls, **vals):
        """A class II device with its certificate, 1,000 pieces of one lot on stock."""
        device = cls._create_device("2", **vals)
        cls._register(device)
        lot = cls._create_lot(device, name=f"LOT-{device.id}")
        cls._add_stock(device, 1000.0, lot=lot)
        return device

    @classmethod
    def _account(cls, partner, limit=None, **vals):
        """The credit account, with an approved standing limit if one is given."""
        account = cls.env["med.credit.account"]._account_for(partner, cls.company)
        account = account[partner.commercial_partner_id].sudo(False)
        if limit is not None:
            vals.update(has_limit=True, limit_amount=limit)
        if vals:
            account._guarded_write(vals)
        return account

    @classmethod
    def _order(cls, amount=1000.0, partner=None, user=None, **vals):
        """A quotation of one line of the device worth ``amount`` in all."""
        order = cls._create_sale_order(partner or cls.customer, cls.device, user=user, **vals)
        order.order_line.write({"product_uom_qty": 10.0, "price_unit": amount / 10.0})
        return order

    @classmethod
    def _deliver(cls, order, share=1.0):
        """Ship this share of what is open, as the warehouse would; the rest stays open."""
        picking = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        picking.action_assign()
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty * share
            move.picked = True
        picking._action_done()
        return picking

    @classmethod
    def _invoice(cls, order, days_late=0):
        """Post the invoice of what is to be invoiced, due ``days_late`` days ago."""
        invoice = order._create_invoices()
        today = cls.env.company._med_today()
        due = today - timedelta(days=days_late)
        invoice.write({"invoice_date": min(due, today), "invoice_payment_term_id": False})
        invoice.invoice_date_due = due
        invoice.action_post()
        return invoice

    @classmethod
    def _old_invoice(cls, amount=1000.0, days_late=30, partner=None):
        """A posted invoice without order, due ``days_late`` days ago: an opening balance."""
        due = cls.env.company._med_today() - timedelta(days=days_late)
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.customer).id,
                "invoice_date": due,
                "invoice_date_due": due,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Opening balance", "price_unit": amount, "tax_ids": [Command.clear()]}
                    )
                ],
            }
        )
        invoice.action_post()
        return invoice

    @classmethod
    def _pay(cls, invoice, amount=None, day=None):
        """Register a payment of the invoice by the bank journal."""
        wizard = cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        vals = {"payment_date": day or cls.env.company._med_today()}
        if amount is not None:
            vals["amount"] = amount
        return wizard.create(vals)._create_payments()
