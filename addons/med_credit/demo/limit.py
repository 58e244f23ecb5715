"""Limits of the cast, decided by its people through the buttons."""

from datetime import timedelta

from odoo import Command

# customer: limit, term in days
LIMITS = {
    "qianjiang": (300000.0, 120),
    "yuezhou": (300000.0, 90),
    "haifang": (200000.0, 120),
    "haichang": (150000.0, 45),
    "herui": (200000.0, 30),
    "minkang": (60000.0, 30),
}


def load(env):
    """Make what is missing: limits, one temporary, one group, one guarantee, one pending."""
    company = env.ref("base.main_company")
    if not company.med_scores_since:  # the month in which scores run along without effect
        company.med_scores_since = company._med_today() + timedelta(days=14)
    accounts = {key: _account(env, company, key) for key in LIMITS}
    if not all(accounts.values()) or any(account.change_ids for account in accounts.values()):
        return
    for key, (amount, days) in LIMITS.items():
        _decide(accounts[key], "finance", kind="limit", amount=amount, reason="首次授信,按近一年交易核定")
        _decide(accounts[key], "finance", kind="terms", term_days=days, reason="按合同账期")
    _temporary(accounts["yuezhou"], company)
    _group(accounts["haichang"] | accounts["herui"])
    _guarantee(accounts["minkang"], company)
    _ask(accounts["herui"], "sales", kind="limit", amount=280000.0, reason="新增两家医院配送,订单翻倍")


def _account(env, company, key):
    """The account of a customer of the cast, None before the cast is there."""
    partner = env.ref(f"med_demo.party_{key}", raise_if_not_found=False)
    if not partner:
        return None
    return env["med.credit.account"]._account_for(partner, company)[partner]


def _as(records, login):
    """The same records as a person of the cast."""
    user = records.env["res.users"].search([("login", "=", login)], limit=1)
    company = records.env.ref("base.main_company")
    return records.with_user(user).with_context(lang="zh_CN", allowed_company_ids=company.ids)


def _ask(account, login, **vals):
    """A change that a person asks for."""
    change = _as(account.env["med.credit.change"], login).create({"account_id": account.id, **vals})
    change.action_submit()
    return change


def _approve(document):
    """Finance and the owner decide what waits for them."""
    for login in ("finance", "owner"):
        mine = _as(document, login)
        if mine.approval_state == "pending" and mine.approval_can_decide:
            mine.action_approve("同意")
        document.invalidate_recordset()


def _decide(account, login, **vals):
    _approve(_ask(account, login, **vals).sudo())


def _temporary(account, company):
    until = company._med_today() + timedelta(days=45)
    vals = {"kind": "temporary", "amount": 50000.0, "valid_until": until}
    _decide(account, "sales", reason="骨科集中手术周,临时增加", **vals)


def _group(accounts):
    groups = _as(accounts.env["med.credit.group"], "finance")
    vals = {"name": "甬苏经销关联组", "limit_amount": 500000.0, "reason": "同一实际控制人"}
    group = groups.create(vals)
    group.action_submit()
    _approve(group.sudo())
    for account in accounts:
        _ask(account, "finance", kind="group", group_id=group.id, reason="同一实际控制人")


def _guarantee(account, company):
    files = _as(account.env["ir.attachment"], "finance")
    paper = files.create({"name": "银行保函.txt", "raw": "杭州某银行履约保函 BH-2026-0917".encode()})
    security = _as(account.env["med.credit.security"], "finance").create(
        {
            "account_id": account.id,
            "kind": "bank_guarantee",
            "number": "BH-2026-0917",
            "issuer": "杭州某银行",
            "amount": 100000.0,
            "date_to": company._med_today() + timedelta(days=180),
            "attachment_ids": [Command.link(paper.id)],
        }
    )
    security.action_submit()
    _approve(security.sudo())
