"""Scores, grades and limits as plain arithmetic: no database, no Odoo."""
