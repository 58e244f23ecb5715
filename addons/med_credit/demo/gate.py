"""A hospital near its limit and late with one invoice: the scene of the release on credit."""

from datetime import timedelta

from odoo import Command, fields

HOSPITAL = "12330108470012356W"
LIMIT, LATE_AMOUNT, LATE_DAYS = 15000.0, 12000.0, 23
MARK = "期初应收"


def load(env):
    """Switch credit on and bring the hospital near its limit. ``env`` is that of the superuser."""
    company = env.ref("base.main_company")
    today = fields.Date.context_today(company)
    owner = env["res.users"].search([("login", "=", "owner")], limit=1)
    if not company.med_on_call_ids:
        company.med_on_call_ids = owner
    for code in ("dealer", "other"):
        segment = env.ref(f"med_credit.segment_{code}")
        if segment.new_customer != "starter":
            segment.write({"new_customer": "starter", "starter_limit": 300000.0})
    hospital = env["res.partner"].search([("med_uscc", "=", HOSPITAL), ("parent_id", "=", False)], limit=1)
    if hospital:
        _limit(env, hospital, company)
        _late_invoice(env, hospital, company, today)
    if not company.med_credit_since:
        company.med_credit_since = today - timedelta(days=30)


def _limit(env, hospital, company):
    account = env["med.credit.account"]._account_for(hospital, company)[hospital]
    if not account.has_limit:
        account._guarded_write({"has_limit": True, "limit_amount": LIMIT})


def _late_invoice(env, hospital, company, today):
    """An invoice of the old system that fell due 23 days ago."""
    moves = env["account.move"].with_company(company)
    if moves.search_count([("partner_id", "=", hospital.id), ("ref", "=", MARK)], limit=1):
        return
    due = today - timedelta(days=LATE_DAYS)
    line = {"name": MARK, "price_unit": LATE_AMOUNT, "tax_ids": [Command.clear()]}
    invoice = moves.create(
        {
            "move_type": "out_invoice",
            "partner_id": hospital.id,
            "ref": MARK,
            "invoice_date": due,
            "invoice_date_due": due,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [Command.create(line)],
        }
    )
    invoice.action_post()
