"""Scene: goods near their expiry, and expired goods that nobody gets out of the house."""


def perform(play):
    """The board, who bought, the red zone, and a count."""
    play.stage.scene("近效期与过期:谁买过,怎么移区")
    board(play)
    red_zone(play)


def board(play):
    """Quality looks at the board and tells salespeople."""
    officer, stage = play.quality_officer, play.stage
    rows = officer.search(
        "med.expiry.board",
        [["product_id", "=", play.product("dressing")], ["state", "=", "near"]],
        "lot_id",
        "days_left",
        "quantity",
        "value",
        order="expiration_date",
    )
    stage.does(officer, f"打开近效期看板:无菌敷贴 {len(rows)} 个批号近效期")
    stage.expect(bool(rows), "演示数据应有近效期批号")
    names = {row["id"]: row["display_name"] for row in lots_of(officer, rows)}
    for row in rows:
        stage.note(
            f"批号 {names[row['lot_id']]} 剩 {row['days_left']} 天,{row['quantity']:g} 件,¥{row['value']:.2f}"
        )
    action = officer.call("med.expiry.board", "action_open_buyers", rows[0]["id"])
    buyers = officer.search("med.expiry.buyer", action["domain"], "quantity", limit=5)
    stage.outcome(f"近六个月买过该产品的客户 {len(buyers)} 家,销售员各收到一条待办")
    if buyers:
        officer.call("med.expiry.buyer", "action_point_out", [row["id"] for row in buyers])


def lots_of(person, rows):
    """Names of the lots of these rows."""
    return person.call("stock.lot", "read", [row["lot_id"] for row in rows], fields=["display_name"])


def red_zone(play):
    """Expired goods: sales may not move them, quality does; nothing is left on the list."""
    officer, seller, stage = play.quality_officer, play.sales, play.stage
    waiting = [["state", "=", "expired"], ["zone", "!=", "rejected"]]
    rows = officer.search("med.expiry.board", waiting, "lot_id")
    if not rows:
        stage.outcome("没有待移区的过期货物")
        return
    ids = [row["id"] for row in rows]
    stage.refused("销售员移动过期货物", lambda: seller.call("med.expiry.board", "action_move_to_red", ids))
    officer.call("med.expiry.board", "action_move_to_red", ids)
    stage.does(officer, f"将 {len(ids)} 批过期货物移入不合格品区")
    left = officer.search("med.expiry.board", waiting, "lot_id")
    stage.expect(not left, f"过期货物应全部在不合格品区,还剩 {left}")
    stage.outcome("过期货物已全部在红区,发货与保留均按当时日期判断")
