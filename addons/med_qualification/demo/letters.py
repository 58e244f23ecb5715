"""Letters of authorisation: maker to us, we to a dealer, and one of our own salespeople."""

from odoo import Command, fields

# absolute: this file is loaded by its path
from odoo.addons.med_qualification.demo import papers  # pylint: disable=odoo-addons-relative-import

SCOPE_TEXT = (
    "Ⅲ类:2017年分类目录:02无源手术器械,04骨科手术器械,13无源植入器械;"
    "6840体外诊断试剂(含冷链);6822医用光学器具、仪器及内窥镜设备(仅限角膜接触镜)***"
)
AREAS = ("state_cn_ZJ", "state_cn_SH", "state_cn_JS")


def load(env):
    """Add the letters that are not there yet. ``env`` is that of the superuser."""
    officer = env["res.users"].search([("login", "=", "quality_officer")], limit=1)
    maker, dealer = (
        env.ref(f"med_demo.party_{key}", raise_if_not_found=False) for key in ("junan", "haichang")
    )
    if not officer or not maker or not dealer:
        return
    credentials = env["med.credential"].with_user(officer).with_context(lang="zh_CN")
    if credentials.search_count([("grantor_id", "=", maker.id)], limit=1):
        return
    own, today = env.company.partner_id, env.company._med_today()
    first = _letter(credentials, maker, maker, own, today, 700)
    first.sudo()._put_in_force()
    _letter(credentials, dealer, own, dealer, today, 365, parent_id=first.id)
    _renewal(credentials, dealer, today)
    _own_letter(credentials, env["res.users"].search([("login", "=", "sales")], limit=1), today)


def _picture(credentials, title, rows, issuer, day):
    image = papers.draw_paper(title, rows, issuer, fields.Date.to_string(day))
    return credentials.env["ir.attachment"].create(
        {"name": f"{title}.png", "raw": papers.as_png(image), "res_model": "med.credential"}
    )


def _letter(credentials, party, grantor, grantee, today, days, **vals):
    """Letter of authorisation for products, from one party to another."""
    kind = credentials.env.ref("med_qualification.credential_type_distribution_authorisation")
    states = [credentials.env.ref(f"base.{name}", raise_if_not_found=False) for name in AREAS]
    end = fields.Date.add(today, days=days)
    rows = [("授权方", grantor.name), ("被授权方", grantee.name), ("期限", f"{today} 至 {end}")]
    file = _picture(credentials, "授权书", rows, grantor.name, today)
    return credentials.create(
        {
            "type_id": kind.id,
            "partner_id": party.id,
            "holder_name": party.name,
            "grantor_id": grantor.id,
            "grantee_id": grantee.id,
            "date_issued": today,
            "date_valid_from": today,
            "date_valid_to": end,
            "area_ids": [Command.set([state.id for state in states if state])],
            "attachment_ids": [Command.link(file.id)],
            **vals,
        }
    )


def _renewal(credentials, dealer, today):
    """A renewed licence as it came in: dropped, its scope pasted, not yet taken over."""
    kind = credentials.env.ref("med_qualification.credential_type_operating_licence")
    rows = [("企业名称", dealer.name), ("经营范围", SCOPE_TEXT)]
    file = _picture(credentials, "医疗器械经营许可证", rows, "市场监督管理局", today)
    credentials.create(
        {
            "type_id": kind.id,
            "partner_id": dealer.id,
            "holder_name": dealer.name,
            "scope_text": SCOPE_TEXT,
            "attachment_ids": [Command.link(file.id)],
        }
    )


def _own_letter(credentials, seller, today):
    """The letter of our salesperson, approved; the picture stands for the sealed print."""
    if not seller:
        return
    wizard = credentials.env["med.own.letter"].create(
        {"user_id": seller.id, "identity": "330106199001010018"}
    )
    wizard._keep_identity()
    vals = wizard._letter_vals()
    rows = [("编号", vals["number"]), ("姓名", seller.name), ("地域", "全国")]
    file = _picture(credentials, "销售人员授权书", rows, vals["holder_name"], today)
    letter = credentials.create({**vals, "attachment_ids": [Command.link(file.id)]})
    letter.sudo()._put_in_force()
