"""Figures of quality as plain arithmetic: no database, no Odoo."""
