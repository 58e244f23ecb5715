from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class MedLawChange(models.Model):
    """One rule that starts or ends with a version of a law."""

    _name = "med.law.change"
    _description = "Change of a Rule by Law"
    _order = "version_id, id"

    version_id = fields.Many2one("med.law.version", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="version_id.company_id", store=True, index="btree_not_null")
    kind = fields.Selection(
        [("start", "Starts"), ("end", "Ends")],
        required=True,
        default="start",
        help="A rule that starts is kept archived until the version is adopted.",
    )
    row_ref = fields.Reference(selection="_selection_rows", string="Rule", required=True)
    note = fields.Char()

    @api.model
    def _selection_rows(self):
        """Hook: kinds of rules that law can start and end, as (model, label)."""
        return [("med.gate.check", self.env._("Gate Check"))]

    @api.constrains("row_ref", "version_id")
    def _check_row(self):
        for change in self:
            company = change.row_ref.company_id
            if change.company_id and company != change.company_id:
                raise ValidationError(
                    self.env._(
                        "%(rule)s is no rule of %(company)s alone: a rule of the house changes only "
                        "rules of its own company.",
                        rule=change.row_ref.display_name,
                        company=change.company_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        changes = super().create(vals_list)
        changes._check_open()
        return changes

    def write(self, vals):
        # EXTENDS base
        self.check_access("write")
        self._check_open()
        return super().write(vals)

    def unlink(self):
        # EXTENDS base
        self.check_access("unlink")
        self._check_open()
        return super().unlink()

    def _check_open(self):
        for change in self:
            if change.version_id.state != "draft":
                raise UserError(
                    self.env._(
                        "%(version)s was adopted: its changes stay as they are.",
                        version=change.version_id.number,
                    )
                )

    def _apply(self):
        """Write the dates into the rule; returns what was done, for the ledger."""
        self.ensure_one()
        day = self.version_id.date_from
        vals = {"date_from": day, "active": True}
        if self.kind == "end":
            vals = {"date_to": day - timedelta(days=1)}
        # sudo: rows that the law demands change by the law, adopted and signed, alone
        row = self.row_ref.sudo()
        row.write(vals)
        return {
            "kind": self.kind,
            "model": row._name,
            "code": row.code,
            **{name: str(value) for name, value in vals.items()},
        }
