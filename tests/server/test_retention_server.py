"""Odoo's own cleaning tools, really installed, against what law keeps."""

import pytest

from devkit import server as servers
from devkit import testdb


@pytest.fixture(scope="module")
def server(cluster, installed):
    """A server whose database has data_recycle and privacy_lookup, too."""
    database = f"med_srv_retention_{testdb.paths.root_key()}"
    cluster.copy(installed, database)
    try:
        testdb.run_server(cluster, database, "-i", "data_recycle,privacy_lookup")
        with servers.Server(cluster, database) as process:
            yield process
    finally:
        cluster.drop(database)


@pytest.fixture(scope="module")
def dealer(server):
    """A dealer with a confirmed sale of a device, made behind the gate's back."""
    admin = server.client()
    partner = admin.call(
        "res.partner",
        "create",
        vals_list=[{"name": "Sumir Dealer", "email": "sumir@example.com", "is_company": True}],
    )[0]
    product = admin.call("product.product", "create", vals_list=[{"name": "Plate"}])[0]
    server.sql(
        "UPDATE product_template SET is_medical_device = TRUE"
        " WHERE id = (SELECT product_tmpl_id FROM product_product WHERE id = %s)",
        product,
    )
    line = [0, 0, {"product_id": product, "product_uom_qty": 1}]
    order = admin.call("sale.order", "create", vals_list=[{"partner_id": partner, "order_line": [line]}])[0]
    server.sql("UPDATE sale_order SET state = 'sale' WHERE id = %s", order)
    server.sql("UPDATE sale_order_line SET state = 'sale' WHERE order_id = %s", order)
    return partner


def recycle(server, model, domain):
    """Let data_recycle delete records of a model by a rule of an administrator.

    Returns what the server logged: Odoo keeps the errors of crons there.
    """
    admin, seen = server.client(), len(server.log.read_text())
    model_id = server.sql("SELECT id FROM ir_model WHERE model = %s", model)[0][0]
    vals = {"name": model, "res_model_id": model_id, "recycle_mode": "automatic", "domain": str(domain)}
    rule = admin.call("data_recycle.model", "create", vals_list=[vals])
    cron = server.ref("data_recycle.ir_cron_clean_records")
    try:
        admin.call("ir.cron", "method_direct_trigger", ids=[cron])
    finally:
        admin.call("data_recycle.model", "unlink", ids=rule)
    return server.log.read_text()[seen:]


def count(server, table, number):
    return server.sql(f"SELECT count(*) FROM {table} WHERE id = %s", number)[0][0]


@pytest.mark.parametrize("model", ["med.ledger.entry", "med.ledger.payload"])
def test_recycling_cannot_empty_the_ledger(server, model):
    server.client().call("res.partner", "export_data", ids=[1], fields_to_export=["name"])
    server.sql(
        "INSERT INTO med_ledger_payload (entry_id, rule_code, logged_at, salt, payload)"
        " SELECT max(id), 'access_log', now(), 's', '{}' FROM med_ledger_entry ON CONFLICT DO NOTHING"
    )
    table = model.replace(".", "_")
    before = server.sql(f"SELECT count(*) FROM {table}")
    assert before > [(0,)]
    log = recycle(server, model, [])
    assert "append-only evidence" in log or "belongs to a ledger entry" in log
    assert server.sql(f"SELECT count(*) FROM {table}") >= before


def test_recycling_cannot_delete_statutory_rules(server):
    log = recycle(server, "med.retention.rule", [("is_statutory", "=", True)])
    assert "cannot be shortened" in log
    assert server.sql("SELECT count(*) FROM med_retention_rule WHERE is_statutory")[0][0] >= 4


def test_recycling_cannot_delete_a_partner_of_device_deals(server, dealer):
    assert "law keeps its records" in recycle(server, "res.partner", [("id", "=", dealer)])
    assert count(server, "res_partner", dealer) == 1


def test_privacy_lookup_cannot_delete_a_partner_of_device_deals(server, dealer):
    admin = server.client()
    vals = {"name": "Sumir Dealer", "email": "sumir@example.com"}
    wizard = admin.call("privacy.lookup.wizard", "create", vals_list=[vals])
    admin.call("privacy.lookup.wizard", "action_lookup", ids=wizard)
    lines = admin.call(
        "privacy.lookup.wizard.line",
        "search",
        domain=[["wizard_id", "=", wizard[0]], ["res_model", "=", "res.partner"]],
    )
    assert lines
    with pytest.raises(servers.RpcError, match="law keeps its records"):
        admin.call("privacy.lookup.wizard.line", "action_unlink_all", ids=lines)
    assert count(server, "res_partner", dealer) == 1


def test_k14_merging_the_partner_away_over_json2_is_refused(server, dealer):
    admin = server.client()
    double = admin.call("res.partner", "create", vals_list=[{"name": "Double", "is_company": True}])[0]
    vals = {"partner_ids": [[6, 0, [dealer, double]]], "dst_partner_id": double, "state": "selection"}
    wizard = admin.call("base.partner.merge.automatic.wizard", "create", vals_list=[vals])
    with pytest.raises(servers.RpcError, match="cannot be merged into Double"):
        admin.call("base.partner.merge.automatic.wizard", "action_merge", ids=wizard)
    assert count(server, "res_partner", dealer) == 1
