"""A receipt that waits for its inspection: two lots in order, one whose date nobody has read yet."""

from datetime import datetime, time, timedelta

from odoo import Command

ORIGIN = "演示到货(待验收)"
SUPPLIER = "91440305MA6GY2K86M"
DRESSING = "06909999100040"
LOTS = ("BY2611A", "BY2611B", "BY2611C")


def load(env):
    """Receive three lots from a supplier of the cast. ``env`` is that of the superuser."""
    env = env(context={**env.context, "lang": "zh_CN"})
    supplier = env["res.partner"].search([("med_uscc", "=", SUPPLIER), ("parent_id", "=", False)], limit=1)
    product = env["product.product"].search([("med_di", "=", DRESSING)], limit=1)
    known = env["stock.picking"].search_count([("origin", "=", ORIGIN)], limit=1)
    if known or not (supplier and product):
        return
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    kind = warehouse.in_type_id
    places = {
        "location_id": env.ref("stock.stock_location_suppliers").id,
        "location_dest_id": kind.default_location_dest_id.id,
    }
    move = {"product_id": product.id, "product_uom_qty": 60.0, "product_uom": product.uom_id.id, **places}
    picking = env["stock.picking"].create(
        {
            "partner_id": supplier.id,
            "picking_type_id": kind.id,
            "origin": ORIGIN,
            "med_transport_mode": "van",
            "med_arrival_temperature": 18.5,
            "move_ids": [Command.create(move)],
            **places,
        }
    )
    picking.action_confirm()
    picking.move_ids.move_line_ids.unlink()
    picking.move_ids.move_line_ids = [Command.create(_line(env, picking, product, lot)) for lot in LOTS]
    picking.move_ids.picked = True
    picking._action_done()


def _line(env, picking, product, lot):
    vals = {
        "picking_id": picking.id,
        "product_id": product.id,
        "lot_name": lot,
        "quantity": 20.0,
        "location_id": picking.move_ids.location_id.id,
        "location_dest_id": picking.move_ids.location_dest_id.id,
    }
    if lot == LOTS[-1]:
        return vals
    return {
        **vals,
        "expiration_date": datetime.combine(env.company._med_today(), time()) + timedelta(days=700),
    }
