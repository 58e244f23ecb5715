"""Cases, a CAPA, a controlled document and a change of the cast, made by its people."""

import base64
from datetime import timedelta

from odoo import Command


def load(env):
    """Make what is missing; what is there already stays. ``env`` is that of the superuser."""
    company = env.ref("base.main_company")
    supplier = env.ref("med_demo.party_junan", raise_if_not_found=False)
    if not supplier or env["med.nonconformity"].search_count([("company_id", "=", company.id)], limit=1):
        return
    event = _event(env, company)
    _goods(env, company, supplier)
    _capa(env, event)
    _document(env, company)
    _change(env, supplier)


def _as(records, login):
    """The same records as a person of the cast."""
    user = records.env["res.users"].search([("login", "=", login)], limit=1)
    company = records.env.ref("base.main_company")
    return records.with_user(user).with_context(lang="zh_CN", allowed_company_ids=company.ids)


def _file(env, login, name, text):
    files = _as(env["ir.attachment"], login)
    return Command.link(files.create({"name": name, "datas": base64.b64encode(text.encode())}).id)


def _event(env, company):
    """An exception in the work, reported by the warehouse and answered by quality."""
    officer = env["res.users"].search([("login", "=", "quality_officer")], limit=1)
    case = _as(env["med.nonconformity"], "keeper")._open(
        company,
        None,
        None,
        0.0,
        None,
        "阴凉库下午温湿度漏记一次",
        None,
        description="11 月 12 日 15:00 的温湿度未记录,17:30 交接时发现",
        containment="立即补读并核对自动记录仪曲线,全程未超限",
        user_id=officer.id,
        cause_id=env.ref("med_quality.nc_cause_work_procedure").id,
    )
    mine = _as(case, "quality_officer")
    mine.action_contain()
    mine.write(
        {"root_cause": "当班保管员临时替岗,交接单上没有温湿度一项", "correction": "交接单增加温湿度一栏"}
    )
    return mine


def _goods(env, company, supplier):
    """Two boxes of a lot in the red zone, waiting for their cause and decision."""
    domain = [
        ("company_id", "=", company.id),
        ("lot_id", "!=", False),
        ("product_id.is_medical_device", "=", True),
        ("location_id.usage", "=", "internal"),
        ("quantity", ">", 0),
    ]
    quant = env["stock.quant"].search(domain, order="id", limit=1)
    warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    if not quant or not warehouse.med_rejected_id:
        return
    lot = quant.lot_id.copy({"name": f"{quant.lot_id.name}-B"})
    place = warehouse.med_rejected_id
    env["stock.quant"]._update_available_quantity(quant.product_id, place, 2.0, lot_id=lot)
    _as(env["med.nonconformity"], "inspector")._open(
        company,
        quant.product_id,
        lot,
        2.0,
        place,
        "外箱受压变形,内包装封口有褶皱",
        None,
        supplier,
        severity="major",
        description="到货验收时发现底层两盒外箱变形,其余外观正常",
        cause_id=env.ref("med_quality.nc_cause_transport_damage").id,
    )


def _capa(env, case):
    """The corrective action of the exception: under way, with one action of the keeper."""
    keeper = env["res.users"].search([("login", "=", "keeper")], limit=1)
    case.action_open_capa()
    capa = case.capa_id
    capa.write(
        {
            "name": "温湿度漏记:交接不清",
            "root_cause": "交接单没有温湿度一项,替岗人员不知道当日是否已记录",
            "root_cause_method": "why",
            "watch_days": 60,
        }
    )
    day = case.company_id._med_today()
    _as(env["med.capa.action"], "quality_officer").create(
        {
            "capa_id": capa.id,
            "name": "修订交接单并培训全体保管员",
            "user_id": keeper.id,
            "date_due": day + timedelta(days=10),
        }
    )
    capa.action_start()


def _document(env, company):
    """A procedure in force that two jobs have to read."""
    document = _as(env["med.document"], "quality_officer").create(
        {
            "number": "QP-07",
            "name": "收货与验收管理规程",
            "kind": "procedure",
            "law": "GSP 60-66",
            "reader_group_ids": [
                Command.link(env.ref(f"med_base.group_{job}").id) for job in ("receiver", "inspector")
            ],
        }
    )
    version = env["med.document.version"].browse(document.action_new_version()["res_id"])
    version = _as(version, "quality_officer")
    version.write(
        {
            "summary": "首版",
            "effective_from": company._med_today(),
            "attachment_ids": [_file(env, "quality_officer", "QP-07_V1.txt", "收货与验收管理规程 第一版")],
        }
    )
    version.action_submit()
    _as(version, "quality_head").action_approve("同意发布")


def _change(env, supplier):
    """A change of the supplier that waits for the quality head."""
    change = _as(env["med.change.request"], "quality_officer").create(
        {
            "name": "骨科供货者更换外箱规格",
            "kind": "supplier",
            "description": "外箱由三层瓦楞改为五层瓦楞,箱规由 20 件改为 12 件",
            "reason": "运输破损两起",
            "planned_on": change_day(env),
            "risk": "low",
            "risk_note": "首三批加做外箱堆码检查",
            "partner_ids": [Command.link(supplier.id)],
        }
    )
    officer = env["res.users"].search([("login", "=", "quality_officer")], limit=1)
    _as(env["med.capa.action"], "quality_officer").create(
        {
            "change_id": change.id,
            "name": "首三批外箱堆码检查记录",
            "user_id": officer.id,
            "date_due": change_day(env),
        }
    )
    change.action_submit()


def change_day(env):
    """The day the change is planned for."""
    return env.ref("base.main_company")._med_today() + timedelta(days=30)
