"""Talking with outside laboratories: SOAP, files, names of fields (no Odoo import)."""
