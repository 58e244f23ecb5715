from odoo import fields, models


class MedPortalSent(models.TransientModel):
    """Shows links just made; it is never saved, so that no table holds a link."""

    _name = "med.portal.sent"
    _description = "Upload Links Made"

    line_ids = fields.One2many("med.portal.sent.line", "wizard_id")


class MedPortalSentLine(models.TransientModel):
    """One link to copy."""

    _name = "med.portal.sent.line"
    _description = "Upload Link Made"

    wizard_id = fields.Many2one("med.portal.sent", ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Party")
    email = fields.Char(string="Mailed To")
    url = fields.Char(string="Link", store=False)
    text = fields.Char(string="Text for the Chat", store=False)
