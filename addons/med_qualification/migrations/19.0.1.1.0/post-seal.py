"""Papers and files approved before there were fingerprints get theirs."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for model in ("med.credential", "med.dossier"):
        records = env[model].search([("content_seal", "=", False)])
        closed = records.filtered(lambda r: r.state not in r._seal_open_states())
        closed._seal()
        env["med.ledger.entry"]._append(
            "qualification.sealed", None, {"model": model, "count": len(closed)}
        )
