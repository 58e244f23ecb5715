from odoo import fields, models


class MedRoleDutyLine(models.Model):
    _name = "med.role.duty.line"
    _description = "Part in a Duty"
    _order = "duty_id, id"

    duty_id = fields.Many2one("med.role.duty", required=True, index=True, ondelete="cascade")
    role_id = fields.Many2one("med.role", string="Job", required=True, index=True, ondelete="cascade")
    part = fields.Selection(
        [
            ("r", "R: does it"),
            ("a", "A: answers for it"),
            ("c", "C: is asked"),
            ("i", "I: is told"),
        ],
        required=True,
        default="r",
    )

    _part_uniq = models.UniqueIndex("(duty_id, role_id, part)", "This job has this part already.")
