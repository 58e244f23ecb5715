from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models

from ..creditmath import anomaly

YEAR = 365


class MedCreditAnomaly(models.AbstractModel):
    """Judges orders by the rules of abnormal trading.

    A further measure is a code of ``med.credit.rule`` and a method ``_find_<code>`` here.
    """

    _name = "med.credit.anomaly"
    _description = "Judge of Abnormal Trading"

    @api.model
    def _judge(self, orders):
        """See ``med.credit.rule._hits``."""
        company = orders.company_id[:1] or self.env.company
        orders = orders.filtered(lambda order: order.partner_id and self._lines(order))
        rules = self.env["med.credit.rule"]._in_force(company)
        if not orders or not rules:
            return []
        accounts = self.env["med.credit.account"]._account_for(orders.partner_id, company)
        cases = self._cases(orders, company, rules)
        hits = []
        for order in orders:
            account = accounts[order.partner_id.commercial_partner_id]
            for rule in rules._for_segment(account.segment_id):
                hits += self._apply(rule, account, cases[order])
        return hits

    @api.model
    def _lines(self, order):
        """Lines that ask for goods against money."""
        return order.order_line.filtered(
            lambda line: (
                not line.display_type
                and line.product_id
                and line.product_uom_qty > 0
                and line.price_subtotal > 0
            )
        )

    def _apply(self, rule, account, case):
        """Hits of one rule on one order, without those found harmless before."""
        hits = []
        for key, product, found in getattr(self, f"_find_{rule.code}")(rule, case):
            known = case["learned"].get((rule.code, case["partner"].id, key))
            if found.value <= anomaly.raised(found.bound, known, rule.learned_margin):
                continue
            hits.append(
                {
                    "order": case["order"],
                    "account": account,
                    "rule": rule,
                    "product": product,
                    "key": key,
                    "value": found.value,
                    "bound": found.bound,
                    "action": self._answer(rule, account),
                    "numbers": found.numbers,
                    "chart": self._chart(rule, case, product),
                }
            )
        return hits

    @api.model
    def _answer(self, rule, account):
        """The answer of a rule, softened where the segment is never frozen by itself."""
        if rule.action == "freeze" and not account.segment_id.freezes:
            return "approve"
        return rule.action

    # cases ---------------------------------------------------------------

    def _cases(self, orders, company, rules):
        """{order: what is known about it and its customer}."""
        today = self.env.company._med_today()
        since = today - relativedelta(months=max(rules.mapped("months")))
        known = self.env["med.credit.history"]._read(orders, company, since, today)
        cases = {}
        for order in orders:
            partner = order.partner_id.commercial_partner_id._origin or order.partner_id
            cases[order] = {
                "order": order,
                "partner": partner,
                "today": today,
                "lines": [self._line(line, order) for line in self._lines(order)],
                "amount": sum(line.price_total for line in self._lines(order)) / (order.currency_rate or 1.0),
                "known": known.get(partner.id) or self.env["med.credit.history"]._nothing(),
                "learned": known["learned"],
            }
        self._add_companions(cases)
        return cases

    def _line(self, line, order):
        """Plain numbers of a line: product unit, company currency."""
        product = line.product_id
        quantity = line.product_uom_id._compute_quantity(line.product_uom_qty, product.uom_id, round=False)
        rate = order.currency_rate or 1.0
        item = line.pricelist_item_id
        agreed = item.fixed_price / rate if item.compute_price == "fixed" else None
        return {
            "product": product,
            "quantity": quantity,
            "amount": line.price_total / rate,
            "price": line.price_subtotal / rate / quantity if quantity else 0.0,
            "agreed": agreed,
        }

    def _add_companions(self, cases):
        """Orders judged together are each other's companions, as if confirmed already."""
        together = defaultdict(list)
        for order, case in cases.items():
            together[case["partner"].id].append((order, case["amount"]))
        for order, case in cases.items():
            others = [amount for other, amount in together[case["partner"].id] if other != order]
            case["recent"] = [(0, amount) for amount in others] + case["known"]["orders"]

    def _since(self, rule, case):
        return case["today"] - relativedelta(months=rule.months)

    def _past(self, rule, case, product, name):
        """Past quantities or amounts of a product within the months of the rule."""
        since = self._since(rule, case)
        return [row[name] for row in case["known"]["lines"].get(product.id, ()) if row["day"] >= since]

    # measures ------------------------------------------------------------

    def _by_product(self, case):
        """(product, its lines) of the order."""
        groups = defaultdict(list)
        for line in case["lines"]:
            groups[line["product"]].append(line)
        return groups.items()

    def _find_outlier(self, rule, case, name):
        for product, lines in self._by_product(case):
            found = anomaly.outlier(
                sum(line[name] for line in lines),
                self._past(rule, case, product, name),
                rule.sigma,
                rule.multiple,
                rule.least,
            )
            if found:
                yield f"product:{product.id}", product, found

    def _find_quantity(self, rule, case):
        return self._find_outlier(rule, case, "quantity")

    def _find_amount(self, rule, case):
        return self._find_outlier(rule, case, "amount")

    def _find_frequency(self, rule, case):
        ages = [age for age, _amount in case["recent"] if age < YEAR]
        found = anomaly.frequency(ages, rule.days, YEAR, rule.sigma, rule.multiple, rule.least)
        return [("", None, found)] if found else []

    def _find_price(self, rule, case):
        for product, lines in self._by_product(case):
            past = sorted(self._past(rule, case, product, "price"))
            habit = past[len(past) // 2] if len(past) >= max(rule.least, 1) else None
            for line in lines:
                # sudo: salespeople need not see costs; only whether a price is below is said
                floor = product.sudo().standard_price
                found = anomaly.price(line["price"], line["agreed"] or habit, floor, rule.percent)
                if found:
                    kind = "floor" if "floor" in found.numbers else "agreed"
                    yield f"{kind}:{product.id}", product, found
                    break

    def _find_region(self, rule, case):
        known, order = case["known"], case["order"]
        state = order.partner_shipping_id.state_id
        own = case["partner"].state_id
        # what a letter names is binding at once, habit only after some orders
        letters = known["letters"]
        allowed = letters or (known["states"] | ({own.id} if own and known["states"] else set()))
        count = rule.least if letters else len(known["orders"])
        found = anomaly.outside(state.id, allowed, rule.least, count)
        return [(f"state:{state.id}", None, found)] if found else []

    def _find_scope(self, rule, case):
        known = case["known"]
        for product, _lines in self._by_product(case):
            classes = product.med_device_class
            found = anomaly.outside(classes, known["classes"], rule.least, len(known["orders"]))
            if found:
                yield f"class:{classes}", product, found
                continue
            categories = set(product.med_category_ids.ids)
            fresh = not categories & known["categories"] and min(categories, default=0)
            found = anomaly.outside(fresh, known["categories"], rule.least, len(known["orders"]))
            if found:
                yield f"category:{fresh}", product, found

    def _find_split(self, rule, case):
        others = [amount for age, amount in case["recent"] if age < rule.days]
        found = anomaly.split(case["amount"], others, rule.amount, rule.percent, rule.least)
        return [("", None, found)] if found else []

    def _find_burst(self, rule, case):
        recent = case["amount"] + sum(a for age, a in case["recent"] if age < rule.days)
        yearly = sum(a for age, a in case["recent"] if rule.days <= age < rule.days + YEAR)
        ends = case["known"]["ends"]
        left = (min(ends) - case["today"]).days if ends else None
        found = anomaly.burst(recent, yearly, rule.days, rule.multiple, left, rule.horizon_days)
        return [("", None, found)] if found else []

    def _find_dormant(self, rule, case):
        last = case["known"]["last"]
        woken = len(case["recent"]) > len(case["known"]["orders"])  # by an order judged along
        days = None if last is None or woken else (case["today"] - last).days
        found = anomaly.dormancy(days, rule.days)
        return [("", None, found)] if found else []

    def _find_returns(self, rule, case):
        recent, before = [0.0, 0.0], [0.0, 0.0]
        limit = case["today"] - timedelta(days=rule.days)
        for day, sent, back in case["known"]["moves"]:
            bucket = recent if day >= limit else before
            bucket[0] += sent
            bucket[1] += back
        found = anomaly.returns(*recent, *before, rule.percent, rule.multiple, rule.least)
        return [("", None, found)] if found else []

    # picture -------------------------------------------------------------

    def _chart(self, rule, case, product):
        """Twelve months and today as (label, value): what the eye compares."""
        name = "amount" if rule.code != "quantity" else "quantity"
        months = {}
        for back in range(11, -1, -1):
            day = case["today"] - relativedelta(months=back)
            months[(day.year, day.month)] = 0.0
        if product:
            past = [(row["day"], row[name]) for row in case["known"]["lines"].get(product.id, ())]
            now = sum(line[name] for line in case["lines"] if line["product"] == product)
        else:
            past = [(case["today"] - timedelta(days=age), a) for age, a in case["known"]["orders"]]
            now = case["amount"]
        for day, value in past:
            if (day.year, day.month) in months:
                months[(day.year, day.month)] += value
        return [[f"{year}-{month:02d}", round(v, 2)] for (year, month), v in months.items()] + [
            ["", round(now, 2)]
        ]
