"""Shipped agreements that exist already are contracts; reminders count from now on."""

from odoo import SUPERUSER_ID, api

CONTRACTS = ("quality_agreement", "storage_agreement")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for code in CONTRACTS:
        kind = env.ref(f"med_qualification.credential_type_{code}", raise_if_not_found=False)
        if kind:
            kind.is_contract = True
