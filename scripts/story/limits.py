"""Scene 6: an expired agent, and a waiver of a company rule that must be signed."""

import base64

from . import invented, picture

MINKANG, JUNAN = "91350102MA4YU8R53Y", "91310115MA8DF5J69F"


def perform(play):
    """Both ways out that do not exist over the interface."""
    play.stage.scene("六、走不通的路:过期的客户,没有签名的特批")
    expired(play)
    product = new_product(play)
    waiver_of_rule(play, product)


def expired(play):
    """The agent's licence ended last month."""
    seller, stage = play.sales, play.stage
    order = seller.create(
        "sale.order",
        partner_id=play.party(MINKANG),
        order_line=[[0, 0, {"product_id": play.product("plate"), "product_uom_qty": 1}]],
    )
    title = seller.read("sale.order", order, "name")["name"]
    stage.does(seller, f"为 福州闽康 开订单 {title}")
    stage.refused(f"{title} ", lambda: seller.call("sale.order", "action_confirm", order), "福州闽康")
    codes = {f["check"] for f in play.findings(seller, "sale.order", order)}
    stage.expect("partner_expired" in codes, f"应因许可证过期被拦截,实际为 {codes}")
    seller.call("sale.order", "action_cancel", order)


def new_product(play):
    """A product with an approved certificate, but without an approved file."""
    officer, buyer = play.quality_officer, play.purchaser
    name = f"锁定接骨板系统 第{play.run}场新规格"
    number = invented.registration(play.run)
    category = play.find("med.device.category", [["catalogue", "=", "2017"], ["code", "=", "13"]], "2017:13")
    product = officer.create(
        "product.product",
        name=name,
        type="consu",
        is_storable=True,
        tracking="lot",
        list_price=2980.0,
        is_medical_device=True,
        med_device_class="3",
        med_category_ids=[[6, 0, [category]]],
        med_is_implant=True,
        med_di=invented.gtin(play.run),
        med_registration_no=number,
        med_registrant="上海骏安骨科器械有限公司",
        med_origin="domestic",
    )
    play.stage.does(officer, f"建产品 {name}(三类,{number})")
    paper = certificate(play, product, name, number)
    buyer.call("med.credential", "action_submit", paper)
    play.approve("med.credential", paper, f"{name} 的注册证")
    return product


def certificate(play, product, name, number):
    """Draft registration certificate with its picture."""
    buyer = play.purchaser
    rows = [
        ("编号", number),
        ("注册人名称", "上海骏安骨科器械有限公司"),
        ("产品名称", name),
        ("产品标识", invented.gtin(play.run)),
        ("有效期限", f"{play.day(-200)} 至 {play.day(1625)}"),
    ]
    file = buyer.create(
        "ir.attachment",
        name=f"医疗器械注册证_{name}.png",
        datas=base64.b64encode(picture.paper("医疗器械注册证", rows)).decode(),
    )
    kind = "registration_certificate"
    return buyer.create(
        "med.credential",
        type_id=play.find("med.credential.type", [["code", "=", kind]], kind),
        product_id=product,
        number=number,
        issuer="国家药品监督管理局",
        holder_name="上海骏安骨科器械有限公司",
        date_issued=play.day(-200),
        date_valid_from=play.day(-200),
        date_valid_to=play.day(1625),
        attachment_ids=[[6, 0, [file]]],
    )


def waiver_of_rule(play, product):
    """Asked by one, granted by another, with a signature: not over the interface."""
    buyer, head, stage = play.purchaser, play.quality_head, play.stage
    line = {"product_id": product, "product_qty": 2, "price_unit": 1600.0}
    order = buyer.create("purchase.order", partner_id=play.party(JUNAN), order_line=[[0, 0, line]])
    title = buyer.read("purchase.order", order, "name")["name"]
    stage.does(buyer, f"没有产品档案就采购 {title}")
    stage.refused(f"{title} ", lambda: buyer.call("purchase.order", "button_confirm", order))
    finding = next(f for f in play.findings(buyer, "purchase.order", order) if f["severity"] == "block")
    stage.expect(
        finding["check"] == "product_not_admitted" and finding["waivable"],
        f"应为可特批的公司规定:{finding}",
    )
    waiver = ask(play, order, finding)
    stage.refused("自己批准自己的特批", lambda: buyer.call("med.gate.waiver", "action_grant", waiver))
    stage.does(head, "通过接口批准特批")
    stage.refused("没有签名的特批", lambda: head.call("med.gate.waiver", "action_grant", waiver))
    state = head.read("med.gate.waiver", waiver, "state")["state"]
    stage.expect(state == "requested", f"特批应仍在等待,实际为 {state}")
    stage.outcome("特批申请留在质量负责人的清单里,须在浏览器中签名批准")


def ask(play, order, finding):
    """A waiver asked for by the buyer."""
    buyer = play.purchaser
    waiver = buyer.create(
        "med.gate.waiver",
        res_model="purchase.order",
        res_id=order,
        check_code=finding["check"],
        digest=finding["digest"],
    )
    buyer.call(
        "med.gate.waiver",
        "action_request",
        waiver,
        reason="医院手术在即,产品档案三日内补齐",
        valid_until=play.day(3),
    )
    play.stage.does(buyer, "申请特批放行(公司规定,质量负责人可批)")
    return waiver
