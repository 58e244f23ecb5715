from odoo import fields, models


class MedPartyType(models.Model):
    """What a partner is in the trade of devices: decides papers, number and gate."""

    _name = "med.party.type"
    _description = "Party Type"
    _order = "sequence, id"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    uscc_rule = fields.Selection(
        [
            ("required", "Required and checked"),
            ("optional", "Checked when filled"),
            ("none", "Has none"),
        ],
        string="Unified Social Credit Code",
        required=True,
        default="required",
        help="Whether parties of this type have a unified social credit code. A "
        "missing code stops the approval of their file, never the saving.",
    )
    is_customer = fields.Boolean(string="Buys", default=True)
    is_supplier = fields.Boolean(string="Supplies")
    is_use_unit = fields.Boolean(
        string="Use Unit", help="Uses devices on patients: needs no operating licence."
    )
    is_trader = fields.Boolean(string="Trader", help="Trades devices: class III licence, class II filing.")
    is_producer = fields.Boolean(string="Producer")
    is_foreign = fields.Boolean(string="Foreign", help="Outside mainland law: no Chinese licence is asked.")
    is_individual = fields.Boolean(string="Natural Person")
    note = fields.Text(translate=True)

    _code_uniq = models.UniqueIndex("(code)", "This party type code exists already.")
