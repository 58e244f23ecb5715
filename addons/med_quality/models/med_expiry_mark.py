from odoo import fields, models


class MedExpiryMark(models.Model):
    """The last step of the ladder that a lot on stock has reached: each is told once.

    It decides nothing: whether goods are expired is asked of their date at that moment.
    """

    _name = "med.expiry.mark"
    _description = "Reached Near-Expiry Step"
    _order = "days, lot_id"
    _rec_name = "lot_id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    lot_id = fields.Many2one("stock.lot", required=True, readonly=True, ondelete="cascade")
    days = fields.Integer(string="Step (Days)", readonly=True, help="0: expired.")
    reached_on = fields.Date(readonly=True)

    _lot_uniq = models.UniqueIndex("(lot_id, company_id)")
