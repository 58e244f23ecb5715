"""Credit is judged: new dealers have a starter limit, the head of the company is on call.

An order above the limit waits for the owner; one that nobody expected is held.
"""

from datetime import timedelta

from odoo import Command

MODULE = "med_demo"


def load(env):
    """Switch credit on for the company of the cast. ``env`` is that of the superuser."""
    company = env.ref("base.main_company")
    if not company.med_on_call_ids:
        company.med_on_call_ids = env["res.users"].search([("login", "=", "owner")], limit=1)
    for code in ("dealer", "other"):
        segment = env.ref(f"med_credit.segment_{code}")
        if segment.new_customer != "starter":
            segment.write({"new_customer": "starter", "starter_limit": 300000.0})
    if not company.med_credit_since:
        company.med_credit_since = company._med_today() - timedelta(days=30)
    env.flush_all()
    _held(env, company)


def _ref(env, name):
    return env.ref(f"{MODULE}.{name}", raise_if_not_found=False)


def _held(env, company):
    """何涛 asks for a release of plates that 钱江二院 has no limit left for."""
    partner, plate = _ref(env, "party_qianjiang"), _ref(env, "product_plate")
    sales = env["res.users"].search([("login", "=", "sales")], limit=1)
    if not (partner and plate and sales) or _ref(env, "order_qianjiang_held"):
        return
    line = {"product_id": plate.id, "product_uom_qty": 3}
    vals = {"partner_id": partner.id, "user_id": sales.id, "order_line": [Command.create(line)]}
    order = env["sale.order"].with_user(sales).create(vals)
    known = {"module": MODULE, "name": "order_qianjiang_held", "model": order._name, "res_id": order.id}
    env["ir.model.data"].create({**known, "noupdate": True})
    ask = {
        "res_model": order._name,
        "res_id": order.id,
        "reason": "下周骨科手术用,院方财务已排款",
        "promised_on": company._med_today() + timedelta(days=10),
    }
    env["med.credit.release.wizard"].with_user(sales).create(ask).action_ask()
    unusual = _ref(env, "party_haichang") or partner
    reason = "信用启用,在途订单重新校验"
    env["med.qualification"]._reevaluate(partner | unusual, env["product.product"], reason)
