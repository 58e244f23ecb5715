"""Demonstration of data quality, access review, data protection and group robots."""

from datetime import timedelta

from odoo import fields

TREND = (9, 8, 8, 6, 5)


def load(env):
    """Make what is missing; a second pass changes nothing. ``env`` is that of the superuser."""
    _data_quality(env)
    _access_review(env)
    _transfer(env)
    _robot(env)


def _data_quality(env):
    """Some weeks of figures, so that the trend is a line."""
    measures, today = env["med.data.measure"], env.company._med_today()
    rules = env["med.data.rule"].search([("measure_ids", "=", False)])
    for rule in rules:
        rows = [
            {
                "rule_id": rule.id,
                "date": today - timedelta(days=7 * (len(TREND) - number)),
                "total": 120,
                "breaches": count,
                "threshold": rule.threshold,
            }
            for number, count in enumerate(TREND)
        ]
        measures._with_ticket("measure").create(rows)
        rule._measure()


def _access_review(env):
    """The yearly review, open, its rights listed."""
    company = env.ref("base.main_company")
    reviews = env["med.access.review"].with_company(company)
    if not reviews.search_count([("company_id", "=", company.id)]):
        due = env.company._med_today() + timedelta(days=20)
        reviews.create({"company_id": company.id, "date_due": due}).action_fill()


def _transfer(env):
    """A draft assessment: complaints handed to the Swedish manufacturer."""
    assessments = env["med.transfer.assessment"]
    if not assessments.search_count([("recipient", "=", "Nordvik Surgical AB")]):
        assessments.create(
            {
                "name": "进口缝线质量投诉转交",
                "company_id": env.ref("base.main_company").id,
                "recipient": "Nordvik Surgical AB",
                "country_id": env.ref("base.se").id,
                "legal_basis": "exempt",
                "processing_ids": [fields.Command.set(env.ref("med_base.processing_contacts").ids)],
                "purpose": "把医院的质量投诉转交境外注册人调查。",
                "volume": 30,
                "risks": "联系人姓名和电话为境外所知。",
                "measures": "只转交科室和办公电话,不转交患者信息。",
                "next_review": env.company._med_today() + timedelta(days=365),
            }
        )


def _robot(env):
    """A robot as it would be entered, switched off: its address is invented."""
    robots = env["med.robot"].with_context(active_test=False)
    if not robots.search_count([("name", "=", "质量群")]):
        robots.create(
            {
                "name": "质量群",
                "kind": "wecom",
                "active": False,
                "company_id": env.ref("base.main_company").id,
                "webhook_url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=demo-9001",
            }
        )
