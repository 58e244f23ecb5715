"""Scenes 3 to 5: the order with two stopped lines, the split, the missing filing."""

import datetime

from . import outside

LINES = (("plate", 2), ("dressing", 10), ("monitor", 1), ("gauze", 5))
STOPPED, PASSING = {"dressing", "monitor"}, {"plate", "gauze"}
MINKANG = "91350102MA4YU8R53Y"


def perform(play):
    """Refused with reasons, split, judged again after confirmation, freed by a paper."""
    stopped_order(play)
    waiver_of_law(play)
    split(play)
    changes(play)
    missing_paper(play)


def stopped_order(play):
    """何涛 sells four products; two lines are stopped."""
    play.stage.scene("三、下单:两行被拦截,说得出理由")
    seller, stage = play.sales, play.stage
    lines = [
        [0, 0, {"product_id": play.product(key), "product_uom_qty": quantity}] for key, quantity in LINES
    ]
    order = seller.create("sale.order", partner_id=play.ids["dealer"], order_line=lines)
    play.ids["order"] = order
    play.order_name = seller.read("sale.order", order, "name")["name"]
    stage.does(seller, f"为 {play.dealer_name} 开订单 {play.order_name}:接骨板、敷贴、监护仪、纱布")
    findings = play.findings(seller, "sale.order", order)
    stopped = {f["product_id"] for f in findings if f["severity"] == "block"}
    stage.expect(
        stopped == {play.product(key) for key in STOPPED},
        f"应只拦截敷贴和监护仪,实际为 {findings}",
    )
    stage.expect({f["check"] for f in findings} == {"partner_paper"}, f"应为缺证照:{findings}")
    stage.expect(not any(f["waivable"] for f in findings), "法定要求不应可以特批")
    stage.refused(
        f"{play.order_name} ",
        lambda: seller.call("sale.order", "action_confirm", order),
        play.dealer_name,
    )
    rows = seller.search(
        "med.gate.refusal", [["res_model", "=", "sale.order"], ["res_id", "=", order]], "count"
    )
    stage.expect(len(rows) == 1, "被拒绝的操作应记录一次")
    stage.outcome("订单仍为报价;这次被拒已记录在“拦截记录”中")


def waiver_of_law(play):
    """The quality head may not waive what the law forbids."""
    head = play.quality_head
    play.stage.does(head, "想为缺证照的行特批放行")
    waiver = head.create(
        "med.gate.waiver",
        res_model="sale.order",
        res_id=play.ids["order"],
        check_code="partner_paper",
        digest=play.findings(head, "sale.order", play.ids["order"])[0]["digest"],
    )
    play.stage.refused(
        "法定要求的特批",
        lambda: head.call(
            "med.gate.waiver", "action_request", waiver, reason="客户急用", valid_until=play.day(3)
        ),
    )


def split(play):
    """The stopped lines move to a copy, the rest is confirmed."""
    play.stage.scene("四、拆单:停的行移到副本,其余照常确认")
    seller, stage = play.sales, play.stage
    seller.call("sale.order", "action_gate_split", play.ids["order"])
    stage.does(seller, "按“移出本行并确认其余”")
    row = seller.read("sale.order", play.ids["order"], "state")
    stage.expect(row["state"] == "sale", f"{play.order_name} 应已确认:{row}")
    stage.expect(products(play, play.ids["order"]) == PASSING, "原订单应只剩接骨板和纱布")
    copy = seller.search("sale.order", [["gate_split_from_id", "=", play.ids["order"]]], "name", "state")
    stage.expect(len(copy) == 1 and copy[0]["state"] == "draft", f"应有一张未确认的副本:{copy}")
    stage.expect(products(play, copy[0]["id"]) == STOPPED, "副本应是敷贴和监护仪")
    play.ids["copy"], play.copy_name = copy[0]["id"], copy[0]["name"]
    stage.outcome(f"{play.order_name} 已确认(接骨板、纱布);{play.copy_name} 等待(敷贴、监护仪)")


def products(play, order):
    """Keys of the products of an order."""
    rows = play.sales.search("sale.order.line", [["order_id", "=", order]], "product_id")
    keys = {play.product(key): key for key, _quantity in LINES}
    return {keys.get(row["product_id"]) for row in rows}


def changes(play):
    """What is changed after confirmation is judged as well."""
    seller, stage, order = play.sales, play.stage, play.ids["order"]
    stage.does(seller, f"往已确认的 {play.order_name} 里加一行敷贴")
    line = {"order_id": order, "product_id": play.product("dressing"), "product_uom_qty": 1}
    stage.refused("加行", lambda: seller.create("sale.order.line", **line), play.dealer_name)
    stage.does(seller, f"把 {play.order_name} 改给资质过期的福州闽康")
    agent = play.party(MINKANG)
    stage.refused(
        "换客户",
        lambda: seller.call("sale.order", "write", order, vals={"partner_shipping_id": agent}),
        "福州闽康",
    )
    plate = seller.search(
        "sale.order.line",
        [["order_id", "=", order], ["product_id", "=", play.product("plate")]],
    )[0]["id"]
    before = passed(play)
    seller.call("sale.order.line", "write", plate, vals={"product_uom_qty": 3})
    stage.does(seller, f"把 {play.order_name} 的接骨板由 2 改为 3")
    stage.expect(passed(play) == before + 1, "确认后加量应重新校验并留痕")
    stage.outcome("重新校验,合格,放行并留痕")


def passed(play):
    """How often the gate let this order pass, by the ledger."""
    domain = [
        ["event", "=", "gate.passed"],
        ["res_model", "=", "sale.order"],
        ["res_id", "=", play.ids["order"]],
    ]
    return play.auditor.call("med.ledger.entry", "search_count", domain=domain)


def missing_paper(play):
    """The filing arrives, is approved by two people, the copy is free."""
    play.stage.scene("五、补证:客户用链接拍照上传,审核通过,拦截自动消失")
    seller, stage = play.sales, play.stage
    paper = outside.filing(play)
    seller.call("med.credential", "action_submit", paper)
    stage.does(seller, "提交审核")
    officer = play.quality_officer
    officer.call("med.credential", "action_approve", paper, comment="与照片一致")
    stage.does(officer, "对着照片初审通过")
    stage.refused(
        "只有初审,副本",
        lambda: seller.call("sale.order", "action_confirm", play.ids["copy"]),
        play.dealer_name,
    )
    head = play.quality_head
    head.call("med.credential", "action_approve", paper, comment="同意")
    stage.does(head, "批准")
    state = seller.read("med.credential", paper, "state")["state"]
    stage.expect(state == "valid", f"备案凭证应为有效,实际为 {state}")
    timeline(play, paper)
    freed(play)


def timeline(play, paper):
    """Who did which step when."""
    for row in play.auditor.search(
        "med.approval.decision",
        [["res_model", "=", "med.credential"], ["res_id", "=", paper]],
        "step_name",
        "user_name",
        "decided_at",
        order="id",
    ):
        play.stage.note(f"{china_time(row['decided_at'])} {row['step_name']} {row['user_name']}")


def china_time(text):
    """The server's UTC time as the house's clock shows it."""
    moment = datetime.datetime.fromisoformat(text) + datetime.timedelta(hours=8)
    return moment.strftime("%m-%d %H:%M:%S")


def freed(play):
    """No finding any more, the owner is told, he confirms himself."""
    seller, stage, copy = play.sales, play.stage, play.ids["copy"]
    stage.expect(not play.findings(seller, "sale.order", copy), "副本应不再有校验结果")
    state = seller.read("sale.order", copy, "state")["state"]
    stage.expect(state == "draft", "副本不应自己确认")
    tasks = seller.search(
        "mail.activity",
        [["res_model", "=", "sale.order"], ["res_id", "=", copy], ["user_id", "=", seller.id]],
        "summary",
    )
    stage.expect(len(tasks) == 1, f"应有且只有一条通知给 {seller.name}:{tasks}")
    stage.outcome(f"{play.copy_name} 的拦截已消失,{seller.name} 收到通知:{tasks[0]['summary']}")
    seller.call("sale.order", "action_confirm", copy)
    stage.does(seller, f"确认 {play.copy_name}")
    state = seller.read("sale.order", copy, "state")["state"]
    stage.expect(state == "sale", f"{play.copy_name} 应已确认,实际为 {state}")
    stage.outcome(f"{play.copy_name} 已确认")
