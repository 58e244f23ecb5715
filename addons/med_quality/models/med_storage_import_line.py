from odoo import fields, models


class MedStorageImportLine(models.Model):
    """What is wrong with one row of a logger's file."""

    _name = "med.storage.import.line"
    _description = "Finding in a Logger File"
    _order = "row_no, id"
    _rec_name = "text"

    import_id = fields.Many2one(
        "med.storage.import", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="import_id.company_id", store=True, index=True)
    row_no = fields.Integer(string="Row", readonly=True, aggregator=None)
    code = fields.Char(readonly=True)
    text = fields.Char(string="Finding", readonly=True)
    cells = fields.Char(string="As Written", readonly=True)
