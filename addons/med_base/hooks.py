"""Install and uninstall steps of the kernel."""


def post_init_hook(env):
    """Prepare what data files cannot: called once after installation."""


def uninstall_hook(env):
    """Leave Odoo working without the suite: called before the tables go."""
