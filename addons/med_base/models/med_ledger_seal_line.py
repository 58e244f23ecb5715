from odoo import fields, models


class MedLedgerSealLine(models.Model):
    """One entry in the list of a seal."""

    _name = "med.ledger.seal.line"
    _inherit = ["med.ledger.mixin"]
    _log_access = False  # create_uid would be a foreign key
    _description = "Ledger Seal Line"
    _order = "seal_id, position"
    _rec_name = "entry_id"

    seal_id = fields.Integer(required=True, readonly=True, aggregator=None)
    position = fields.Integer(required=True, readonly=True, aggregator=None)
    entry_id = fields.Integer("Entry Number", required=True, readonly=True, aggregator=None)
    entry_hash = fields.Char("SHA-256", required=True, readonly=True)

    _entry = models.UniqueIndex("(entry_id)")
    _seal_position = models.UniqueIndex("(seal_id, position)")
