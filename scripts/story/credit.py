"""Scene of credit: a hospital above its limit, released with two taps, delivered without a second stop."""

from . import deliver

HOSPITAL = "12330108470012356W"


def perform(play):
    """Stopped, asked, released, confirmed, delivered."""
    play.stage.scene("九、信用:医院超额,负责人点两下放行,发货不再拦截")
    order, title = stopped(play)
    waivers = asked(play, order, title)
    released(play, waivers, title)
    seller, stage = play.sales, play.stage
    seller.call("sale.order", "action_confirm", order)
    stage.does(seller, f"确认 {title}")
    state = seller.read("sale.order", order, "state")["state"]
    stage.expect(state == "sale", f"{title} 应已确认,实际为 {state}")
    not_again(play, order, title)
    deliver.deliver(play, order, title)


def stopped(play):
    """何涛 sells plates to the hospital that owes nearly its whole limit."""
    seller, stage = play.sales, play.stage
    line = {"product_id": play.product("plate"), "product_uom_qty": 2}
    order = seller.create("sale.order", partner_id=play.party(HOSPITAL), order_line=[[0, 0, line]])
    row = seller.read("sale.order", order, "name", "credit_line")
    title, credit = row["name"], row["credit_line"]
    stage.does(seller, f"为 钱江新区第二人民医院 开订单 {title}")
    stage.note(f"{credit['available_text']} · {credit['overdue_text']}")
    stage.expect(credit["overdue"] > 0, f"医院应有逾期:{credit}")
    codes = {f["check"] for f in play.findings(seller, "sale.order", order) if f["severity"] == "block"}
    stage.expect(codes == {"credit_over_limit"}, f"应只因超过额度被拦截,实际为 {codes}")
    stage.refused(f"{title} ", lambda: seller.call("sale.order", "action_confirm", order), "第二人民医院")
    return order, title


def asked(play, order, title):
    """Reason and promised payment; nobody releases what he asked for."""
    seller, stage = play.sales, play.stage
    waivers = []
    for finding in play.findings(seller, "sale.order", order):
        if finding["check"] != "credit_over_limit":
            continue
        waiver = seller.create(
            "med.gate.waiver",
            res_model="sale.order",
            res_id=order,
            check_code=finding["check"],
            digest=finding["digest"],
        )
        seller.call(
            "med.gate.waiver",
            "action_request",
            waiver,
            reason="周五手术急用,院方已排款",
            promised_on=play.day(10),
        )
        waivers.append(waiver)
    stage.does(seller, f"申请放行 {title}:周五手术急用,承诺 {play.day(10)} 付款")
    stage.refused(
        "自己放行自己的订单",
        lambda: seller.call("med.gate.waiver", "action_credit_release", waivers),
    )
    return waivers


def released(play, waivers, title):
    """The head of the company sees five facts on the phone and releases."""
    owner, stage = play.owner, play.stage
    shown = owner.call("med.gate.waiver", "credit_release_data", waiver_id=waivers[0])
    facts = shown["request"]["facts"]
    stage.expect(len(facts) == 5, f"应有五项事实:{facts}")
    for _code, label, text in facts:
        stage.note(f"{label} {text}")
    owner.call("med.gate.waiver", "action_credit_release", shown["request"]["ids"])
    stage.does(owner, f"手机上批准本单 {title}")


def not_again(play, order, title):
    """At delivery the panel says who released it, and stops nothing."""
    keeper, stage = play.receiver, play.stage
    picking = keeper.search("stock.picking", [["origin", "=", title]])[0]["id"]
    findings = play.findings(keeper, "stock.picking", picking)
    stopping = [f["check"] for f in findings if f["severity"] == "block" and not f["waived"]]
    stage.expect(not stopping, f"发货不应再被拦截:{stopping}")
    stage.outcome(f"{title} 发货时不再因同一原因拦截")
