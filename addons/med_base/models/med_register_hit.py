from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class MedRegisterHit(models.Model):
    """An external register names one of our records: a review for quality."""

    _name = "med.register.hit"
    _description = "Hit in an External Register"
    _inherit = ["med.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "state, id desc"
    _rec_name = "res_name"
    _guarded_fields = ("state", "decided_by_id", "decided_at")

    entry_id = fields.Many2one("med.register.entry", required=True, index=True, ondelete="restrict")
    source_id = fields.Many2one(related="entry_id.source_id", store=True, index=True)
    company_id = fields.Many2one(related="entry_id.company_id", store=True, index=True)
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True, index=True)
    res_name = fields.Char(string="Names")
    partner_id = fields.Many2one("res.partner", string="Party", index="btree_not_null", ondelete="restrict")
    matched_by = fields.Selection(
        [("code", "Credit code"), ("name", "Exact name"), ("number", "Number")], required=True
    )
    entry_kind = fields.Char(related="entry_id.kind", string="Matter")
    entry_date = fields.Date(related="entry_id.date", string="Dated")
    entry_reason = fields.Char(related="entry_id.reason", string="Reason Given")
    state = fields.Selection(
        [("open", "Open"), ("confirmed", "Confirmed"), ("dismissed", "Dismissed")],
        default="open",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    decision_reason = fields.Char(string="Reason of the Decision", copy=False, tracking=True)

    _record_uniq = models.UniqueIndex("(entry_id, res_model, res_id)")

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin
        if not self._has_ticket("create"):
            raise UserError(self.env._("Hits are made by the register itself."))
        return super(MedRegisterHit, self._without_ticket()).create(vals_list)

    def write(self, vals):
        # EXTENDS med.guarded.mixin: what was decided, and on what, stays
        fixed = {"entry_id", "res_model", "res_id", "res_name", "partner_id", "matched_by"} & set(vals)
        decided = "decision_reason" in vals and any(hit.state != "open" for hit in self)
        if (fixed or decided) and not self._has_ticket("state"):
            raise UserError(self.env._("What a register named, and the reason of a decision, stay."))
        return super().write(vals)

    def _open_review(self):
        """Hook: put the hit on the list of one person, the quality head of the company."""
        head = self.company_id.med_quality_head_id
        if head:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=head.id,
                summary=self._med_spoken_to(head).env._(
                    "%(record)s is named by %(register)s",
                    record=self.res_name,
                    register=self.source_id.name,
                ),
            )

    def action_confirm(self, reason=None):
        """It is ours and it matters; what follows is decided on the file.

        :param reason: what was found
        """
        self._decide("confirmed", reason)
        return True

    def action_dismiss(self, reason=None):
        """It is somebody else, or it does not matter.

        :param reason: why
        """
        self._decide("dismissed", reason)
        return True

    def _decide(self, state, reason):
        self.check_access("write")
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(self.env._("Hits are decided by quality staff. Ask a quality officer."))
        for hit in self:
            if not (reason or hit.decision_reason or "").strip():
                raise UserError(self.env._("Give the reason for this decision."))
            if hit.state != "open":
                raise UserError(self.env._("%(hit)s is decided already.", hit=hit.res_name))
            vals = {"state": state, "decided_by_id": self.env.uid, "decided_at": fields.Datetime.now()}
            hit._guarded_write({**vals, "decision_reason": reason} if reason else vals)
        self.activity_unlink(["mail.mail_activity_data_todo"])
        for hit in self:
            self.env["med.ledger.entry"]._append(
                "register.decided",
                record=hit,
                facts={"state": state, "reason": hit.decision_reason, "model": hit.res_model},
                company=hit.company_id,
            )

    def action_open_record(self):
        """Open the record that is named."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
