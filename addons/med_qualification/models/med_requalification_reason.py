from odoo import api, fields, models

OTHER = "other"


class MedRequalificationReason(models.Model):
    """Why a decided file is reviewed again, and how long trade goes on meanwhile."""

    _name = "med.requalification.reason"
    _description = "Requalification Reason"
    _order = "sequence, id"

    code = fields.Char(required=True, help="Stable name by which other addons call it.")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    stop = fields.Selection(
        [
            ("at_once", "Stops at once"),
            ("after", "Stops after the days given"),
            ("never", "Does not stop by itself"),
        ],
        string="Trade Meanwhile",
        required=True,
        default="after",
    )
    days = fields.Integer(default=30, help="Calendar days for which trade goes on.")

    _code_uniq = models.UniqueIndex("(code)", "This reason exists already.")
    _days_positive = models.Constraint(
        "CHECK (days >= 0)", "The days for which trade goes on cannot be negative."
    )

    @api.model
    def _by_code(self, code):
        """The row of a code; that of ``other`` where no row has it."""
        # sudo: rules bind everybody
        rows = self.sudo().search([("code", "in", [code, OTHER])])
        return rows.filtered(lambda r: r.code == code) or rows

    def _last_day(self, today):
        """Last day on which trade goes on after a reopening today, False for no end."""
        if self.stop == "at_once":
            return fields.Date.subtract(today, days=1)
        if self.stop == "after":
            return fields.Date.add(today, days=self.days)
        return False

    def write(self, vals):
        # EXTENDS base: what stopped trade when is evidence
        result = super().write(vals)
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "requalification.reason_changed",
                    "record": reason,
                    "facts": {"code": reason.code, "stop": reason.stop, "days": reason.days},
                }
                for reason in self
            ]
        )
        return result
