"""Quality for the demonstration's cast; what is there already stays.

Each topic has its own file with a function ``load(env)``.
"""

from datetime import timedelta

# absolute: this file is loaded by its path
from odoo.addons.med_quality.demo import (  # pylint: disable=odoo-addons-relative-import
    expiry,
    inspection,
    labs,
    nc,
    store,
)


def load(env):
    """Start inspections in the demonstration's company. ``env`` is that of the superuser."""
    company = env.company
    if not company.med_quality_since:
        company.med_quality_since = company._med_today() - timedelta(days=60)
    store.load(env)
    nc.load(env)
    expiry.load(env)
    labs.load(env)
    inspection.load(env)
