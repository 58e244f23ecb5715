from odoo import api, fields, models


class MedApprovalContentMixin(models.AbstractModel):
    """Content that is not for everybody who may see that something waits."""

    _inherit = "med.approval.content.mixin"

    def _approval_is_confidential(self):
        """Hook: whether the application itself is for those only who see personal data."""
        return False

    def _approval_masked(self, texts, for_all=False):
        """Hook: texts of the content without what the reader may not see.

        :param texts: {path: text or list of ``[line id, text]``}
        :param for_all: the texts are kept where everybody reads them
        """
        return texts


class MedApprovalRequest(models.Model):
    _inherit = "med.approval.request"

    is_confidential = fields.Boolean(
        readonly=True, help="Read by those who may see personal data, applicant and approvers."
    )

    @api.model
    def _prepare_request(self, document, route, company, previous):
        # EXTENDS med_base
        vals = super()._prepare_request(document, route, company, previous)
        # sudo: what is confidential does not depend on who applies
        return {**vals, "is_confidential": document.sudo()._approval_is_confidential()}
