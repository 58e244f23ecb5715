from odoo import fields, models


class MedRoleDuty(models.Model):
    """A row of the duty matrix: one piece of work and each job's part in it."""

    _name = "med.role.duty"
    _description = "Duty"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    law = fields.Char(help="Article that asks for this.")
    line_ids = fields.One2many("med.role.duty.line", "duty_id", string="Parts")

    def _part_of(self, role):
        """Letters of the parts that a job has in this duty, or nothing."""
        lines = self.line_ids.filtered(lambda line: line.role_id == role)
        return "".join(line.part.upper() for line in lines)
