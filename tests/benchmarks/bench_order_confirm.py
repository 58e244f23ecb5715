"""Confirming an order: with the suite against without, side by side

Registered devices for a qualified dealer of a live, licensed company: everything is judged and passes.
Both databases are open in one process and take turns, so that whatever else the machine does hits both.
What counts is the processor time of Odoo and of its database session; the median over the rounds. Python's
collector rests meanwhile: in a process that holds two databases its pauses fall on one side by chance.
"""

import datetime
import gc
import os
import pathlib
import statistics
import time

from devkit.bench import Table, processor_seconds

LINES = (25, 50, 100)
ADDONS = ("med_qualification",)
ROUNDS = int(os.environ.get("MED_BENCH_ROUNDS", "11"))
LIMIT = 1.15
# no autovacuum sees what this transaction adds; without statistics PostgreSQL takes the tables for empty
GROWING = "ANALYZE sale_order, sale_order_line, stock_picking, stock_move, stock_reference_move_rel"


def compare(env, other, sizes, rounds):
    """Confirm orders here and in database `other` in turn.

    :return: {size: {"core" | "suite": [[processor seconds, wall seconds, queries], …]}}
    """
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(other).cursor() as cursor:
        sides = {"core": api.Environment(cursor, env.uid, {}), "suite": env}
        made = {kind: _prepare(side, max(sizes)) for kind, side in sides.items()}
        found = {size: {kind: [] for kind in sides} for size in sizes}
        for size in sizes:
            for kind in (*sides, *(list(sides) * rounds)):  # the first turn warms the caches
                partner, products = made[kind]
                found[size][kind].append(_confirm(sides[kind], partner, products[:size]))
        for side in sides.values():
            side.cr.rollback()
    return {size: {kind: turns[1:] for kind, turns in kinds.items()} for size, kinds in found.items()}


def _prepare(env, count):
    products = _products(env, count)
    customer = _customer(env, products)
    env.flush_all()
    env.cr.execute("ANALYZE")  # a database in use has statistics, a copy just made has none
    return customer, products


def _confirm(env, partner, products):
    """Confirm one new order: [processor seconds, wall seconds, queries]."""
    order = _order(env, partner, products)
    env.cr.flush()
    env.cr.execute(GROWING)
    env.invalidate_all()
    gc.collect()
    queries, wall, processor = env.cr.sql_log_count, time.perf_counter(), processor_seconds(env)
    gc.disable()
    order.action_confirm()
    env.cr.flush()  # with what waits for the commit, such as messages about changes
    spent = [processor_seconds(env) - processor, time.perf_counter() - wall, env.cr.sql_log_count - queries]
    gc.enable()
    return spent


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
    """Compare the median times and the growth of the queries."""
    with bench.database("core") as core, bench.database("suite", addons=ADDONS) as suite:
        found = bench.call(suite, pathlib.Path(__file__), "compare", other=core, sizes=LINES, rounds=ROUNDS)
    rows = [_row(size, found[str(size)]) for size in LINES]
    small, large = rows[0], rows[-1]
    return Table(
        [
            "lines",
            "core ms",
            "suite ms",
            "ratio",
            "ratio of wall time",
            "core queries",
            "suite queries",
            "more",
        ],
        rows,
        [
            (f"{LINES[-1]} lines at most {LIMIT} x the time of core", float(large[3]) <= LIMIT),
            ("no more queries per line than core", large[-1] - small[-1] <= 2),
        ],
    )


def _row(size, kinds):
    """One line of the table from the turns of both sides."""
    (core, core_wall), (suite, suite_wall) = (
        [statistics.median(turn[column] for turn in kinds[kind]) for column in (0, 1)]
        for kind in ("core", "suite")
    )
    core_queries, suite_queries = (kinds[kind][-1][2] for kind in ("core", "suite"))
    times = f"{core * 1000:.0f}", f"{suite * 1000:.0f}", f"{suite / core:.2f}"
    walls = f"{suite_wall / core_wall:.2f}"
    return (size, *times, walls, core_queries, suite_queries, suite_queries - core_queries)
