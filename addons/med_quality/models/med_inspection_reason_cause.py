from odoo import fields, models


class MedInspectionReason(models.Model):
    """Which cause a reason of rejection stands for, where it is known beforehand."""

    _inherit = "med.inspection.reason"

    cause_id = fields.Many2one("med.nc.cause", ondelete="set null")
