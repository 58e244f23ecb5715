"""Pure logic of the kernel: no Odoo import, tested without a database."""
