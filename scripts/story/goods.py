"""Scene 2: goods are ordered, received by lot and are on stock."""

JUNAN, BOYA = "91310115MA8DF5J69F", "91440305MA6GY2K86M"


def perform(play):
    """Two purchase orders, one with a reminder, both received."""
    play.stage.scene("二、进货:供货者资质先过关,到货按批号入库")
    run = play.run
    buy(play, "上海骏安骨科", JUNAN, [("plate", 4, 1540.0, f"JB{run:04d}")], {"supplier_renewing"})
    rest = [
        ("dressing", 20, 31.0, f"D{run:04d}"),
        ("gauze", 20, 9.5, f"G{run:04d}"),
        ("monitor", 1, 9900.0, f"SM26M{800000 + run}"),
    ]
    buy(play, "深圳博雅诊断", BOYA, rest, set())


def buy(play, name, uscc, items, reminders):
    """One order: judged, confirmed by the purchaser, received by the warehouse."""
    buyer = play.purchaser
    lines = [
        [0, 0, {"product_id": play.product(key), "product_qty": quantity, "price_unit": price}]
        for key, quantity, price, _lot in items
    ]
    order = buyer.create("purchase.order", partner_id=play.party(uscc), order_line=lines)
    title = buyer.read("purchase.order", order, "name")["name"]
    play.stage.does(buyer, f"向 {name} 下采购订单 {title}")
    findings = play.findings(buyer, "purchase.order", order)
    play.show(findings)
    play.stage.expect(
        {f["check"] for f in findings} == reminders and all(f["severity"] == "warn" for f in findings),
        f"采购订单 {title} 的校验结果应为 {reminders or '无'}:{findings}",
    )
    buyer.call("purchase.order", "button_confirm", order)
    play.stage.outcome(f"{title} 已确认" + (",只提醒不拦截" if reminders else ""))
    receive(play, order, title, {play.product(key): (lot, qty) for key, qty, _p, lot in items})


def receive(play, order, title, lots):
    """The warehouse types lots and validates."""
    keeper = play.receiver
    picking = keeper.search("stock.picking", [["origin", "=", title]], "name")[0]
    moves = keeper.search(
        "stock.move",
        [["picking_id", "=", picking["id"]]],
        "product_id",
        "product_uom",
        "location_id",
        "location_dest_id",
    )
    for move in moves:
        lot, quantity = lots[move["product_id"]]
        line = {
            "product_id": move["product_id"],
            "product_uom_id": move["product_uom"],
            "picking_id": picking["id"],
            "location_id": move["location_id"],
            "location_dest_id": move["location_dest_id"],
            "lot_name": lot,
            "quantity": quantity,
        }
        if move["product_id"] != play.product("monitor"):
            line["expiration_date"] = f"{play.day(700)} 12:00:00"
        keeper.call(
            "stock.move",
            "write",
            move["id"],
            vals={"move_line_ids": [[5], [0, 0, line]], "picked": True},
        )
    keeper.call("stock.picking", "button_validate", picking["id"])
    state = keeper.read("stock.picking", picking["id"], "state")["state"]
    play.stage.does(keeper, f"收货 {picking['name']},批号 {'、'.join(lot for lot, _q in lots.values())}")
    play.stage.expect(state == "done", f"{picking['name']} 应已完成,实际为 {state}")
    blocks = keeper.search("med.lot.block", [["picking_id", "=", picking["id"]], ["state", "=", "open"]])
    play.stage.expect(not blocks, f"{picking['name']} 不应有待放行的批次")
    play.stage.outcome("已收货,待验区,无缺证批次")
    release(play, picking["id"])


def release(play, picking):
    """The inspector looks at what is not preset and signs once."""
    inspector = play.inspector
    for found in inspector.search("med.inspection", [["picking_id", "=", picking]], "name"):
        rows = [["inspection_id", "=", found["id"]]]
        for line in inspector.search("med.inspection.line", [*rows, ["result", "=", False]], "expiry_date"):
            vals = {"result": "pass", "has_no_expiry": not line["expiry_date"]}
            inspector.call("med.inspection.line", "screen_tap", line["id"], vals=vals)
        inspector.call("med.inspection", "action_sign", found["id"])
        play.stage.does(inspector, f"验收 {found['name']},一次签名")
        states = {
            row["release_state"] for row in inspector.search("med.inspection.line", rows, "release_state")
        }
        play.stage.expect(states == {"released"}, f"{found['name']} 应全部放行:{states}")
        play.stage.outcome("合格,已放行入库")
