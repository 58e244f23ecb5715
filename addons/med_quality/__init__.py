from . import tools
from . import models
from . import wizards


def post_init_hook(env):
    """Give each warehouse that is there its zones."""
    env["stock.warehouse"].search([])._med_create_zones()
