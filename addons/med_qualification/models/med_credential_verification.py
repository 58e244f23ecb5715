from odoo import api, fields, models
from odoo.exceptions import UserError


class MedCredentialVerification(models.Model):
    """One verification (校验) stamped on a paper in force: evidence beside the paper."""

    _name = "med.credential.verification"
    _description = "Verification of a Credential"
    _inherit = ["med.retention.mixin", "med.files.mixin"]
    _order = "credential_id, verified_on desc, id desc"
    _rec_name = "verified_on"

    credential_id = fields.Many2one(
        "med.credential", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="credential_id.company_id", store=True, index=True)
    verified_on = fields.Date(required=True, default=lambda self: self.env.company._med_today())
    valid_until = fields.Date(
        string="Next Due", required=True, help="Day by which the next verification is due."
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Stamped Page", copy=False)
    note = fields.Char()

    _dates_ordered = models.Constraint(
        "CHECK (valid_until > verified_on)",
        "The next verification is due after this one.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        rows = super().create(vals_list)
        rows._adopt_files()
        for row in rows:
            row._check_paper()
            row.credential_id._log(
                "credential.verified",
                verified_on=fields.Date.to_string(row.verified_on),
                until=fields.Date.to_string(row.valid_until),
            )
            row.credential_id._recheck()
        return rows

    def _check_paper(self):
        paper = self.credential_id
        paper._check_quality()
        if paper.state not in ("valid", "renewing", "expired"):
            raise UserError(
                self.env._(
                    "%(paper)s is not in force: a verification belongs to an approved paper.",
                    paper=paper.display_name,
                )
            )
        if self.verified_on > self.env.company._med_today():
            raise UserError(
                self.env._(
                    "%(paper)s cannot have been verified in the future: compare the stamp.",
                    paper=paper.display_name,
                )
            )

    def write(self, vals):
        # EXTENDS base: what was stamped was stamped
        self.check_access("write")
        raise UserError(
            self.env._("A verification stays as it was entered. Add another one with the right dates.")
        )

    def _retention_rule_code(self):
        # EXTENDS med.retention.mixin
        return "qualification_record"

    def _retention_expiry_date(self):
        # EXTENDS med.retention.mixin
        return self.valid_until

    @api.model
    def _retention_depends(self):
        # EXTENDS med.retention.mixin
        return ["valid_until"]


class MedCredential(models.Model):
    """A paper is verified until the latest stamp says."""

    _inherit = "med.credential"

    verification_ids = fields.One2many("med.credential.verification", "credential_id")
    verification_due = fields.Date(
        compute="_compute_verification", store=True, index="btree_not_null"
    )
    verification_state = fields.Selection(
        [("none", "None"), ("ok", "Verified"), ("soon", "Due Soon"), ("late", "Late"), ("lapsed", "Lapsed")],
        compute="_compute_verification_state",
    )

    @api.depends("verified_until", "verification_ids.valid_until", "type_id.annual_check")
    def _compute_verification(self):
        for credential in self:
            days = [credential.verified_until, *credential.verification_ids.mapped("valid_until")]
            is_asked = credential.type_id.annual_check not in (False, "none")
            credential.verification_due = is_asked and max(filter(None, days), default=False)

    @api.depends("verification_due", "type_id", "state")
    def _compute_verification_state(self):
        today = self.env.company._med_today()
        for credential in self:
            due, kind = credential.verification_due, credential.type_id
            grace = 0 if kind.annual_check == "block" else kind.annual_check_grace
            if not due or credential.state not in ("valid", "renewing", "expired"):
                credential.verification_state = "none"
            elif due < today:
                lapsed = (today - due).days > grace
                credential.verification_state = "lapsed" if lapsed else "late"
            else:
                soon = (due - today).days <= kind.reminder_days
                credential.verification_state = "soon" if soon else "ok"
