"""The demonstration's cast: `cast` (data), `papers` (pictures), `load` (into Odoo)."""
