from odoo import fields, models


class MedLedgerPending(models.Model):
    """Queue of the sealer: entries that no seal lists yet.

    Without it, finding late committers would mean reading the whole history.
    Emptying it hides nothing: verification looks for unsealed entries itself.
    """

    _name = "med.ledger.pending"
    _description = "Ledger Entry Awaiting its Seal"
    _log_access = False
    _rec_name = "entry_id"

    entry_id = fields.Integer(required=True, readonly=True, aggregator=None)
    company_id = fields.Integer(required=True, readonly=True, aggregator=None)

    _company_entry = models.Index("(company_id, entry_id)")
