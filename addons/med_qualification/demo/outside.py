"""What comes from outside and goes there: a seal picture, a photo received, a pack."""

import base64
import io

from PIL import Image, ImageDraw

from odoo import Command, fields

# absolute: this file is loaded by its path
from odoo.addons.med_qualification.demo import cast, papers  # pylint: disable=odoo-addons-relative-import

MODULE = "med_demo"


def load(env):
    """Make what is missing; ``env`` is that of the superuser."""
    env = env(context={**env.context, "lang": "zh_CN", "tracking_disable": True})
    seal(env)
    received(env)
    pack(env)


def _ref(env, name):
    return env.ref(f"{MODULE}.{name}", raise_if_not_found=False)


def _keep(env, name, record):
    values = {"module": MODULE, "name": name, "model": record._name, "res_id": record.id}
    env["ir.model.data"].create({**values, "noupdate": True})


def _as(env, records, login):
    user = env["res.users"].search([("login", "=", login)], limit=1)
    return records.with_user(user).with_context(**env.context)


def seal(env):
    """An invented seal for the covers of packs."""
    company = env.ref("base.main_company")
    if company.med_seal_image:
        return
    image = Image.new("RGBA", (200, 200), (255, 255, 255, 0))
    papers._seal(ImageDraw.Draw(image), cast.COMPANY["name"], (100, 100))
    output = io.BytesIO()
    image.save(output, "PNG")
    company.med_seal_image = base64.b64encode(output.getvalue())


def received(env):
    """宁波海畅 photographed its renewed licence over the link; nobody looked yet."""
    partner = _ref(env, "party_haichang")
    if not partner or _ref(env, "upload_haichang"):
        return
    link, _url = _as(env, env["med.portal.link"], "sales")._make(partner)
    old = partner.med_credential_ids.filtered(
        lambda p: p.type_id.code == "operating_licence" and p.state != "draft"
    )[:1]
    today = partner.env.company._med_today()
    end = fields.Date.add(today, years=5)
    rows = [("编号", old.number), ("单位名称", partner.name), ("有效期限", f"{today} 至 {end}")]
    image = papers.draw_paper("医疗器械经营许可证", rows, old.issuer, f"{today:%Y年%m月%d日}")
    need = env["med.portal.page"]._rows(partner, env.company)
    row = next((row for row in need if old.type_id.id in row["types"]), {"need": False})
    upload = env["med.upload"]._receive(
        {
            "partner_id": partner.id,
            "contact_id": partner.id,
            "company_id": env.company.id,
            "link_id": link.id,
            "user_id": link.user_id.id,
            "requirement_id": row["need"],
            "type_id": old.type_id.id,
            "supersedes_id": old.id,
            "number": old.number,
            "date_valid_from": today,
            "date_valid_to": end,
            "message": "新证已下来,照片清楚吗?",
        },
        [{"name": "微信图片_许可证.png", "raw": papers.as_png(image), "mimetype": "image/png"}],
    )
    _keep(env, "upload_haichang", upload)


def pack(env):
    """丁小芳 gave the papers of two products to 越州骨科医院."""
    products = [_ref(env, f"product_{key}") for key in ("plate", "dressing")]
    recipient = _ref(env, "party_yuezhou")
    if not recipient or not all(products) or _ref(env, "pack_yuezhou"):
        return
    made = _as(env, env["med.document.pack"], "billing").create(
        {
            "recipient_id": recipient.id,
            "purpose": "备案",
            "product_ids": [Command.set([product.id for product in products])],
        }
    )
    made.action_issue()
    _keep(env, "pack_yuezhou", made)
