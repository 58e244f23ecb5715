"""Credit of the demonstration's cast; what is there already stays.

Each topic has its own file with a function ``load(env)``.
"""

# absolute: this file is loaded by its path
from odoo.addons.med_credit.demo import (  # pylint: disable=odoo-addons-relative-import
    exposure,
    gate,
    limit,
    score,
    watch,
)


def load(env):
    """Open the accounts of the customers of the cast. ``env`` is that of the superuser."""
    env = env(context={**env.context, "lang": "zh_CN"})  # what is noted in the chatter is read in Chinese
    customers = env["res.partner"].search(
        [("med_party_type_id", "!=", False), ("is_company", "=", True), ("customer_rank", ">", 0)]
    )
    env["med.credit.account"]._account_for(customers, env.company)
    exposure.load(env)
    limit.load(env)
    score.load(env)
    watch.load(env)
    gate.load(env)
