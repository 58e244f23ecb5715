"""The gate with real commits: what a refusal leaves behind, what JSON-2 can get past."""

import subprocess
import sys

import pytest

from devkit import config
from devkit.server import RpcError

SWALLOW = """
from odoo.exceptions import UserError
order = env["sale.order"].browse({order})
try:
    order.action_confirm()
except UserError:
    env.cr.commit()  # house: ok, swallowing and committing is the attack
"""


@pytest.fixture(scope="module")
def world(server):
    """A live company, a salesperson, a customer, a device without a class."""
    server.sql("UPDATE res_company SET med_mode = 'live'")
    server.make_user("k_sales", "med_base.group_sales")
    server.make_user("k_keeper", "med_base.group_keeper")
    boss = server.client()
    partner = boss.call("res.partner", "create", vals_list=[{"name": "K 医疗"}])
    product = boss.call(
        "product.product",
        "create",
        vals_list=[{"name": "K 无分类器械", "type": "consu", "is_medical_device": True}],
    )
    return {"partner": partner[0], "product": product[0]}


def _order(server, world, **vals):
    sales = server.client("k_sales")
    line = {"product_id": world["product"], "product_uom_qty": 1}
    values = {"partner_id": world["partner"], "order_line": [[0, 0, line]], **vals}
    return sales.call("sale.order", "create", vals_list=[values])[0]


def _refusals(server, order):
    return server.sql(
        "SELECT count, state, user_name FROM med_gate_refusal WHERE res_model = 'sale.order' AND res_id = %s",
        order,
    )


def _entries(server, order):
    return server.sql(
        "SELECT count(*) FROM med_ledger_entry WHERE event = 'gate.refused' AND facts::text LIKE %s",
        f'%"sale.order",{order},%',
    )[0][0]


def test_refusal_is_recorded_once_and_counted_though_rolled_back(server, world):
    order = _order(server, world)
    for _attempt in range(3):
        with pytest.raises(RpcError) as refusal:
            server.client("k_sales").call("sale.order", "action_confirm", ids=[order])
        assert refusal.value.status == 422
        assert "K 无分类器械" in refusal.value.message
    rows = _refusals(server, order)
    assert len(rows) == 1
    assert rows[0][:2] == (3, "open")
    assert _entries(server, order) == 1
    state = server.sql("SELECT state FROM sale_order WHERE id = %s", order)
    assert state == [("draft",)]


def test_k12_refusal_swallowed_and_committed_is_recorded_once(server, world):
    order = _order(server, world)
    subprocess.run(
        [sys.executable, "-m", "odoo", "shell", "-d", server.database, "--no-http"],
        input=SWALLOW.format(order=order),
        text=True,
        env=config.environment(server.cluster),
        check=True,
        timeout=120,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    rows = _refusals(server, order)
    assert len(rows) == 1 and rows[0][0] == 1
    assert _entries(server, order) == 1
    assert server.sql("SELECT state FROM sale_order WHERE id = %s", order) == [("draft",)]


@pytest.mark.parametrize(
    "context",
    [
        {"med_ticket": True},
        {"med_ticket": "Ticket(sale.order, gate)"},
        {"med_ticket": {"model": "sale.order", "purpose": "gate"}},
        {"skip_gate": True, "bypass_risk": True, "skip_validation_check": True},
        {"install_mode": True, "import_file": True, "tracking_disable": True},
    ],
)
def test_k11_no_context_over_json2_opens_the_gate(server, world, context):
    order = _order(server, world)
    for call in (
        ("action_confirm", {}),
        ("write", {"vals": {"state": "sale"}}),
    ):
        with pytest.raises(RpcError) as refusal:
            server.client("k_sales").call("sale.order", call[0], ids=[order], context=context, **call[1])
        assert refusal.value.status == 422


def test_k01_empty_order_confirmed_then_filled_over_json2(server, world):
    sales = server.client("k_sales")
    order = _order(server, world, order_line=[])
    sales.call("sale.order", "action_confirm", ids=[order])
    line = {"order_id": order, "product_id": world["product"], "product_uom_qty": 1}
    with pytest.raises(RpcError) as refusal:
        sales.call("sale.order.line", "create", vals_list=[line])
    assert refusal.value.status == 422


def test_peer_04_order_created_confirmed_over_json2(server, world):
    with pytest.raises(RpcError) as refusal:
        _order(server, world, state="sale")
    assert refusal.value.status == 422


def test_private_methods_of_the_gate_are_out_of_reach(server, world):
    order = _order(server, world)
    for method in ("_gate_judge", "_with_ticket", "_guarded_write"):
        with pytest.raises(RpcError) as refusal:
            server.client("k_sales").call("sale.order", method, ids=[order])
        assert refusal.value.status in (403, 404)


def test_worklist_and_checks_cannot_be_written_over_json2(server, world):
    sales = server.client("k_sales")
    check = sales.call("med.gate.check", "search", domain=[], limit=1)
    with pytest.raises(RpcError) as refusal:
        sales.call("med.gate.check", "write", ids=check, vals={"severity_ship": "off"})
    assert refusal.value.status in (403, 422)
    with pytest.raises(RpcError) as refusal:
        sales.call("med.gate.refusal", "unlink", ids=[1])
    assert refusal.value.status in (403, 404, 422)
