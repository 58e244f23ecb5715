from odoo import SUPERUSER_ID, api

CODES = ("operating_licence", "manufacturing_licence", "registration_certificate")


def migrate(cr, version):
    """Types that the law gives five years propose them; what was set by hand stays."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    kinds = env["med.credential.type"].search([("code", "in", CODES), ("usual_months", "=", 0)])
    kinds.write({"usual_months": 60})
