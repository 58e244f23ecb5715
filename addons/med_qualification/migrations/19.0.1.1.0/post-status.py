"""Files that exist already get the row that keeps how they stand."""

from odoo import SUPERUSER_ID, api

BATCH = 500


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    statuses = env["med.qualification.status"]
    while statuses._ensure(BATCH):
        env.flush_all()
        env.invalidate_all()
