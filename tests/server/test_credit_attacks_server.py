"""Ways around the limit over JSON-2, with real commits: what is refused leaves nothing behind."""

import concurrent.futures
import datetime
import threading

import pytest

from devkit import credit_race as race
from devkit.server import RpcError

ORDER, LINE, WAIVER = "sale.order", "sale.order.line", "med.gate.waiver"


@pytest.fixture(scope="module")
def world(server):
    """Credit alone is judged; two who release, a warehouse, a billing clerk, a customer's login."""
    server.make_user("race_finance2", "med_base.group_finance")
    server.make_user("race_keeper", "med_base.group_keeper")
    server.make_user("race_billing", "med_base.group_billing")
    server.make_user("race_auditor", "med_base.group_auditor")
    return race.World(server, 2)


@pytest.fixture(scope="module")
def product(world):
    """A device on stock."""
    return world.product("Attacked device", pieces=1000)


def _refused(client, model, method, text, ids=None, **arguments):
    """The call is refused with this in its reason, by an answer a person understands."""
    with pytest.raises(RpcError) as refusal:
        client.call(model, method, ids=ids, **arguments)
    assert refusal.value.status in (403, 422), refusal.value.message
    assert text in refusal.value.message


def _ask(world, order):
    """A release of the order, asked for by its seller: the waivers that wait."""
    login, number = order
    seller = world.server.client(login)
    promise = str(datetime.date.today() + datetime.timedelta(days=5))
    vals = {"res_model": ORDER, "res_id": number, "reason": "Surgery", "promised_on": promise}
    wizard = seller.call("med.credit.release.wizard", "create", vals_list=[vals])
    seller.call("med.credit.release.wizard", "action_ask", ids=wizard)
    domain = [["res_model", "=", ORDER], ["res_id", "=", number], ["state", "=", "requested"]]
    return seller.call(WAIVER, "search", domain=domain)


def _line(world, number):
    return world.server.sql("SELECT id FROM sale_order_line WHERE order_id = %s", number)[0][0]


def _exposure(world, customer):
    finance = world.server.client("race_finance")
    found = finance.call(
        "med.credit.account", "search_read", domain=[["partner_id", "=", customer]], fields=["exposure"]
    )
    return found[0]["exposure"]


def test_k11_what_passed_comes_neither_by_context_nor_by_defaults(world, server):
    customer = world.customer(limit=1000)
    seller = server.client(world.people[0])
    today = str(datetime.date.today())
    noted = {
        "credit_passed_amount": 1e12,
        "credit_passed_limit": 0,
        "credit_passed_on": today,
        "credit_passed_partner_id": customer,
    }
    line = {"product_id": world.device, "product_uom_qty": 1, "price_unit": 1e6}
    vals = {"partner_id": customer, "order_line": [[0, 0, line]]}
    context = {f"default_{name}": value for name, value in noted.items()}
    number = seller.call(ORDER, "create", vals_list=[vals], context=context)[0]
    _refused(seller, ORDER, "action_confirm", race.TOO_MUCH, ids=[number])
    for name, value in noted.items():
        seller.call("ir.default", "set", model_name=ORDER, field_name=name, value=value, user_id=True)
    number = seller.call(ORDER, "create", vals_list=[vals])[0]
    _refused(seller, ORDER, "action_confirm", race.TOO_MUCH, ids=[number])
    _refused(seller, ORDER, "web_save", "noted by the gate", ids=[number], vals=noted, specification={})
    assert _exposure(world, customer) == 0


def test_k02_figures_of_orders_and_invoices_are_not_typed_in(world, server):
    customer = world.customer(limit=10000)
    order = world.order(customer, 9000)
    world.confirm(order)
    login, number = order
    seller, line = server.client(login), _line(world, number)
    for vals in ({"state": "draft"}, {"qty_delivered": 5}, {"qty_delivered_method": "manual"}):
        with pytest.raises(RpcError):
            seller.call(LINE, "write", ids=[line], vals=vals)
    other = world.order(customer, 100)[1]
    _refused(seller, ORDER, "write", "noted by the system", ids=[number], vals={"gate_split_from_id": other})
    assert _exposure(world, customer) == 9000
    clerk = server.client("race_billing")
    item = {"name": "Opening", "price_unit": 500, "tax_ids": [[5]]}
    invoice = {"move_type": "out_invoice", "partner_id": customer, "invoice_line_ids": [[0, 0, item]]}
    move = clerk.call("account.move", "create", vals_list=[invoice])
    clerk.call("account.move", "action_post", ids=move)
    later = str(datetime.date.today() + datetime.timedelta(days=500))
    for text, vals in (("typed in", {"payment_state": "paid"}), ("finance", {"invoice_date_due": later})):
        _refused(clerk, "account.move", "write", text, ids=move, vals=vals)
    assert _exposure(world, customer) == 9500


def test_k09_more_than_ordered_and_off_the_order_is_not_shipped(world, server, product):
    customer = world.customer(limit=1000)
    order = world.order(customer, 900, product=product)
    world.confirm(order)
    keeper = server.client("race_keeper")
    rows = server.sql(
        "SELECT m.id, m.picking_id FROM stock_move m JOIN sale_order_line l ON l.id = m.sale_line_id"
        " WHERE l.order_id = %s",
        order[1],
    )
    move, picking = rows[0]
    _refused(keeper, "stock.move", "write", "stays with it", ids=[move], vals={"sale_line_id": False})
    keeper.call("stock.move", "write", ids=[move], vals={"quantity": 50, "picked": True})
    _refused(keeper, "stock.picking", "button_validate", race.TOO_MUCH, ids=[picking])
    assert server.sql("SELECT state FROM stock_picking WHERE id = %s", picking) != [("done",)]
    keeper.call("stock.move", "write", ids=[move], vals={"quantity": 1})
    keeper.call("stock.picking", "button_validate", ids=[picking])
    assert _exposure(world, customer) == 900


def test_k09_two_who_release_at_once_release_once(world, server):
    order = world.order(world.customer(limit=1000), 5000)
    waivers = _ask(world, order)
    _refused(server.client(order[0]), WAIVER, "action_credit_release", "yourself", ids=waivers)
    for login in ("race_keeper", "race_billing", "race_auditor"):
        with pytest.raises(RpcError):
            server.client(login).call(WAIVER, "action_credit_release", ids=waivers)
    clients = [server.client(login) for login in ("race_finance", "race_finance2")]
    barrier = threading.Barrier(2)

    def release(client):
        barrier.wait(30)
        return race.timed(lambda ids: client.call(WAIVER, "action_credit_release", ids=ids), waivers)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(release, clients))
    assert sorted(answer.kind for answer in answers) == ["passed", "refused"], answers
    events = server.sql(
        "SELECT count(*) FROM med_ledger_entry WHERE event = 'gate.waiver_granted' AND res_model = %s"
        " AND res_id = ANY(%s)",
        WAIVER,
        list(waivers),
    )
    assert events[0][0] == len(waivers)
    world.confirm(order)
    second = world.order(world.customer(limit=1000), 5000)
    _refused(server.client(second[0]), ORDER, "action_confirm", race.TOO_MUCH, ids=[second[1]])


def test_k09_an_emergency_by_who_is_not_on_call_leaves_nothing(world, server):
    order = world.order(world.customer(limit=1000), 5000)
    for login in (order[0], "race_keeper", "race_finance"):
        _refused(server.client(login), ORDER, "action_emergency_release", "on call", ids=[order[1]])
    assert server.sql("SELECT count(*) FROM med_gate_waiver WHERE res_id = %s", order[1]) == [(0,)]
    company = server.sql("SELECT company_id FROM sale_order WHERE id = %s", order[1])[0][0]
    for login in (order[0], "race_finance"):
        with pytest.raises(RpcError):
            server.client(login).call("res.company", "write", ids=[company], vals={"med_on_call_ids": [[5]]})


def test_k09_what_is_owed_stays_with_the_customer_when_a_contact_moves(world, server):
    customer, rich = world.customer(limit=10000), world.customer(limit=1e9)
    seller = server.client(world.people[0])
    contact = seller.call("res.partner", "create", vals_list=[{"name": "Buyer", "parent_id": customer}])
    order = world.order(contact[0], 9000)
    world.confirm(order)
    _refused(seller, "res.partner", "write", "new contact", ids=contact, vals={"parent_id": rich})
    vals = {"parent_id": rich, "is_company": False}
    _refused(seller, "res.partner", "write", "new contact", ids=[customer], vals=vals)
    assert (_exposure(world, customer), _exposure(world, rich)) == (9000, 0)
