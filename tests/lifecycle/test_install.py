"""The installation log says nothing that a core installation does not say."""

from devkit import logcheck, paths, template, testdb


def test_installing_our_addons_logs_no_warning(cluster, installed):
    baseline = f"med_base_{paths.root_key()}"
    cluster.copy(template.ensure(cluster), baseline)
    try:
        core_log = testdb.run_server(cluster, baseline, "-u", "sale_management")
    finally:
        cluster.drop(baseline)
    log = testdb.log_path(installed).read_text()
    assert "Modules loaded" in log
    assert logcheck.listed(logcheck.new_complaints(log, core_log)) == ""


def test_every_addon_is_installed(cluster, installed):
    rows = cluster.query("SELECT name FROM ir_module_module WHERE state = 'installed'", installed).split()
    assert [name for name in paths.our_addons() if name not in rows] == []
