"""Papers from outside and to the outside: the upload link, the pack, the QR code."""

from . import dealer, invented, picture
from .visitor import Visitor

TITLE = "第二类医疗器械经营备案凭证"
QIANJIANG = "12330108470012356W"


def filing(play):
    """何涛 sends a link, 禾瑞 photographs the filing, 许萌 accepts; id of the draft."""
    seller, stage = play.sales, play.stage
    finding = next(
        f for f in play.findings(seller, "sale.order", play.ids["copy"]) if f["check"] == "partner_paper"
    )
    action = seller.call(
        "sale.order",
        "action_gate_send_link",
        play.ids["copy"],
        check=finding["check"],
        line_id=finding["line_id"],
    )
    url = action["context"]["default_line_ids"][0][2]["url"]
    stage.does(seller, f"在校验结果上点“发送上传链接”,粘贴到微信发给 {play.dealer_name}")
    upload(play, url)
    return accept(play)


def upload(play, url):
    """The dealer opens the link on a phone, without a password."""
    stage, phone = play.stage, Visitor(play.base)
    stage.expect("404" not in phone.open(url[:-3] + "xyz")[:10] and phone.status == 404, "改过的链接应打不开")
    stage.note("改动三个字符的链接打不开")
    phone.open(url)
    stage.expect(phone.status == 200 and TITLE in phone.text, f"页面应列出 {TITLE}:{phone.status}")
    need = phone.need(TITLE)
    phone.send({"need": need}, [("备案.exe", b"MZ no photo")])
    stage.expect("备案.exe" in phone.text, "不是照片的文件应被拒收")
    stage.note("不是照片或 PDF 的文件被拒收,页面说明原因")
    number = invented.filing(play.run)
    rows = dealer.printed(play, number, -480, None, "2")
    photo = picture.paper(TITLE, rows)
    values = {"need": need, "number": number, "date_valid_from": play.day(-480)}
    phone.send(values, [("IMG_0918.png", photo)])
    stage.line(f"  {play.dealer_name}:手机打开链接(不用密码),拍照上传 {TITLE}")
    state = play.sales.read("res.partner", play.ids["dealer"], "med_credential_count")
    stage.expect(state["med_credential_count"] == 2, "审核前不应进入主数据")
    stage.outcome("已收到,进入“收到的资料”;审核前不进入主数据")


def accept(play):
    """The quality officer looks at the photo and completes the draft beside it."""
    officer, stage = play.quality_officer, play.stage
    waiting = officer.search(
        "med.upload", [["partner_id", "=", play.ids["dealer"]], ["state", "=", "received"]], "type_id"
    )
    stage.expect(len(waiting) == 1, f"应有且只有一份待处理的资料:{waiting}")
    action = officer.call("med.upload", "action_accept", waiting[0]["id"])
    paper = action["res_id"]
    values = {
        "issuer": dealer.OFFICE,
        "date_issued": play.day(-480),
        "business_mode": "wholesale",
        "legal_representative": "顾明禾",
        "address": "苏州市高新区狮山路 935 号",
        "scope_ids": dealer.scope(play, "2"),
    }
    officer.call("med.credential", "write", paper, vals=values)
    stage.does(officer, "对着照片受理,补齐发证机关和经营范围,成为资质草稿")
    return paper


def perform(play):
    """The hospital's pack, and the papers behind the slip's QR code."""
    play.stage.scene("八、给医院的资质:外发包与随货二维码")
    pack(play)
    slip(play)


def pack(play):
    """丁小芳 makes the hospital's pack of papers."""
    clerk, stage = play.billing, play.stage
    recipient = play.party(QIANJIANG)
    products = [play.product(key) for key in ("plate", "dressing", "gauze", "monitor")]
    pack = clerk.create(
        "med.document.pack", recipient_id=recipient, purpose="备案", product_ids=[[6, 0, products]]
    )
    row = clerk.read("med.document.pack", pack, "watermark", "missing_text", "paper_count")
    stage.expect("钱江新区第二人民医院" in row["watermark"], f"水印应写明医院:{row}")
    stage.expect(not row["missing_text"], f"四个产品的资质应齐全:{row}")
    clerk.call("med.document.pack", "action_issue", pack)
    row = clerk.read("med.document.pack", pack, "name", "watermark", "paper_count", "state")
    stage.does(clerk, f"选 4 个产品,生成资质外发包 {row['name']}:{row['paper_count']} 份资质")
    stage.expect(row["state"] == "issued", f"外发包应已发出:{row}")
    stage.outcome(f"一个 PDF,每页水印“{row['watermark']}”,台账记下谁持有哪一版")


def slip(play):
    """Whoever holds the delivery slip sees the papers of exactly its lots."""
    keeper, stage = play.receiver, play.stage
    picking = keeper.search("stock.picking", [["origin", "=", play.order_name]], "name")[0]
    url = keeper.call("stock.picking", "action_med_slip_page", picking["id"])["url"]
    phone = Visitor(play.base)
    page = phone.open(url)
    lines = keeper.search("stock.move.line", [["picking_id", "=", picking["id"]]], "lot_id")
    lots = keeper.read("stock.lot", [row["lot_id"] for row in lines], "name")
    stage.expect(phone.status == 200 and all(lot["name"] in page for lot in lots), "页面应列出本单的批号")
    stage.line(f"  收货方:扫随货同行单 {picking['name']} 的二维码(不用密码)")
    phone.open(url + "/999999999")
    stage.expect(phone.status == 404, "二维码不应打开别的资质")
    stage.outcome("只看到本单各批号的注册证、我司证照和生产企业资质,带水印")
