"""Customers with a year of orders, and statements of their open items."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, fields

from .common import MedCreditCommon


class WatchCommon(MedCreditCommon):
    """The customer took about ten devices a month at 100 for a year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.billing = cls.users["billing"]
        # rules about other things must not answer for the one a test looks at
        cls.rules = {rule.code: rule for rule in cls.env["med.credit.rule"].search([])}
        cls.account._guarded_write({"limit_amount": 1e9})

    @classmethod
    def _only(cls, *codes):
        """Switch off all rules but these."""
        for code, rule in cls.rules.items():
            rule.active = code in codes

    @classmethod
    def _past(cls, ages, quantity=10.0, partner=None, product=None, price=100.0, **vals):
        """Confirmed orders of so many days ago, as an import of history leaves them."""
        orders = cls.env["sale.order"].create(
            [
                {
                    "partner_id": (partner or cls.customer).id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": (product or cls.device).id,
                                "product_uom_qty": quantity,
                                "price_unit": price,
                            }
                        )
                    ],
                    **vals,
                }
                for _age in ages
            ]
        )
        cls.env.flush_all()
        for order, age in zip(orders, ages, strict=True):
            cls.env.cr.execute(
                "UPDATE sale_order SET state = 'sale', date_order = %s WHERE id = %s",
                [fields.Datetime.now() - timedelta(days=age), order.id],
            )
        cls.env.invalidate_all()
        return orders

    @classmethod
    def _ask(cls, quantity, partner=None, product=None, price=100.0, user=None, **vals):
        """A quotation of the salesperson for so many devices."""
        order = cls._create_sale_order(partner or cls.customer, product or cls.device, user=user, **vals)
        order.order_line.write({"product_uom_qty": quantity, "price_unit": price})
        return order

    @classmethod
    def _foreign_currency(cls, rate):
        """Another currency than ours, so many of it for one of ours."""
        dollar, euro = cls.env.ref("base.USD"), cls.env.ref("base.EUR")
        foreign = euro if cls.company.currency_id == dollar else dollar
        foreign.active = True
        rates = cls.env["res.currency.rate"]
        rates.search([("currency_id", "=", foreign.id)]).unlink()
        rates.create(
            {"name": "2020-01-01", "currency_id": foreign.id, "rate": rate, "company_id": cls.company.id}
        )
        return foreign

    def _found(self, order):
        """{measure: hit} of an order."""
        return {hit["rule"].code: hit for hit in self.env["med.credit.rule"]._hits(order)}

    @classmethod
    def _month(cls):
        """(first, last day) of the month before this one."""
        last = cls.env.company._med_today().replace(day=1) - relativedelta(days=1)
        return last.replace(day=1), last

    @classmethod
    def _statement(cls, partner=None, user=None):
        """Last month's statement of the customer, made by billing."""
        since, until = cls._month()
        statements = cls.env["med.credit.statement"].with_user(user or cls.billing)
        made = statements._make(partner or cls.customer, cls.company, since, until)
        return made.sudo(False).with_user(user or cls.billing)

    @classmethod
    def _debt(cls, amount=1000.0, age=45, due=15, partner=None):
        """An open invoice of ``age`` days ago, due ``due`` days ago."""
        invoice = cls._old_invoice(amount, days_late=age, partner=partner)
        matures = cls.env.company._med_today() - timedelta(days=due)
        invoice.line_ids.filtered("date_maturity").date_maturity = matures
        return invoice
