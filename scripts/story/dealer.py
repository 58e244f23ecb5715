"""Scene 1: a new dealer; no order before its file is approved."""

import base64

from . import invented, picture

PARTY_TYPE = "distributor"
OFFICE = "苏州市市场监督管理局"
CATEGORIES = ("04", "07", "13", "14")


def perform(play):
    """Party, papers with pictures, refusal without a file, approval of the file."""
    play.stage.scene("一、首营:没有建档的客户不能下单")
    make_party(play)
    without_file(play)
    add_paper(play, "business_licence", play.ids["uscc"], "营业执照", -1400)
    add_paper(play, "operating_licence", invented.licence(play.run), "医疗器械经营许可证", -500, 1325, "3")
    admit(play)


def make_party(play):
    """The dealer of this run."""
    seller = play.sales
    name = f"苏州禾瑞医疗 第{play.run}场"
    kind = play.find("med.party.type", [["code", "=", PARTY_TYPE]], PARTY_TYPE)
    china = play.find("res.country", [["code", "=", "CN"]], "CN")
    play.ids["uscc"] = invented.dealer_code(play.run)
    play.ids["dealer"] = seller.create(
        "res.partner",
        name=name,
        is_company=True,
        med_party_type_id=kind,
        med_uscc=play.ids["uscc"],
        med_legal_representative="顾明禾",
        country_id=china,
        lang="zh_CN",
        city="苏州市",
        street="高新区狮山路 935 号",
    )
    play.dealer_name = name
    play.stage.does(seller, f"新建客户 {name}(经营企业,{play.ids['uscc']})")


def without_file(play):
    """An order before the file is approved."""
    seller = play.sales
    order = seller.create(
        "sale.order",
        partner_id=play.ids["dealer"],
        order_line=[[0, 0, {"product_id": play.product("plate"), "product_uom_qty": 1}]],
    )
    title = seller.read("sale.order", order, "name")["name"]
    play.stage.does(seller, f"不等建档就想确认订单 {title}")
    play.stage.refused(
        f"{title} ", lambda: seller.call("sale.order", "action_confirm", order), play.dealer_name
    )
    codes = {f["check"] for f in play.findings(seller, "sale.order", order)}
    play.stage.expect("partner_unqualified" in codes, f"应因客户未建档被拦截,实际为 {codes}")
    seller.call("sale.order", "action_cancel", order)


def add_paper(play, kind, number, title, start, end=None, device_class=None):
    """A draft credential with the picture of the paper; returns its id."""
    seller = play.sales
    lines = scope(play, device_class) if device_class else []
    rows = printed(play, number, start, end, device_class)
    file = seller.create(
        "ir.attachment",
        name=f"{title}_{play.dealer_name}.png",
        datas=base64.b64encode(picture.paper(title, rows)).decode(),
    )
    paper = seller.create(
        "med.credential",
        type_id=play.find("med.credential.type", [["code", "=", kind]], kind),
        partner_id=play.ids["dealer"],
        number=number,
        issuer=OFFICE,
        holder_name=play.dealer_name,
        legal_representative="顾明禾",
        address="苏州市高新区狮山路 935 号",
        business_mode="wholesale" if device_class else False,
        date_issued=play.day(start),
        date_valid_from=play.day(start),
        date_valid_to=play.day(end) if end else False,
        scope_ids=lines,
        attachment_ids=[[6, 0, [file]]],
    )
    play.stage.does(seller, f"上传 {title} {number}(附图,待审核)")
    return paper


def scope(play, device_class):
    """Scope lines of the dealer's papers."""
    rows = play.sales.search("med.device.category", [["catalogue", "=", "2017"], ["code", "in", CATEGORIES]])
    ids = [row["id"] for row in rows]
    return [[0, 0, {"device_class": device_class, "category_ids": [[6, 0, ids]]}]]


def printed(play, number, start, end, device_class):
    """What stands on the paper."""
    rows = [
        ("编号", number),
        ("单位名称", play.dealer_name),
        ("统一社会信用代码", play.ids["uscc"]),
        ("法定代表人", "顾明禾"),
        ("住所", "江苏省苏州市高新区狮山路 935 号"),
    ]
    if device_class:
        word = {"2": "二", "3": "三"}[device_class]
        rows.append(("经营方式", "批发"))
        rows.append(("经营范围", f"2017年分类目录{word}类:{'、'.join(CATEGORIES)}"))
    rows.append(("有效期限", f"{play.day(start)} 至 {play.day(end) if end else '长期'}"))
    return rows


def admit(play):
    """The file goes to quality and is approved by two people."""
    seller, stage = play.sales, play.stage
    dossier = seller.create("med.dossier", direction="customer", partner_id=play.ids["dealer"])
    seller.call("med.dossier", "action_submit", dossier)
    play.ids["dossier"] = dossier
    stage.does(seller, f"提交购货者档案 {play.dealer_name}")
    stage.refused(
        "自己批准自己提交的档案",
        lambda: seller.call("med.dossier", "action_approve", dossier),
    )
    play.approve("med.dossier", dossier, f"{play.dealer_name} 的档案")
    row = seller.read("res.partner", play.ids["dealer"], "med_qualification_state", "med_qualification_hint")
    stage.expect(
        row["med_qualification_state"] == "restricted",
        f"{play.dealer_name} 应为“限定范围”,实际为 {row}",
    )
    stage.outcome(f"建档完成:限定范围(缺 {row['med_qualification_hint']})")
