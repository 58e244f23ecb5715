"""Each way past the status of a lot, tried as a plain keeper over JSON-2, with real commits."""

import concurrent.futures
import json
import subprocess
import sys

import pytest

from devkit import config
from devkit.server import RpcError

WORLD = """
import datetime, json, sys
from odoo.addons.med_quality.tests.common import MedQualityCommon
from odoo.addons.med_base.tests.common import USCC

class Factory(MedQualityCommon):
    pass

Factory.env, Factory.company, Factory.today = env, env.company, datetime.date.today()
Factory.warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
Factory.users = {"sales": env.user}
env.company._guarded_write({"med_mode": "live"})
env.company.med_quality_since = Factory.today
own = {"med_party_type_id": Factory._party_type("own_company").id, "med_uscc": USCC["own_company"]}
env.company.partner_id.write({"country_id": env.ref("base.cn").id, "vat": False, **own})
Factory._license_ourselves()
Factory.warehouse._med_create_zones()
Factory.customer = Factory._admit_dealer()
Factory.device = Factory._create_device("2")
Factory._register(Factory.device)
past = datetime.datetime.now() - datetime.timedelta(days=1)
lots = {
    "good": Factory._stock(lot="K-GOOD", quantity=100),
    "waiting": Factory._stock(lot="K-WAIT", zone="await"),
    "rejected": Factory._stock(lot="K-RED", zone="rejected"),
    "expired": Factory._stock(lot="K-OLD", expiration_date=past),
    "held": Factory._stock(lot="K-HELD"),
}
lots["held"]._med_hold("Box wet", env.company)
Factory.supplier = Factory._admit_supplier()
race = Factory._receive(lot_name="K-RACE").med_inspection_ids
race.line_ids._with_ticket("state").write({"has_no_expiry": True, "result": "pass"})
env.cr.commit()  # house: ok, the server reads what this shell makes
places = {zone: Factory._zone(zone).id for zone in ("await", "rejected", "released")}
sys.stdout.write("WORLD" + json.dumps({
    "lots": {name: lot.id for name, lot in lots.items()},
    "places": places,
    "race": race.id,
    "product": Factory.device.id,
    "customer": Factory.customer.id,
    "customers": env.ref("stock.stock_location_customers").id,
    "type": Factory.warehouse.out_type_id.id,
    "internal": Factory.warehouse.int_type_id.id,
}) + "\\n")
"""


@pytest.fixture(scope="module")
def world(server):
    """Lots of every status on stock, and a keeper who may only keep."""
    done = subprocess.run(
        [sys.executable, "-m", "odoo", "shell", "-d", server.database, "--no-http"],
        input=WORLD,
        text=True,
        env=config.environment(server.cluster),
        check=True,
        capture_output=True,
    )
    line = next(row for row in done.stdout.splitlines() if "WORLD{" in row)
    server.make_user("k_store", "med_base.group_keeper")
    return json.loads(line[line.index("{") :])


@pytest.fixture
def keeper(server, world):
    """JSON-2 as the keeper."""
    return server.client("k_store")


def _shipped(server, world):
    """Pieces of each lot that lie at customers."""
    rows = server.sql(
        "SELECT q.lot_id, SUM(q.quantity) FROM stock_quant q JOIN stock_location l ON l.id = q.location_id"
        " WHERE l.usage = 'customer' AND q.product_id = %s GROUP BY q.lot_id",
        world["product"],
    )
    return dict(rows)


def _delivery(keeper, world, place="released", quantity=1, kind="type", target=None):
    places = {"location_id": world["places"][place], "location_dest_id": target or world["customers"]}
    move = {"product_id": world["product"], "product_uom_qty": quantity, **places}
    vals = {"partner_id": world["customer"], "picking_type_id": world[kind], **places}
    return keeper.call("stock.picking", "create", vals_list=[{**vals, "move_ids": [[0, 0, move]]}])[0]


def _line(keeper, world, lot, place="released", **vals):
    picking = _delivery(keeper, world, place)
    keeper.call("stock.picking", "action_confirm", ids=[picking])
    move = keeper.call("stock.move", "search", domain=[["picking_id", "=", picking]])[0]
    line = {
        "move_id": move,
        "picking_id": picking,
        "product_id": world["product"],
        "lot_id": world["lots"][lot],
        "quantity": 1,
        "location_id": world["places"][place],
        "location_dest_id": world["customers"],
        "picked": True,
        **vals,
    }
    return picking, line


@pytest.mark.parametrize(
    ("lot", "place"),
    [("waiting", "await"), ("rejected", "rejected"), ("expired", "released"), ("held", "released")],
)
def test_k15_no_lot_that_is_not_released_is_put_into_a_delivery(server, world, keeper, lot, place):
    for context in (
        {},
        {"skip_expired": True, "med_ticket": "zone_release", "bypass_reservation_update": True},
    ):
        # refused when it would be reserved, at the latest when the line is written
        with pytest.raises(RpcError) as refusal:
            _picking, line = _line(keeper, world, lot, place)
            keeper.call("stock.move.line", "create", vals_list=[line], context=context)
        assert refusal.value.status == 422
    assert world["lots"][lot] not in _shipped(server, world)


def test_k15_a_line_is_not_turned_to_another_lot_or_place(server, world, keeper):
    picking, line = _line(keeper, world, "good")
    lines = keeper.call("stock.move.line", "search", domain=[["picking_id", "=", picking]])
    if not lines:
        lines = keeper.call("stock.move.line", "create", vals_list=[line])
    for vals in (
        {"lot_id": world["lots"]["held"]},
        {"lot_id": world["lots"]["expired"]},
        {"lot_id": world["lots"]["waiting"], "location_id": world["places"]["await"]},
    ):
        with pytest.raises(RpcError) as refusal:
            keeper.call("stock.move.line", "write", ids=lines, vals=vals)
        assert refusal.value.status == 422
    assert set(_shipped(server, world)) <= {world["lots"]["good"]}


def test_k05_nothing_is_born_done(server, world, keeper):
    _picking, line = _line(keeper, world, "held")
    for model, vals in (
        ("stock.move.line", {**line, "state": "done"}),
        (
            "stock.move",
            {
                "product_id": world["product"],
                "product_uom_qty": 1,
                "location_id": world["places"]["released"],
                "location_dest_id": world["customers"],
                "state": "done",
                "move_line_ids": [[0, 0, {**line, "move_id": False}]],
            },
        ),
    ):
        with pytest.raises(RpcError) as refusal:
            keeper.call(model, "create", vals_list=[vals])
        assert refusal.value.status in (403, 422)
    assert world["lots"]["held"] not in _shipped(server, world)


def test_k04_stock_is_not_typed_over(server, world, keeper):
    quants = keeper.call("stock.quant", "search", domain=[["lot_id", "=", world["lots"]["waiting"]]])
    for vals in (
        {"location_id": world["places"]["released"]},
        {"lot_id": world["lots"]["good"]},
        {"quantity": 1},
    ):
        with pytest.raises(RpcError) as refusal:
            keeper.call("stock.quant", "write", ids=quants, vals=vals)
        assert refusal.value.status in (403, 422)
    born = {"product_id": world["product"], "location_id": world["customers"], "quantity": 9}
    with pytest.raises(RpcError):
        keeper.call("stock.quant", "create", vals_list=[born])


def test_goods_are_not_carried_into_the_green_zone(server, world, keeper):
    green = world["places"]["released"]
    for place in ("await", "rejected"):
        with pytest.raises(RpcError) as refusal:
            picking = _delivery(keeper, world, place, kind="internal", target=green)
            keeper.call("stock.picking", "action_confirm", ids=[picking])
            keeper.call("stock.picking", "action_assign", ids=[picking])
        assert refusal.value.status == 422
        assert "not released" in refusal.value.message


def test_rules_zones_blocks_and_dates_are_not_the_keepers(server, world, keeper):
    attempts = (
        (
            "med.zone.rule",
            "create",
            {"vals_list": [{"source": "red", "destination": "scrap", "goods": "any"}]},
        ),
        ("stock.location", "write", {"ids": [world["places"]["await"]], "vals": {"med_zone": "released"}}),
        ("stock.location", "write", {"ids": [world["places"]["await"]], "vals": {"usage": "transit"}}),
        ("med.lot.block", "create", {"vals_list": [{"product_id": world["product"], "kind": "hold"}]}),
        ("med.zone.transfer", "_move", {"company": 1, "rows": [], "purpose": "release", "origin": False}),
        (
            "stock.lot",
            "write",
            {"ids": [world["lots"]["expired"]], "vals": {"expiration_date": "2099-01-01"}},
        ),
        ("stock.lot", "unlink", {"ids": [world["lots"]["held"]]}),
        ("res.company", "write", {"ids": [1], "vals": {"med_quality_since": False}}),
    )
    for model, method, arguments in attempts:
        with pytest.raises(RpcError) as refusal:
            keeper.call(model, method, **arguments)
        assert refusal.value.status in (403, 404, 422), (model, method)
    blocks = keeper.call("med.lot.block", "search", domain=[["lot_id", "=", world["lots"]["held"]]])
    for method, arguments in (
        ("action_lift", {"reason": "x"}),
        ("action_release", {}),
        ("write", {"vals": {"state": "released"}}),
        ("unlink", {}),
    ):
        with pytest.raises(RpcError):
            keeper.call("med.lot.block", method, ids=blocks, **arguments)
    assert server.sql("SELECT state FROM med_lot_block WHERE id = %s", blocks[0]) == [("open",)]


def test_k16_more_than_lies_there_is_not_shipped(server, world, keeper):
    picking, line = _line(keeper, world, "good")
    lines = keeper.call("stock.move.line", "search", domain=[["picking_id", "=", picking]])
    keeper.call("stock.move.line", "write", ids=lines, vals={"quantity": 500, "picked": True})
    context = {"skip_backorder": True, "skip_sanity_check": True}
    with pytest.raises(RpcError) as refusal:
        keeper.call("stock.picking", "button_validate", ids=[picking], context=context)
    assert refusal.value.status == 422
    rows = server.sql(
        "SELECT count(*) FROM stock_quant q WHERE q.product_id = %s AND q.quantity < 0"
        " AND q.location_id IN (SELECT id FROM stock_location WHERE usage = 'internal')",
        world["product"],
    )
    assert rows == [(0,)]


def _at_once(clients, *call, **kwargs):
    """What each client got, all asking at the same time: the answer, or the message of the refusal."""

    def ask(client):
        try:
            return client.call(*call, **kwargs)
        except RpcError as refusal:
            return refusal.message

    with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(ask, clients))


@pytest.fixture(scope="module")
def inspectors(server, world):
    """Four inspectors, each with a connection."""
    for number in range(4):
        server.make_user(f"k_inspector_{number}", "med_base.group_inspector")
    return [server.client(f"k_inspector_{number}") for number in range(4)]


def test_k15_of_inspectors_who_sign_at_once_one_signs_and_the_goods_move_once(server, world, inspectors):
    answers = _at_once(inspectors, "med.inspection", "action_sign", ids=[world["race"]])
    assert [answer for answer in answers if answer is True] == [True], answers
    assert all("no longer to be signed" in answer for answer in answers if answer is not True), answers
    signed = server.sql(
        "SELECT count(*) FROM med_ledger_entry WHERE event = 'inspection.signed' AND res_id = %s",
        world["race"],
    )
    assert signed == [(1,)]
    rows = server.sql(
        "SELECT q.location_id, SUM(q.quantity) FROM stock_quant q JOIN stock_lot l ON l.id = q.lot_id"
        " WHERE l.name = 'K-RACE' AND q.quantity != 0 AND q.location_id = ANY(%s) GROUP BY q.location_id",
        list(world["places"].values()),
    )
    assert rows == [(world["places"]["released"], 10.0)]


def test_k15_of_inspectors_who_open_one_lot_at_once_one_inspects_it(server, world, inspectors):
    lot = world["lots"]["held"]
    answers = _at_once(inspectors, "stock.lot", "action_med_inspect", ids=[lot], reason="Complaint")
    assert len([answer for answer in answers if isinstance(answer, dict)]) == 1, answers
    draft = server.sql("SELECT count(*) FROM med_inspection_line WHERE lot_id = %s AND state = 'draft'", lot)
    assert draft == [(1,)]
