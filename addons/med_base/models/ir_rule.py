from odoo import models


class IrRule(models.Model):
    """A record rule of our models that is changed or removed stands in the ledger."""

    _name = "ir.rule"
    _inherit = ["ir.rule", "med.rights.ledger"]

    def _rights_fields(self):
        # EXTENDS med.rights.ledger
        return (*super()._rights_fields(), "domain_force")

    def _rights_groups(self):
        # OVERRIDE
        return self.groups
