from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MedNcCause(models.Model):
    """Why goods or work were not as they should be: a tree, so that figures can be summed up."""

    _name = "med.nc.cause"
    _description = "Cause of Nonconformity"
    _order = "parent_path, id"
    _parent_store = True
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(index="btree_not_null")
    parent_id = fields.Many2one("med.nc.cause", string="Part of", index="btree_not_null", ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("med.nc.cause", "parent_id", string="Parts")
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every company.")
    active = fields.Boolean(default=True)
    note = fields.Text(translate=True, string="When to Use It")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE code IS NOT NULL", "There is a cause with this code already."
    )

    @api.depends("name", "parent_id.name", "parent_id.parent_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for cause in self:
            names, above = [cause.name or ""], cause.parent_id
            while above:
                names.insert(0, above.name or "")
                above = above.parent_id
            cause.display_name = " / ".join(names)

    @api.constrains("parent_id")
    def _check_no_cycle(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._(
                    "%(causes)s: a cause cannot be part of itself. Choose another cause above it.",
                    causes=", ".join(self.mapped("name")),
                )
            )

    def _med_top(self):
        """The cause at the top of the branch, nothing for nothing."""
        cause = self
        while cause.parent_id:
            cause = cause.parent_id
        return cause
