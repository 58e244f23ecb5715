"""Confirming an order: with the suite against without, side by side

Registered devices for a qualified dealer of a live, licensed company: everything is judged and passes.
Rounds alternate; the fastest of each counts.
"""

import datetime
import os
import pathlib
import time

from devkit.bench import Table

LINES = (25, 50, 100)
ROUNDS = int(os.environ.get("MED_BENCH_ROUNDS", "5"))
LIMIT = 1.15


def confirm(env, sizes, rounds):
    """Confirm orders of several sizes; returns {size: [best seconds, queries]}."""
    found = {}
    products = _products(env, max(sizes))
    partner = _customer(env, products)
    for size in sizes:
        best, queries = None, None
        for _round in range(rounds + 1):  # the first one warms the caches
            order = _order(env, partner, products[:size])
            env.flush_all()
            env.invalidate_all()
            before, started = env.cr.sql_log_count, time.perf_counter()
            order.action_confirm()
            env.flush_all()
            seconds = time.perf_counter() - started
            queries = env.cr.sql_log_count - before
            best = seconds if best is None or _round == 1 else min(best, seconds)
        found[size] = [best, queries]
    env.cr.rollback()
    return found


def _products(env, count):
    values = {"type": "consu", "is_storable": True, "list_price": 10.0}
    if "is_medical_device" in env["product.template"]._fields:
        values["is_medical_device"] = True
    return env["product.product"].create(
        [{**values, "name": f"Benchmark {number}"} for number in range(count)]
    )


def _customer(env, products):
    """A customer; with the suite one that may buy all products, from a company that may sell them."""
    if "med.credential" not in env:
        return env["res.partner"].create({"name": "Benchmark dealer"})
    from odoo.addons.med_qualification.tests.common import USCC, MedQualificationCommon

    class Factory(MedQualificationCommon):
        """The factories of the tests, on this database."""

    Factory.env, Factory.company, Factory.today = env, env.company, datetime.date.today()
    env.company._guarded_write({"med_mode": "live"})
    own = {"med_party_type_id": Factory._party_type("own_company").id, "med_uscc": USCC["own_company"]}
    env.company.partner_id.write({"country_id": env.ref("base.cn").id, "vat": False, **own})
    Factory._license_ourselves()
    for product in products:
        product.write({"med_device_class": "2", "med_category_ids": [(6, 0, Factory._category("14").ids)]})
        Factory._register(product)
    return Factory._admit_dealer("Benchmark dealer")


def _order(env, partner, products):
    lines = [(0, 0, {"product_id": product.id, "product_uom_qty": 2}) for product in products]
    return env["sale.order"].create({"partner_id": partner.id, "order_line": lines})


def run(bench):
    """Alternate between the two databases and compare the best times and the growth of the queries."""
    best = {}
    with bench.database("core") as core, bench.database("suite") as suite:
        for _turn in range(2):
            for kind, database in (("core", core), ("suite", suite)):
                result = bench.call(database, pathlib.Path(__file__), "confirm", sizes=LINES, rounds=ROUNDS)
                for size, (seconds, queries) in result.items():
                    known = best.get((kind, int(size)), (seconds, queries))
                    best[kind, int(size)] = min(seconds, known[0]), queries
    rows = []
    for size in LINES:
        (core_time, core_queries), (suite_time, suite_queries) = best["core", size], best["suite", size]
        times = f"{core_time * 1000:.0f}", f"{suite_time * 1000:.0f}", f"{suite_time / core_time:.2f}"
        rows.append((size, *times, core_queries, suite_queries, suite_queries - core_queries))
    small, large = rows[0], rows[-1]
    return Table(
        ["lines", "core ms", "suite ms", "ratio", "core queries", "suite queries", "more"],
        rows,
        [
            (f"{LINES[-1]} lines at most {LIMIT} x the time of core", float(large[3]) <= LIMIT),
            ("no more queries per line than core", large[6] - small[6] <= 2),
        ],
    )
