"""Many salespeople at once on one customer's limit, over JSON-2 against a real server."""

import concurrent.futures
import dataclasses
import itertools
import threading
import time

from .server import RpcError

AGAIN = "press again"
TOO_MUCH = "too much"


@dataclasses.dataclass
class Answer:
    """What one attempt was told: ``passed``, ``refused``, ``again`` or ``technical``."""

    kind: str
    seconds: float
    message: str = ""


class World:
    """A live company that judges credit alone, salespeople, a device, customers with a limit."""

    def __init__(self, server, people=10):
        self.server, self.boss = server, server.client()
        self._numbers = itertools.count(1)
        server.sql("UPDATE res_company SET med_mode = 'live', med_credit_since = '2020-01-01'")
        server.sql(
            "UPDATE med_gate_check SET severity_confirm = 'off', severity_ship = 'off'"
            " WHERE code NOT LIKE 'credit%%'"
        )
        self.people = [f"race_{number}" for number in range(people)]
        for login in self.people:
            server.make_user(login, "med_base.group_sales")
        server.make_user("race_finance", "med_base.group_finance")
        self.device = self.product("Race device")
        server.restart()  # what was written past the server is not in its caches

    def product(self, name, pieces=0):
        """A device without lots, with so many pieces on stock."""
        vals = {"name": name, "type": "consu", "is_storable": True, "tracking": "none", "taxes_id": [[5]]}
        vals |= {"is_medical_device": True, "list_price": 100.0}
        product = self.boss.call("product.product", "create", vals_list=[vals])[0]
        if pieces:
            stock = self.boss.call(
                "stock.warehouse", "search_read", domain=[], fields=["lot_stock_id"], limit=1
            )
            vals = {"product_id": product, "location_id": stock[0]["lot_stock_id"][0]}
            vals["inventory_quantity"] = pieces
            quant = self.boss.call(
                "stock.quant", "create", vals_list=[vals], context={"inventory_mode": True}
            )
            self.boss.call("stock.quant", "action_apply_inventory", ids=quant)
        return product

    def customer(self, limit, group=None):
        """A customer with an approved limit; its id."""
        name = f"Race customer {next(self._numbers)}"
        partner = self.boss.call("res.partner", "create", vals_list=[{"name": name, "is_company": True}])[0]
        finance = self.server.client("race_finance")
        finance.call("med.credit.account", "create", vals_list=[{"partner_id": partner}])
        self.server.sql(
            "UPDATE med_credit_account SET has_limit = TRUE, limit_amount = %s, group_id = %s"
            " WHERE partner_id = %s",
            limit,
            group,
            partner,
        )
        return partner

    def order(self, partner, amount, number=0, product=None):
        """A quotation of one line, made by one of the salespeople: (login, id)."""
        login = self.people[number % len(self.people)]
        line = {"product_id": product or self.device, "product_uom_qty": 1, "price_unit": amount}
        vals = {"partner_id": partner, "order_line": [[0, 0, line]]}
        return login, self.server.client(login).call("sale.order", "create", vals_list=[vals])[0]

    def confirm(self, order):
        """Confirm a quotation as the one who made it."""
        login, number = order
        self.server.client(login).call("sale.order", "action_confirm", ids=[number])

    def at_once(self, work, items, people=None):
        """Do ``work`` on all items, so many at a time, from the same moment on: their answers."""
        people = min(people or len(self.people), len(items))
        barrier = threading.Barrier(people)
        begun = threading.local()

        def attempt(item):
            if not getattr(begun, "done", False):
                begun.done = True
                barrier.wait(60)
            return timed(work, item)

        with concurrent.futures.ThreadPoolExecutor(people) as pool:
            return list(pool.map(attempt, items))

    def used(self, partners):
        """What these customers have promised to pay by confirmed orders."""
        rows = self.server.sql(
            "SELECT COALESCE(SUM(amount_total), 0) FROM sale_order"
            " WHERE state = 'sale' AND partner_invoice_id = ANY(%s)",
            list(partners),
        )
        return float(rows[0][0])


def timed(work, item):
    """Try once: what was told, and after how many seconds."""
    begin = time.perf_counter()
    try:
        work(item)
    except RpcError as error:
        kind = "technical"
        if error.status == 422:
            kind = "again" if AGAIN in error.message else "refused"
        return Answer(kind, time.perf_counter() - begin, error.message)
    return Answer("passed", time.perf_counter() - begin)


def count(answers, kind):
    """How many were told so."""
    return sum(answer.kind == kind for answer in answers)


def waiting(answers):
    """Median, 95th of 100 and longest time of an answer, in words."""
    seconds = sorted(answer.seconds for answer in answers)
    pick = (seconds[len(seconds) // 2], seconds[len(seconds) * 95 // 100], seconds[-1])
    return "median {:.2f} s, 95 % within {:.2f} s, longest {:.2f} s".format(*pick)
