"""A year of invoices and payments taken over as history, and the scores of its months."""

from dateutil.relativedelta import relativedelta

from odoo import Command

REF = "历史往来"
MONTHS = 15
# customer: (amount of a month, growth a month, days paid after the due date by month back, level)
CAST = {
    "钱江新区第二人民医院": (86000, 900, (20, 0, 12, 35, 0, 8), "tertiary"),
    "越州骨科医院": (42000, 300, (0, 0, 5, 0), "private"),
    "海防某部队医院": (31000, 0, (0, 15, 30), "secondary"),
    "宁波海畅医疗器械有限公司": (56000, -1500, (10, 25, 40, 55, 3), False),
    "苏州禾瑞医疗器械有限公司": (38000, 700, (0, 0, 0, 2), False),
    "福州闽康医疗器械有限公司": (24000, -900, (45, 60, 75, 20), False),
}
LATE = "福州闽康医疗器械有限公司"  # has not paid what fell due last


def load(env):
    """History of the customers of the cast and their scores month by month; once only."""
    env = env(context={**env.context, "lang": "zh_CN"})
    accounts = env["med.credit.account"]
    for name, profile in CAST.items():
        partner = env["res.partner"].search([("name", "=", name), ("is_company", "=", True)], limit=1)
        if partner:
            account = accounts._account_for(partner, env.company)[partner]
            _history(env, account, profile)
            accounts |= account
    if accounts and not accounts.run_ids:
        _scores(accounts)


def _history(env, account, profile):
    """Invoices of past months, paid as late as the customer is used to."""
    amount, growth, delays, level = profile
    moves = env["account.move"]
    if moves.search_count([("ref", "=", REF), ("partner_id", "=", account.partner_id.id)], limit=1):
        return
    if level:
        account.institution_level = level
    today = env.company._med_today()
    term = account.segment_id.term_days
    for back in range(MONTHS, 0, -1):
        day = today - relativedelta(months=back)
        paid_on = day + relativedelta(days=term + delays[back % len(delays)])
        if paid_on > today and account.partner_id.name == LATE and back < 2:
            continue
        if paid_on > today and account.partner_id.name != LATE:  # paid ahead of time
            paid_on = min(day + relativedelta(days=20), today)
        invoice = _invoice(env, account.partner_id, amount + growth * (MONTHS - back), day, term)
        if paid_on <= today:
            _pay(env, invoice, paid_on)


def _invoice(env, partner, amount, day, term):
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "ref": REF,
            "invoice_date": day,
            "invoice_date_due": day + relativedelta(days=term),
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                Command.create(
                    {"name": "系统启用前的销售(期初)", "price_unit": amount, "tax_ids": [Command.clear()]}
                )
            ],
        }
    )
    invoice.action_post()
    return invoice


def _pay(env, invoice, day):
    """Book what the bank received and settle the invoice."""
    item = invoice.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )
    vals = {"partner_id": invoice.partner_id.id, "name": REF}
    lines = [
        {**vals, "account_id": item.account_id.id, "credit": item.balance},
        {**vals, "account_id": journal.default_account_id.id, "debit": item.balance},
    ]
    move = env["account.move"].create(
        {
            "journal_id": journal.id,
            "ref": REF,
            "date": day,
            "line_ids": [Command.create(line) for line in lines],
        }
    )
    move.action_post()
    (item | move.line_ids.filtered(lambda line: line.account_id == item.account_id)).reconcile()


def _scores(accounts):
    """Scores as of the ends of the last twelve months, then today's."""
    today = accounts.env.company._med_today()
    for back in range(12, 0, -1):
        accounts._score(today.replace(day=1) - relativedelta(months=back - 1, days=1))
    accounts._score()
