from odoo import api, fields, models


class MedCapaAction(models.Model):
    """Tasks of changes are actions like any other."""

    _inherit = "med.capa.action"

    change_id = fields.Many2one("med.change.request", index="btree_not_null", ondelete="restrict")

    @api.model
    def _parent_fields(self):
        # EXTENDS the actions
        return [*super()._parent_fields(), "change_id"]
