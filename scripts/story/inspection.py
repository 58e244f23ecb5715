"""Goods come in: nobody releases them but the inspector, with one signature for all lines."""

BOYA = "91440305MA6GY2K86M"


def perform(play):
    """收货员 takes in, 验收员 taps the one that is not in order and signs once."""
    play.stage.scene("十一、收货与验收:没有结论不放行,一次签名")
    picking = receive(play)
    inspect(play, picking)


def receive(play):
    """Three lots from a supplier go into the yellow zone."""
    receiver, stage = play.receiver, play.stage
    kind = receiver.search(
        "stock.picking.type",
        [["code", "=", "incoming"]],
        "default_location_src_id",
        "default_location_dest_id",
        limit=1,
    )[0]
    places = {
        "location_id": kind["default_location_src_id"],
        "location_dest_id": kind["default_location_dest_id"],
    }
    product = play.product("dressing")
    picking = receiver.create(
        "stock.picking",
        partner_id=play.party(BOYA),
        picking_type_id=kind["id"],
        origin=f"第{play.run}场到货",
        med_transport_mode="van",
        med_arrival_temperature=18.5,
        move_ids=[[0, 0, {"product_id": product, "product_uom_qty": 60, **places}]],
        **places,
    )
    receiver.call("stock.picking", "action_confirm", picking)
    fill(play, picking, product)
    receiver.call("stock.picking", "button_validate", picking)
    stage.does(receiver, "收货 3 个批号,各 20 件,拍随货单,记到货温度 18.5 °C")
    state = receiver.read("stock.picking", picking, "state")["state"]
    stage.expect(state == "done", f"收货从不被拒绝,实际为 {state}")
    stage.outcome("货物进入待验区(黄色),不可销售")
    return picking


def fill(play, picking, product):
    """One line a lot, with the date of its label."""
    receiver = play.receiver
    move = receiver.search("stock.move", [["picking_id", "=", picking]], "location_id", "location_dest_id")[0]
    old = receiver.search("stock.move.line", [["picking_id", "=", picking]])
    if old:
        receiver.call("stock.move.line", "unlink", [row["id"] for row in old])
    for letter in "ABC":
        receiver.create(
            "stock.move.line",
            picking_id=picking,
            move_id=move["id"],
            product_id=product,
            lot_name=f"YS{play.run:03}{letter}",
            quantity=20,
            location_id=move["location_id"],
            location_dest_id=move["location_dest_id"],
            expiration_date=f"{play.day(700)} 12:00:00",
        )
    receiver.call("stock.move", "write", move["id"], vals={"picked": True})


def inspect(play, picking):
    """One exception tapped, one signature; the rest was preset."""
    inspector, stage = play.inspector, play.stage
    found = inspector.search("med.inspection", [["picking_id", "=", picking]], "name", "line_count")[0]
    stage.expect(found["line_count"] == 3, f"验收单应有 3 行:{found}")
    stage.refused(
        "收货员自己签署验收", lambda: play.receiver.call("med.inspection", "action_sign", found["id"])
    )
    lines = inspector.search("med.inspection.line", [["inspection_id", "=", found["id"]]], order="sequence")
    reason = inspector.search("med.inspection.reason", [["code", "=", "lot"]])[0]["id"]
    bad = lines[-1]["id"]
    inspector.call(
        "med.inspection.line", "screen_tap", bad, vals={"rejected_quantity": 5, "reason_id": reason}
    )
    inspector.call("med.inspection", "action_sign", found["id"])
    stage.does(inspector, f"{found['name']}:全部预设合格,点出 1 行 5 件不符,签一次名")
    rows = inspector.read("med.inspection.line", [line["id"] for line in lines], "result", "nonconformity_id")
    stage.expect([row["result"] for row in rows] == ["pass", "pass", "part"], f"结论不对:{rows}")
    stage.expect(bool(rows[-1]["nonconformity_id"]), "不合格的 5 件应已登记不合格品处理")
    stage.outcome("合格品放行,5 件移入不合格品区并登记不合格品处理;人员和时间由系统记录")
