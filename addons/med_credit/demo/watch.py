"""Statements of last month (one waits, one differs) and one order nobody expected.

宁波海畅 takes about twenty packs of gauze a month and now asks for 600.
"""

from datetime import timedelta

from odoo import Command, fields

MODULE = "med_demo"
DEBTS = {
    "yuezhou": [("期初余额 检验试剂", 86200.0, 64)],
}
STATEMENTS = ("qianjiang", "yuezhou")
MONTHS = 8


def load(env):
    """Make what is missing; ``env`` is that of the superuser."""
    env = env(context={**env.context, "lang": "zh_CN", "tracking_disable": True})
    for key, debts in DEBTS.items():
        partner = _ref(env, f"party_{key}")
        if partner and not _ref(env, f"debt_{key}_0"):
            _owe(env, key, partner, debts)
    if not _ref(env, "statement_qianjiang"):
        _statements(env)
    partner, gauze = _ref(env, "party_haichang"), _ref(env, "product_gauze")
    if partner and gauze and not _ref(env, "order_haichang_unusual"):
        _history(env, partner, gauze)
        _unusual(env, partner, gauze)


def _ref(env, name):
    return env.ref(f"{MODULE}.{name}", raise_if_not_found=False)


def _keep(env, name, record):
    values = {"module": MODULE, "name": name, "model": record._name, "res_id": record.id}
    env["ir.model.data"].create({**values, "noupdate": True})
    return record


def _user(env, login):
    return env["res.users"].search([("login", "=", login)], limit=1) or env.user


def _owe(env, key, partner, debts):
    """Opening receivables as posted invoices, due after sixty days."""
    today = env.company._med_today()
    for number, (name, amount, age) in enumerate(debts):
        day = today - timedelta(days=age)
        line = {"name": name, "price_unit": amount, "tax_ids": [Command.clear()]}
        invoice = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": day,
                "invoice_date_due": day + timedelta(days=30),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create(line)],
            }
        )
        invoice.action_post()
        _keep(env, f"debt_{key}_{number}", invoice)


def _statements(env):
    """丁小芳 sends two statements by link; the books of 钱江 show one item 500 lower."""
    partners = env["res.partner"].browse(
        [partner.id for key in STATEMENTS if (partner := _ref(env, f"party_{key}"))]
    )
    runs = env["med.credit.statement.run"].with_user(_user(env, "billing"))
    run = runs.create({"partner_ids": [Command.set(partners.ids)]})
    run.action_start()
    statements = env["med.credit.statement"].search([("run_id", "=", run.id)])
    for key in STATEMENTS:
        statement = statements.filtered(lambda s, key=key: s.partner_id == _ref(env, f"party_{key}"))[:1]
        if statement:
            _keep(env, f"statement_{key}", statement)
            statement.with_user(_user(env, "billing")).sudo(False).action_copy_link()
    statement = _ref(env, "statement_qianjiang")
    if statement and statement.line_ids:
        line = statement.line_ids[-1]
        form = {
            "decision": "differ",
            "digest": statement.digest,
            "name": "钱江二院财务科 王会计",
            f"differs_{line.id}": "1",
            f"amount_{line.id}": f"{line.residual - 500:.2f}",
            f"note_{line.id}": "10 包敷料拒收，未见红字发票",
        }
        case = {"statement": statement.sudo(), "link": statement.sudo().link_ids[:1], "contact": None}
        env["med.credit.statement.answer"]._take(case, form)


def _history(env, partner, product):
    """Twenty packs a month, delivered and invoiced elsewhere, as an import leaves it."""
    orders = env["sale.order"].create(
        [_order_vals(env, partner, product, 18 + month % 3 * 2) for month in range(MONTHS)]
    )
    env.flush_all()
    for month, order in enumerate(orders):
        day = fields.Datetime.now() - timedelta(days=30 * (month + 1))
        env.cr.execute("UPDATE sale_order SET state = 'sale', date_order = %s WHERE id = %s", [day, order.id])
    env.cr.execute(
        """UPDATE sale_order_line SET state = 'sale', invoice_status = 'invoiced',
                  qty_delivered = product_uom_qty, qty_invoiced = product_uom_qty
            WHERE order_id = ANY(%s)""",
        [orders.ids],
    )
    env.cr.execute("UPDATE sale_order SET invoice_status = 'invoiced' WHERE id = ANY(%s)", [orders.ids])
    env.invalidate_all()


def _order_vals(env, partner, product, quantity):
    return {
        "partner_id": partner.id,
        "user_id": _user(env, "sales").id,
        "order_line": [Command.create({"product_id": product.id, "product_uom_qty": quantity})],
    }


def _unusual(env, partner, product):
    """何涛 tried to confirm 600 packs; 叶敏 has not decided yet."""
    sales = _user(env, "sales")
    order = env["sale.order"].with_user(sales).create(_order_vals(env, partner, product, 600))
    _keep(env, "order_haichang_unusual", order.sudo())
    env["med.credit.hit"].with_user(sales)._note(env["med.credit.rule"]._hits(order), "stopped")
