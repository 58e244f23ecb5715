"""Install and uninstall steps of the kernel."""


def post_init_hook(env):
    """Prepare what data files cannot: called once after installation."""
    env["res.company"].search([])._med_mark_own_party()


def uninstall_hook(env):
    """Leave Odoo working without the suite: called before the tables go."""
    env["med.ledger.exporter"]._export_for_uninstall()
    # the triggers go with their tables, the functions would stay behind
    env.cr.execute("DROP FUNCTION IF EXISTS med_ledger_refuse() CASCADE")
    env.cr.execute("DROP FUNCTION IF EXISTS med_ledger_append")
