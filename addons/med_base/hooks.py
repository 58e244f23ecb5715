"""Install and uninstall steps of the kernel."""

from functools import partial


def post_init_hook(env):
    """Prepare what data files cannot: called once after installation."""
    env["res.company"].search([])._med_mark_own_party()


def uninstall_hook(env):
    """Leave Odoo working without the suite: called before the tables go."""
    env["med.ledger.exporter"]._export_for_uninstall()
    # the triggers go with their tables; what the removal itself logs needs the
    # functions until it is committed
    env.cr.postcommit.add(partial(_drop_functions, env.registry))


def _drop_functions(registry):
    """Drop the ledger's functions, which no table takes along."""
    with registry.cursor() as cr:
        cr.execute("DROP FUNCTION IF EXISTS med_ledger_refuse() CASCADE")
        cr.execute("DROP FUNCTION IF EXISTS med_ledger_append")
