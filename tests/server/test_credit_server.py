"""Credit with real commits: many salespeople at once on one limit, over several connections."""

import concurrent.futures
import hashlib
import sys

import pytest

from devkit import credit_race as race

ROUNDS = 4
PEOPLE = 10


@pytest.fixture(scope="module")
def world(server):
    """A live company with ten salespeople where credit alone is judged."""
    return race.World(server, PEOPLE)


def _tell(capsys, answers):
    """Waiting times are shown with every run: they are the price of the queue."""
    with capsys.disabled():
        sys.stdout.write(f"\n{len(answers)} at once by {PEOPLE}: {race.waiting(answers)} ")


def _no_lock_is_left(server):
    rows = server.sql(
        "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
        " WHERE l.locktype = 'advisory' AND d.datname = current_database()"
    )
    return rows[0][0] == 0


def test_k13_ten_at_once_exactly_what_fits_is_confirmed(world, server, capsys):
    answers = []
    for _round in range(ROUNDS):
        customer = world.customer(limit=5000)
        orders = [world.order(customer, 1000, number) for number in range(PEOPLE)]
        answers += world.at_once(world.confirm, orders)
        assert world.used([customer]) == 5000
    _tell(capsys, answers)
    assert race.count(answers, "technical") == 0, [a.message for a in answers if a.kind == "technical"]
    assert race.count(answers, "again") <= len(answers) / 100
    assert race.count(answers, "passed") == ROUNDS * 5
    assert all(race.TOO_MUCH in a.message for a in answers if a.kind == "refused")
    assert _no_lock_is_left(server)


def test_k13_the_same_pieces_are_reserved_while_the_limit_is_counted(world, capsys):
    product = world.product("Race device on stock", pieces=100)
    customer = world.customer(limit=5000)
    orders = [world.order(customer, 1000, number, product) for number in range(PEOPLE)]
    answers = world.at_once(world.confirm, orders)
    _tell(capsys, answers)
    assert race.count(answers, "technical") == 0, [a.message for a in answers if a.kind == "technical"]
    assert race.count(answers, "passed") == 5
    assert world.used([customer]) == 5000


def test_k13_confirmed_orders_that_grow_at_once_keep_the_limit(world, server):
    customer = world.customer(limit=2000)
    orders = [world.order(customer, 100, number) for number in range(PEOPLE)]
    for order in orders:
        world.confirm(order)

    def grow(order):
        login, number = order
        lines = server.sql("SELECT id FROM sale_order_line WHERE order_id = %s", number)
        server.client(login).call("sale.order.line", "write", ids=[lines[0][0]], vals={"product_uom_qty": 3})

    answers = world.at_once(grow, orders)
    assert race.count(answers, "technical") == 0, [a.message for a in answers if a.kind == "technical"]
    assert race.count(answers, "passed") == 5
    assert world.used([customer]) == 2000


def test_k13_customers_of_a_group_use_up_one_limit(world, server):
    rows = server.sql(
        "INSERT INTO med_credit_group (name, company_id, active, has_limit, approved_limit, state)"
        " SELECT 'Race group', id, TRUE, TRUE, 5000, 'done' FROM res_company ORDER BY id LIMIT 1 RETURNING id"
    )
    group = rows[0][0]
    server.sql("UPDATE med_credit_group SET parent_path = id || '/' WHERE id = %s", group)
    customers = [world.customer(limit=50000, group=group) for _member in range(2)]
    orders = [world.order(customers[number % 2], 1000, number) for number in range(PEOPLE)]
    answers = world.at_once(world.confirm, orders)
    assert race.count(answers, "technical") == 0, [a.message for a in answers if a.kind == "technical"]
    assert race.count(answers, "passed") == 5
    assert world.used(customers) == 5000


def test_k13_several_orders_in_one_transaction_and_others_beside_them(world, server):
    customer = world.customer(limit=5000)
    pairs = [[world.order(customer, 500, number) for _half in range(2)] for number in range(PEOPLE)]

    def confirm_both(pair):
        login = pair[0][0]
        ids = [number for _login, number in pair]
        server.client(login).call("sale.order", "action_confirm", ids=ids)

    answers = world.at_once(confirm_both, pairs)
    assert race.count(answers, "technical") == 0, [a.message for a in answers if a.kind == "technical"]
    assert race.count(answers, "passed") == 5
    assert world.used([customer]) == 5000


def test_k13_who_waits_too_long_is_asked_to_press_again_and_nothing_is_left(world, server):
    customer = world.customer(limit=5000)
    order = world.order(customer, 1000)
    company = server.sql("SELECT company_id FROM sale_order WHERE id = %s", order[1])[0][0]
    name = f"med.credit:partner:{company}:{customer}".encode()
    key = int.from_bytes(hashlib.sha256(name).digest()[:8], "big", signed=True)
    connection = server.connect()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [key])
            answer = race.timed(world.confirm, order)
    finally:
        connection.close()
    assert answer.kind == "again"
    assert 15 < answer.seconds < 60
    assert server.sql("SELECT state FROM sale_order WHERE id = %s", order[1]) == [("draft",)]
    assert race.timed(world.confirm, order).kind == "passed"
    assert _no_lock_is_left(server)


def test_k13_a_lost_connection_of_the_queue_does_no_harm(world, server):
    customer = world.customer(limit=5000)
    orders = [world.order(customer, 1000, number) for number in range(PEOPLE)]
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        running = pool.submit(world.at_once, world.confirm, orders)
        while not running.done():
            server.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1"
            )
            concurrent.futures.wait([running], timeout=1.5)
        answers = running.result()
    assert race.count(answers, "technical") == 0, [a.message for a in answers if a.kind == "technical"]
    assert world.used([customer]) <= 5000
    assert world.used([customer]) == race.count(answers, "passed") * 1000
    assert _no_lock_is_left(server)
