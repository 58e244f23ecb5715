def migrate(cr, version):
    """Wrong links are counted in another way: what was counted in the last hour is forgotten."""
    cr.execute("DELETE FROM med_portal_attempt")
    cr.execute("ALTER TABLE med_portal_attempt DROP COLUMN IF EXISTS hour")
