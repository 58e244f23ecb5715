def migrate(cr, version):
    """Photos of an unknown kind count as personal data until somebody has looked."""
    cr.execute("UPDATE med_upload SET is_sensitive = TRUE WHERE type_id IS NULL")
