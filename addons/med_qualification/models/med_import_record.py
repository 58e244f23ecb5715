from odoo import fields, models


class MedImportRecord(models.Model):
    """What one import made or changed, with the values before and after."""

    _name = "med.import.record"
    _description = "Made by an Import"
    _order = "id"

    run_id = fields.Many2one("med.import.run", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    line_id = fields.Many2one("med.import.line", index="btree_not_null", ondelete="set null")
    row_no = fields.Integer(related="line_id.row_no")
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    res_name = fields.Char(string="Record")
    kind = fields.Selection([("created", "Made"), ("changed", "Changed")], required=True)
    before = fields.Json()
    after = fields.Json()
    state = fields.Selection(
        [("open", "In Effect"), ("undone", "Undone"), ("kept", "Could Not Be Undone")],
        default="open",
        required=True,
        index=True,
    )
    reason = fields.Char(string="Why It Stays")

    _subject_idx = models.Index("(res_model, res_id) WHERE state != 'undone'")

    def action_open(self):
        """Open the record."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
