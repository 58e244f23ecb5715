from odoo import api, fields, models


class MedCredentialLineMixin(models.AbstractModel):
    """A line of a paper: what a reviewer looked at cannot be changed behind the paper."""

    _name = "med.credential.line.mixin"
    _description = "Line of a Credential"

    credential_id = fields.Many2one(
        "med.credential", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="credential_id.company_id", store=True, index=True)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        # EXTENDS base: rights first, a refusal must not tell strangers what there is
        self.check_access("write")
        self._check_open()
        result = super().write(vals)
        self._check_open()
        return result

    def unlink(self):
        # EXTENDS base: not ondelete, which a client's context can switch off
        self.check_access("unlink")
        self._check_open()
        return super().unlink()

    def _closed_papers(self):
        """Papers of these lines that are no drafts any more."""
        # sudo: the state of the paper counts, whoever may read it
        return self.sudo().credential_id.filtered(lambda c: c.state != "draft")

    def _check_open(self):
        """Hook: raise where a paper of these lines was reviewed."""
        raise NotImplementedError
