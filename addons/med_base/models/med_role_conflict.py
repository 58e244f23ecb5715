from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MedRoleConflict(models.Model):
    """Two jobs that one person should not hold: warns, asks for a reason."""

    _name = "med.role.conflict"
    _description = "Incompatible Jobs"
    _order = "role_a_id, role_b_id"

    role_a_id = fields.Many2one("med.role", string="Job", required=True, index=True, ondelete="cascade")
    role_b_id = fields.Many2one(
        "med.role",
        string="Incompatible With",
        required=True,
        index=True,
        ondelete="cascade",
    )
    reason = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)

    _pair_uniq = models.UniqueIndex(
        "(LEAST(role_a_id, role_b_id), GREATEST(role_a_id, role_b_id))",
        "This pair is listed already.",
    )

    @api.constrains("role_a_id", "role_b_id")
    def _check_pair(self):
        for conflict in self:
            if conflict.role_a_id == conflict.role_b_id:
                raise ValidationError(
                    self.env._(
                        "%(job)s cannot be incompatible with itself: choose two jobs.",
                        job=conflict.role_a_id.name,
                    )
                )

    @api.depends("role_a_id.name", "role_b_id.name", "reason")
    def _compute_display_name(self):
        for conflict in self:
            conflict.display_name = self.env._(
                "%(a)s and %(b)s: %(reason)s",
                a=conflict.role_a_id.name or "",
                b=conflict.role_b_id.name or "",
                reason=conflict.reason or "",
            )

    @api.model
    def _among(self, roles):
        """The incompatible pairs within a set of jobs.

        :param roles: jobs that one person holds or would hold
        :return: recordset of pairs, one query
        """
        return self.search([("role_a_id", "in", roles.ids), ("role_b_id", "in", roles.ids)])
