from odoo import models


class MedApprovalStateMixin(models.AbstractModel):
    """A document whose ``state`` follows its application: draft, pending, decided or rejected.

    The model has a guarded field ``state`` with at least ``draft``, ``pending`` and ``rejected``,
    and says in :meth:`_approval_on_approved` what an approval puts in force.
    """

    _name = "med.approval.state.mixin"
    _inherit = ["med.guarded.mixin", "med.approval.mixin"]
    _description = "State that follows the Approval"

    def _approval_on_submitted(self, request):
        # EXTENDS med.approval.mixin
        result = super()._approval_on_submitted(request)
        self.sudo()._guarded_write({"state": "pending"})  # sudo: the state is the system's
        return result

    def _approval_on_returned(self, request, reason):
        # EXTENDS med.approval.mixin
        result = super()._approval_on_returned(request, reason)
        self._guarded_write({"state": "draft"})
        return result

    def _approval_on_withdrawn(self, request):
        # EXTENDS med.approval.mixin
        result = super()._approval_on_withdrawn(request)
        self._guarded_write({"state": "draft"})
        return result

    def _approval_on_voided(self, request, reason):
        # EXTENDS med.approval.mixin: what was decided stays decided, what waited starts anew
        result = super()._approval_on_voided(request, reason)
        if self.state == "pending":
            self._guarded_write({"state": "draft"})
        return result

    def _approval_on_rejected(self, request, reason):
        # EXTENDS med.approval.mixin
        result = super()._approval_on_rejected(request, reason)
        self._guarded_write({"state": "rejected"})
        return result
