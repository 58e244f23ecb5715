from odoo import fields, models


class MedRobotEvent(models.Model):
    """A kind of message that a group robot may carry; addons add rows."""

    _name = "med.robot.event"
    _description = "Kind of Robot Message"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)

    _code_uniq = models.UniqueIndex("(code)", "This kind of message exists already.")
