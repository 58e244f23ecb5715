from odoo import api, fields, models


class MedRoleMatrix(models.TransientModel):
    """An inspector's question "who may change this?" on one screen, to print."""

    _name = "med.role.matrix"
    _description = "Who May Change This?"

    subject = fields.Selection(
        "_selection_subject",
        string="Record",
        help="Leave empty for the whole matrix.",
    )
    body = fields.Html(compute="_compute_body", sanitize=False)

    @api.model
    def _selection_subject(self):
        names = [n for n in self.env["med.role"]._matrix_models() if n in self.env]
        # sudo: only the labels of models, which plain users may not read
        models_sudo = self.env["ir.model"].sudo()
        return [(name, models_sudo._get(name).name) for name in names]

    @api.depends("subject")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Who may change this?")

    @api.depends("subject")
    def _compute_body(self):
        for wizard in self:
            wizard.body = self.env["ir.qweb"]._render("med_base.role_matrix_body", wizard._matrix_values())

    def _matrix_values(self):
        """What the template shows: jobs, rights by model, duties, holders."""
        roles = self.env["med.role"].search([("active", "=", True)])
        return {
            "roles": roles,
            "rows": roles._matrix_rows([self.subject] if self.subject else None),
            "duties": self.env["med.role.duty"].search([("active", "=", True)]),
            "conflicts": self.env["med.role.conflict"].search([("active", "=", True)]),
            "subject": self.subject,
        }

    def action_print(self):
        """Print what the screen shows."""
        return self.env.ref("med_base.action_report_role_matrix").report_action(self)
