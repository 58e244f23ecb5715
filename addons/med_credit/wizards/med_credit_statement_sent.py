from odoo import fields, models


class MedCreditStatementSent(models.TransientModel):
    """Shows links just made; it is never saved, so that no table holds a link."""

    _name = "med.credit.statement.sent"
    _description = "Links to Statements Made"

    line_ids = fields.One2many("med.credit.statement.sent.line", "wizard_id")


class MedCreditStatementSentLine(models.TransientModel):
    """One link to copy."""

    _name = "med.credit.statement.sent.line"
    _description = "Link to a Statement Made"

    wizard_id = fields.Many2one("med.credit.statement.sent", ondelete="cascade")
    statement_id = fields.Many2one("med.credit.statement")
    url = fields.Char(string="Link", store=False)
    text = fields.Char(string="Text for the Chat", store=False)
