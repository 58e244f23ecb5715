"""The night in which 10,000 customers with 24 months of history are scored

Customers, papers, invoices and payments are written by SQL as copies of one customer's; scoring is what the
nightly job does, batch by batch, first with everything new, then with hardly anything changed. What counts is
the processor time of Odoo and of its database session; the time on the clock is printed beside it.
"""

import datetime
import importlib.util
import os
import pathlib
import time

from devkit.bench import Table, processor_seconds

CUSTOMERS = int(os.environ.get("MED_BENCH_CUSTOMERS", "10000"))
MONTHS = 24
BATCH = 500
LIMIT_SECONDS = 300.0

# one invoice a month and customer; three in four are paid, the later the higher the number
PARTNER = "(%(partners)s)[1 + k / %(months)s]"
DAY = "current_date - 30 * (k %% %(months)s)"
LINE = "%(first_line)s + 2 * k + ({column} = %(paid)s)::int"
MOVES = {
    "id": "%(first_move)s + 2 * k + (x.id = %(payment)s)::int",
    "name": "'BENCH/' || k || (x.id = %(payment)s)::int",
    "sequence_number": "k",
    "partner_id": PARTNER,
    "commercial_partner_id": PARTNER,
    "invoice_date": f"CASE WHEN x.id = %(invoice)s THEN {DAY} END",
    "date": DAY,
}
LINES = {
    "id": LINE.format(column="x.id"),
    "move_id": "%(first_move)s + 2 * k + (x.move_id = %(payment)s)::int",
    "partner_id": PARTNER,
    "date": DAY,
    "date_maturity": f"{DAY} + 30",
}
PARTIALS = {
    "id": "nextval('account_partial_reconcile_id_seq')",
    "debit_move_id": LINE.format(column="x.debit_move_id"),
    "credit_move_id": LINE.format(column="x.credit_move_id"),
    "max_date": f"{DAY} + 30 + (k / %(months)s) %% 60",
}


def night(env, customers):
    """Score so many customers as the nightly job does.

    :return: {"first", "second": {"processor", "clock", "queries"}, "runs", "again"}, times in seconds,
        queries a batch
    """
    accounts = _accounts(env, customers)
    env.cr.execute("ANALYZE")
    today = datetime.date.today()
    found = {"first": _score(env, accounts, today)}
    found["runs"] = env["med.credit.run"].search_count([("account_id", "in", accounts.ids)])
    found["second"] = _score(env, accounts, today + datetime.timedelta(days=1))
    found["again"] = env["med.credit.run"].search_count([("account_id", "in", accounts.ids)]) - found["runs"]
    env.cr.rollback()
    return found


def _score(env, accounts, day):
    env.flush_all()
    clock, processor, queries = time.perf_counter(), processor_seconds(env), env.cr.sql_log_count
    for first in range(0, len(accounts), BATCH):
        env.invalidate_all()
        accounts[first : first + BATCH]._score_night(day)
        env.flush_all()
    return {
        "processor": processor_seconds(env) - processor,
        "clock": time.perf_counter() - clock,
        "queries": (env.cr.sql_log_count - queries) * BATCH / len(accounts),
    }


def _accounts(env, customers):
    """Accounts of so many customers with papers and two years of invoices."""
    partners_bench = _module("bench_partners")
    dealer = partners_bench._order(env).partner_id
    for first in range(0, customers, BATCH):
        partners_bench._fill(env, dealer, min(BATCH, customers - first))
        env.cr.execute("ANALYZE res_partner, med_dossier, med_credential")
    partners = env["res.partner"].search([("name", "like", "Register %")], limit=customers)
    _history(env, dealer, partners)
    found = env["med.credit.account"]._account_for(partners, env.company)
    return env["med.credit.account"].browse([account.id for account in found.values()])


def _module(name):
    spec = importlib.util.spec_from_file_location(name, pathlib.Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _history(env, dealer, partners):
    """Two years of invoices and payments for each of these partners."""
    from odoo.addons.med_credit.tests.common import MedCreditCommon

    class Factory(MedCreditCommon):
        """The factories of the tests, on this database."""

    Factory.env, Factory.customer = env, dealer
    invoice = Factory._old_invoice(1000.0, days_late=0)
    item = invoice.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
    payment = _payment(env, item)
    partial = item.matched_credit_ids
    env.flush_all()
    env.cr.execute("SELECT max(id) + 1 FROM account_move")
    first_move = env.cr.fetchone()[0]
    env.cr.execute("SELECT max(id) + 1 FROM account_move_line")
    values = {
        "count": len(partners) * MONTHS,
        "months": MONTHS,
        "partners": partners.ids,
        "invoice": invoice.id,
        "payment": payment.id,
        "paid": partial.credit_move_id.id,
        "first_move": first_move,
        "first_line": env.cr.fetchone()[0],
    }
    _copies(env, "account_move", MOVES, [invoice.id, payment.id], values)
    _copies(env, "account_move_line", LINES, [item.id, partial.credit_move_id.id], values)
    _copies(env, "account_partial_reconcile", PARTIALS, partial.ids, values, "k %% 4 > 0")


def _copies(env, table, changes, ids, values, condition="TRUE"):
    """Copy rows once for each number ``k``, with some columns changed."""
    env.cr.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = ''",
        [table],
    )
    names = [row[0] for row in env.cr.fetchall()]
    columns = ", ".join(f'"{name}"' for name in names)
    made = ", ".join(changes.get(name, f'x."{name}"') for name in names)
    env.cr.execute(
        f"INSERT INTO {table} ({columns}) SELECT {made} FROM {table} x,"
        f" generate_series(0, %(count)s - 1) k WHERE x.id = ANY(%(ids)s) AND {condition}",
        {**values, "ids": ids},
    )
    # foreign keys to a table that was empty a moment ago are checked row by row through all of it
    env.cr.execute(f"ANALYZE {table}")


def _payment(env, item):
    """An entry that settles a receivable item from the bank."""
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )
    vals = {"partner_id": item.partner_id.id, "name": "Payment"}
    lines = [
        {**vals, "account_id": item.account_id.id, "credit": item.balance},
        {**vals, "account_id": journal.default_account_id.id, "debit": item.balance},
    ]
    move = env["account.move"].create(
        {"journal_id": journal.id, "line_ids": [(0, 0, line) for line in lines]}
    )
    move.action_post()
    (item | move.line_ids.filtered(lambda line: line.account_id == item.account_id)).reconcile()
    return move


def run(bench):
    """Fill a database with customers and score them twice."""
    with bench.database("suite") as suite:
        found = bench.call(suite, pathlib.Path(__file__), "night", customers=CUSTOMERS)
    nights = (("everything new", "first", "runs"), ("the night after", "second", "again"))
    rows = [
        (title, *(f"{found[night][name]:.0f}" for name in ("processor", "clock", "queries")), found[runs])
        for title, night, runs in nights
    ]
    return Table(
        [f"{CUSTOMERS} customers", "processor s", "clock s", "queries a batch", "new scores"],
        rows,
        [
            (
                f"all customers scored in under {LIMIT_SECONDS:.0f} s",
                found["first"]["processor"] < LIMIT_SECONDS,
            ),
            ("a night without news writes next to no new scores", found["again"] <= found["runs"] / 2),
        ],
    )
