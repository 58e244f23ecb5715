"""Lots near their expiry, a month count under way, opening stock to release.

Invented lots; run again, it adds nothing.
"""

from datetime import timedelta

from odoo import fields

DRESSING = "06909999100040"
# lot, days to the expiry, quantity
LOTS = (
    ("2403-X1", -2, 12.0),
    ("2409-N1", 18, 40.0),
    ("2411-N2", 75, 60.0),
    ("2502-N3", 160, 80.0),
    ("2605-G1", 600, 200.0),
)


def load(env):
    """Load lots, a look at their expiry, a plan and a count. ``env`` is that of the superuser."""
    product = env["product.product"].search([("med_di", "=", DRESSING)], limit=1)
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    if not product or not warehouse:
        return
    warehouse._med_create_zones()
    if not product.standard_price:
        product.standard_price = 31.0
    made = _lots(env, product, warehouse)
    if made:
        env["med.expiry.run"]._run(env.company)
    _life(env)
    _plan(env, warehouse)


def _lots(env, product, warehouse):
    """Lots on the shelf; returns those that are new."""
    lots = env["stock.lot"]
    known = lots.search([("product_id", "=", product.id)]).mapped("name")
    now = fields.Datetime.now()
    made = lots
    for name, days, quantity in LOTS:
        if name in known:
            continue
        end = now + timedelta(days=days)
        lot = lots.create({"name": name, "product_id": product.id, "expiration_date": end})
        env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, quantity, lot_id=lot)
        made |= lot
    return made


def _life(env):
    """The hospital takes nothing with less than half a year left."""
    hospital = env["res.partner"].search(
        [("name", "=", "钱江新区第二人民医院"), ("is_company", "=", True)], limit=1
    )
    if hospital and not hospital.med_min_remaining_days:
        hospital.med_min_remaining_days = 180


def _plan(env, warehouse):
    """A plan of cycle counts."""
    rules = env["med.count.rule"]
    if not rules.search_count([("company_id", "=", env.company.id)]):
        rules.create(
            {"name": "高值慢动循环盘点", "location_id": warehouse.lot_stock_id.id, "min_value": 500.0}
        )
