from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

ASKERS = [("sales", "Sales"), ("finance", "Finance"), ("owner", "Owner"), ("system", "The system")]


class MedCreditDecidedMixin(models.AbstractModel):
    """What one person asks for and another puts in force: changes, securities, groups.

    Only a draft can be edited; what was submitted stays as evidence. Routes see who asked
    (``asked_by``): sales ask finance, finance asks the owner, the owner asks finance.
    """

    _name = "med.credit.decided.mixin"
    _description = "Credit Decision"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "med.approval.state.mixin",
        "med.retention.mixin",
        "med.files.mixin",
    ]

    _guarded_fields = ("state", "asked_by", "applied_at")

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pending", "Pending"),
            ("done", "In Force"),
            ("rejected", "Rejected"),
            ("undone", "Undone"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    asked_by = fields.Selection(ASKERS, string="Asked As", readonly=True, copy=False)
    applied_at = fields.Datetime(string="Decided On", readonly=True, copy=False)

    # rights and shape ----------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin
        records = super().create(vals_list)
        records._adopt_files()
        return records

    def write(self, vals):
        # EXTENDS base: what was submitted stays what it was
        touched = {*self._approval_content_fields(), "attachment_ids"} & set(vals)
        locked = self.filtered(lambda record: record.state != "draft")
        if touched and locked and not self._has_ticket("state"):
            self._refuse_change(locked[0])
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        return result

    def _refuse_change(self, record):
        raise UserError(
            self.env._(
                "%(document)s was submitted and stays as it is. Withdraw it, or ask for a new change.",
                document=record.display_name,
            )
        )

    def _retention_applies(self):
        # OVERRIDE: drafts are no evidence yet
        return self.state != "draft"

    def _asker(self):
        """In which job the current user asks; finance counts before sales."""
        user = self.env.user
        if user.id == SUPERUSER_ID:
            return "system"
        if user.has_group("med_base.group_owner"):
            return "owner"
        return "finance" if user.has_group("med_base.group_finance") else "sales"

    def _decides_credit(self):
        """Whether the current user may decide on credit at all (finance or owner)."""
        return self._asker() in ("finance", "owner")

    # approval ------------------------------------------------------------

    def _approval_check_submit(self):
        # EXTENDS med.approval.mixin
        result = super()._approval_check_submit()
        if self.state != "draft":
            raise UserError(self.env._("%(document)s was submitted already.", document=self.display_name))
        # sudo: who asks need not be able to write what the system notes
        self.sudo()._guarded_write({"asked_by": self._asker()})
        return result

    def _approval_on_approved(self, request):
        # OVERRIDE
        self._put_in_force()

    def _put_in_force(self):
        """Carry out what was decided. Runs in sudo mode with the decider in ``env.user``."""
        self._guarded_write({"state": "done", "applied_at": fields.Datetime.now()})
