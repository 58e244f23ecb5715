"""Uninstalling our addons leaves an Odoo that works."""

from devkit import logcheck, paths, server, template


def test_addons_are_uninstalled_in_reverse_order_and_odoo_goes_on(cluster, copy_of_installed):
    for addon in reversed(paths.our_addons()):
        log = template.odoo(cluster, "module", "uninstall", "-d", copy_of_installed, addon)
        assert logcheck.listed(logcheck.complaints(log)) == "", addon
    assert leftovers(cluster, copy_of_installed) == []
    with server.Server(cluster, copy_of_installed) as process:
        assert sell_one(process.client()) == "sale"
        text = process.log.read_text()
    assert logcheck.listed(logcheck.complaints(text)) == ""


def leftovers(cluster, database):
    """Tables, functions, triggers and record names of ours that are still there."""
    return cluster.query(
        """
        SELECT 'table ' || relname FROM pg_class
         WHERE relkind IN ('r', 'v', 'm') AND relname LIKE 'med\\_%' AND relnamespace = 'public'::regnamespace
        UNION ALL SELECT 'function ' || proname FROM pg_proc
         WHERE proname LIKE 'med\\_%' AND pronamespace = 'public'::regnamespace
        UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE tgname LIKE 'med\\_%'
        UNION ALL SELECT 'xmlid ' || module || '.' || name FROM ir_model_data
         WHERE module IN (SELECT name FROM ir_module_module WHERE name LIKE 'med\\_%')
        """,
        database,
    ).splitlines()


def sell_one(admin):
    """Sell something as the administrator; returns the order's state."""
    partner = admin.call("res.partner", "create", vals_list=[{"name": "Buyer"}])[0]
    product = admin.call("product.product", "create", vals_list=[{"name": "Thing", "list_price": 3.0}])[0]
    line = [0, 0, {"product_id": product, "product_uom_qty": 1}]
    order = admin.call("sale.order", "create", vals_list=[{"partner_id": partner, "order_line": [line]}])
    admin.call("sale.order", "action_confirm", ids=order)
    return admin.call("sale.order", "read", ids=order, fields=["state"])[0]["state"]
