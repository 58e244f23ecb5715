"""What the customers of the cast owe: a hospital over its limit, a bill, goods placed.

Invented numbers; run again, it adds nothing.
"""

from datetime import timedelta

from odoo import Command

HOSPITAL = "钱江新区第二人民医院"
PLACED_AT = "越州骨科医院"
DEALER = "宁波海畅医疗器械有限公司"
# reference, amount, days late (below zero: not due yet)
INVOICES = (
    ("期初-钱江二院-0912", 128000.0, 23),
    ("期初-钱江二院-1020", 96000.0, -35),
    ("期初-钱江二院-1103", 91000.0, -52),
)


def load(env):
    """Load the figures. ``env`` is that of the superuser."""
    _hospital(env)
    _dealer(env)
    _placed_goods(env)


def _partner(env, name):
    return env["res.partner"].search([("name", "=", name), ("is_company", "=", True)], limit=1)


def _hospital(env):
    """300,000 granted, 315,000 owed, the oldest invoice 23 days late."""
    partner = _partner(env, HOSPITAL)
    if not partner:
        return
    for reference, amount, late in INVOICES:
        _invoice(env, partner, reference, amount, late)


def _invoice(env, partner, reference, amount, late):
    moves = env["account.move"]
    if moves.search_count([("ref", "=", reference), ("partner_id", "=", partner.id)], limit=1):
        return
    due = env.company._med_today() - timedelta(days=late)
    invoice = moves.create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "ref": reference,
            "invoice_date": due - timedelta(days=90),
            "invoice_date_due": due,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                Command.create({"name": "期初应收", "price_unit": amount, "tax_ids": [Command.clear()]})
            ],
        }
    )
    invoice.action_post()


def _dealer(env):
    """A commercial acceptance not matured: nothing on the books, 80,000 at risk."""
    partner = _partner(env, DEALER)
    bills = env["med.credit.bill"]
    if not partner or bills.search_count([("partner_id", "=", partner.id)], limit=1):
        return
    today = env.company._med_today()
    bills.create(
        {
            "name": "590099900000120260930000001",
            "kind": "trade",
            "partner_id": partner.id,
            "amount": 80000.0,
            "acceptor": partner.name,
            "issued_on": today - timedelta(days=50),
            "received_on": today - timedelta(days=48),
            "maturity_on": today + timedelta(days=130),
            "is_opening": True,
        }
    )


def _placed_goods(env):
    """A cupboard with our plates at the hospital."""
    partner = _partner(env, PLACED_AT)
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    locations = env["stock.location"]
    lot = env["stock.lot"].search([("product_id.is_medical_device", "=", True)], order="id", limit=1)
    placed = locations.search_count([("med_placed_partner_id", "=", partner.id)], limit=1)
    if not partner or not warehouse or not lot or placed:
        return
    place = locations.create(
        {
            "name": "越州骨科寄售柜",
            "usage": "internal",
            "location_id": warehouse.view_location_id.id,
            "company_id": env.company.id,
            "med_placed_partner_id": partner.id,
        }
    )
    env["stock.quant"]._update_available_quantity(lot.product_id, place, 24.0, lot_id=lot)
