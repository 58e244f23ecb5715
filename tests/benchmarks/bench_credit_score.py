"""The night in which 10,000 customers with 24 months of history are scored

Customers, papers, invoices and payments are written by SQL as copies of one customer's; scoring is what the
nightly job does, batch by batch, first with everything new, then with hardly anything changed.
"""

import datetime
import importlib.util
import os
import pathlib
import time

from devkit.bench import Table

CUSTOMERS = int(os.environ.get("MED_BENCH_CUSTOMERS", "10000"))
MONTHS = 24
BATCH = 500
LIMIT_SECONDS = 300.0

# one invoice a month and customer; three in four are paid, the later the higher the number
MOVES = """
    INSERT INTO account_move SELECT made.* FROM account_move m, generate_series(0, %(count)s - 1) k,
        jsonb_populate_record(m, jsonb_build_object(
            'id', %(first_move)s + 2 * k + (m.id = %(payment)s)::int,
            'name', 'BENCH/' || k || (m.id = %(payment)s)::int, 'sequence_number', k,
            'partner_id', (%(partners)s)[1 + k / %(months)s],
            'commercial_partner_id', (%(partners)s)[1 + k / %(months)s],
            'invoice_date', CASE WHEN m.id = %(invoice)s THEN current_date - 30 * (k %% %(months)s) END,
            'date', current_date - 30 * (k %% %(months)s))) made
    WHERE m.id IN (%(invoice)s, %(payment)s)"""
LINES = """
    INSERT INTO account_move_line SELECT made.* FROM account_move_line l,
        generate_series(0, %(count)s - 1) k,
        jsonb_populate_record(l, jsonb_build_object(
            'id', %(first_line)s + 4 * k + array_position(%(lines)s, l.id) - 1,
            'move_id', %(first_move)s + 2 * k + (l.move_id = %(payment)s)::int,
            'partner_id', (%(partners)s)[1 + k / %(months)s],
            'date', current_date - 30 * (k %% %(months)s),
            'date_maturity', current_date - 30 * (k %% %(months)s) + 30)) made
    WHERE l.id = ANY(%(lines)s)"""
PARTIALS = """
    INSERT INTO account_partial_reconcile SELECT made.* FROM account_partial_reconcile r,
        generate_series(0, %(count)s - 1) k,
        jsonb_populate_record(r, jsonb_build_object(
            'id', nextval('account_partial_reconcile_id_seq'),
            'debit_move_id', %(first_line)s + 4 * k + array_position(%(lines)s, r.debit_move_id) - 1,
            'credit_move_id', %(first_line)s + 4 * k + array_position(%(lines)s, r.credit_move_id) - 1,
            'max_date', current_date - 30 * (k %% %(months)s) + 30 + (k / %(months)s) %% 60)) made
    WHERE r.id = %(partial)s AND k %% 4 > 0"""


def night(env, customers):
    """Score so many customers as the nightly job does.

    :return: {"build", "first", "second", "runs", "again", "queries"}, times in seconds
    """
    started = time.perf_counter()
    accounts = _accounts(env, customers)
    for table in ("account_move", "account_move_line", "account_partial_reconcile", "res_partner"):
        env.cr.execute(f"ANALYZE {table}")
    found = {"build": time.perf_counter() - started}
    today = datetime.date.today()
    found["first"], found["queries"] = _score(env, accounts, today)
    found["runs"] = env["med.credit.run"].search_count([("account_id", "in", accounts.ids)])
    found["second"], _queries = _score(env, accounts, today + datetime.timedelta(days=1))
    found["again"] = env["med.credit.run"].search_count([("account_id", "in", accounts.ids)]) - found["runs"]
    env.cr.rollback()
    return found


def _score(env, accounts, day):
    env.flush_all()
    started, before = time.perf_counter(), env.cr.sql_log_count
    for first in range(0, len(accounts), BATCH):
        env.invalidate_all()
        accounts[first : first + BATCH]._score_night(day)
        env.flush_all()
    return time.perf_counter() - started, (env.cr.sql_log_count - before) / (len(accounts) / BATCH)


def _accounts(env, customers):
    """Accounts of so many customers with papers and two years of invoices."""
    partners_bench = _module("bench_partners")
    dealer = partners_bench._order(env).partner_id
    for first in range(0, customers, BATCH):
        partners_bench._fill(env, dealer, min(BATCH, customers - first))
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
        "lines": (invoice.line_ids | payment.line_ids).ids,
        "partial": partial.id,
        "first_move": first_move,
        "first_line": env.cr.fetchone()[0],
    }
    for statement in (MOVES, LINES, PARTIALS):
        env.cr.execute(statement, values)


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
    rows = [
        ("everything new", f"{found['first']:.0f}", found["runs"], f"{found['queries']:.0f}"),
        ("the night after", f"{found['second']:.0f}", found["again"], ""),
    ]
    return Table(
        [f"{CUSTOMERS} customers", "s", "new scores", "queries a batch"],
        rows,
        [
            (f"all customers scored in under {LIMIT_SECONDS:.0f} s", found["first"] < LIMIT_SECONDS),
            ("a night without news writes next to no new scores", found["again"] <= found["runs"] / 2),
        ],
    )
