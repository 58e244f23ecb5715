"""The nightly look at the expiry of 1,000,000 lots

Lots and stock are written by SQL as copies of one; a look is the whole nightly job of a company: the first,
in which every lot on the ladder is new, and the night after, in which some have moved on.
"""

import datetime
import os
import pathlib
import time

from devkit.bench import Table

LOTS = int(os.environ.get("MED_BENCH_LOTS", "1000000"))
DAYS = 1100  # expiries are spread over three years, the first hundred days of them past
LIMIT_SECONDS = 60.0

LOT = {
    "id": "%(lot)s + k",
    "name": "'BENCH-' || k",
    "expiration_date": "x.expiration_date + (k %% %(days)s - 100) * interval '1 day'",
}
QUANT = {
    "id": "%(quant)s + k",
    "lot_id": "%(lot)s + k",
    "expiration_date": "x.expiration_date + (k %% %(days)s - 100) * interval '1 day'",
}


def night(env, lots):
    """Look at so many lots, twice.

    :return: {"build", "first", "second", "near", "expired", "entries", "queries"}, times in seconds
    """
    started = time.perf_counter()
    _fill(env, lots)
    found = {"build": time.perf_counter() - started}
    entries = _entries(env)
    found["first"], run, found["queries"] = _look(env)
    found["near"], found["expired"] = run.near_count, run.expired_count
    tomorrow = datetime.datetime.now().replace(microsecond=0) + datetime.timedelta(days=1)
    found["second"], _run, _queries = _look(env, tomorrow)
    found["entries"] = _entries(env) - entries
    env.cr.rollback()
    return found


def _look(env, now=None):
    env.flush_all()
    started, before = time.perf_counter(), env.cr.sql_log_count
    run = env["med.expiry.run"]._run(env.company, now)
    env.flush_all()
    return time.perf_counter() - started, run, env.cr.sql_log_count - before


def _entries(env):
    return env["med.ledger.entry"].search_count([("event", "=", "expiry.run")])


def _fill(env, lots):
    """One lot on stock, and copies of it whose expiries lie over three years."""
    product = env["product.product"].create(
        {
            "name": "Bench",
            "type": "consu",
            "is_storable": True,
            "tracking": "lot",
            "is_medical_device": True,
            "med_device_class": "2",
        }
    )
    end = datetime.datetime.now().replace(microsecond=0)
    lot = env["stock.lot"].create({"name": "BENCH", "product_id": product.id, "expiration_date": end})
    place = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1).lot_stock_id
    env["stock.quant"]._update_available_quantity(product, place, 5.0, lot_id=lot)
    env.flush_all()
    quant = env["stock.quant"].search([("lot_id", "=", lot.id)])
    values = {"count": lots, "days": DAYS}
    for table in ("lot", "quant"):
        env.cr.execute(f"SELECT max(id) + 1 FROM stock_{table}")
        values[table] = env.cr.fetchone()[0]
    _copies(env, "stock_lot", LOT, lot.id, values)
    _copies(env, "stock_quant", QUANT, quant.id, values)
    for table in ("stock_lot", "stock_quant"):
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()


def _copies(env, table, changes, row, values):
    """Copy a row once for each number ``k``, with some columns changed."""
    env.cr.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = ''",
        [table],
    )
    names = [found[0] for found in env.cr.fetchall()]
    columns = ", ".join(f'"{name}"' for name in names)
    made = ", ".join(changes.get(name, f'x."{name}"') for name in names)
    env.cr.execute(
        f"INSERT INTO {table} ({columns}) SELECT {made} FROM {table} x,"
        f" generate_series(0, %(count)s - 1) k WHERE x.id = %(row)s",
        {**values, "row": row},
    )


def run(bench):
    """Fill a database with lots and look at them twice."""
    with bench.database("suite") as suite:
        found = bench.call(suite, pathlib.Path(__file__), "night", lots=LOTS)
    rows = [
        ("everything new", f"{found['first']:.1f}", found["near"], found["expired"]),
        ("the night after", f"{found['second']:.1f}", "", ""),
    ]
    slowest = max(found["first"], found["second"])
    return Table(
        [f"{LOTS} lots", "s", "newly near", "expired"],
        rows,
        [
            (f"a night takes less than {LIMIT_SECONDS:.0f} s", slowest < LIMIT_SECONDS),
            ("each night writes one entry of the ledger", found["entries"] == 2),
        ],
    )
