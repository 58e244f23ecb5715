"""Scene 7: both orders leave the house; the ledger is whole."""


def perform(play):
    """Deliveries validated, evidence verified."""
    play.stage.scene("七、出库与留痕")
    for order, title in ((play.ids["order"], play.order_name), (play.ids["copy"], play.copy_name)):
        deliver(play, order, title)
    ledger(play)


def deliver(play, order, title):
    """The warehouse reserves, picks and validates."""
    keeper, stage = play.receiver, play.stage
    picking = keeper.search("stock.picking", [["origin", "=", title]], "name")[0]
    keeper.call("stock.picking", "action_assign", picking["id"])
    moves = keeper.search("stock.move", [["picking_id", "=", picking["id"]]])
    keeper.call("stock.move", "write", [move["id"] for move in moves], vals={"picked": True})
    keeper.call("stock.picking", "button_validate", picking["id"])
    stage.does(keeper, f"按批号拣货,验证出库 {picking['name']}")
    state = keeper.read("stock.picking", picking["id"], "state")["state"]
    stage.expect(state == "done", f"{picking['name']} 应已出库,实际为 {state}")
    lines = keeper.search(
        "stock.move.line", [["picking_id", "=", picking["id"]]], "product_id", "lot_id", "quantity"
    )
    names = keeper.call("product.product", "read", [r["product_id"] for r in lines], fields=["name"])
    name = {row["id"]: row["name"] for row in names}
    lots = keeper.call("stock.lot", "read", [r["lot_id"] for r in lines], fields=["name"])
    lot = {row["id"]: row["name"] for row in lots}
    for row in lines:
        stage.note(f"{name[row['product_id']]} 批号 {lot[row['lot_id']]} × {row['quantity']:g}")
    stage.outcome(f"{title} 已出库")


def ledger(play):
    """The auditor looks at what was kept."""
    auditor, stage = play.auditor, play.stage
    events = auditor.search(
        "med.ledger.entry",
        [["event", "in", ["gate.passed", "gate.refused", "approval.approved", "credential.approved"]]],
        "event",
        limit=500,
        order="id desc",
    )
    kinds = {row["event"] for row in events}
    stage.does(auditor, "查台账:" + "、".join(sorted(kinds)))
    stage.expect({"gate.passed", "gate.refused"} <= kinds, f"台账应有放行与拒绝:{kinds}")
    report = auditor.call("med.ledger.entry", "verify")
    stage.expect(report["ok"], f"台账核验失败:{report}")
    stage.outcome(f"台账核验通过,共 {report['entries']} 条")
