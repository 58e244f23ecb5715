from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class MedCreditGroup(models.Model):
    """Related parties that share one limit: a hospital group, companies of one owner.

    The approved limit counts for all members together, those of subgroups included.
    """

    _name = "med.credit.group"
    _description = "Credit Group"
    _inherit = ["med.credit.decided.mixin"]
    _parent_store = True
    _order = "name, id"

    _guarded_fields = ("state", "asked_by", "applied_at", "has_limit", "approved_limit", "parent_path")

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        "med.credit.group",
        string="Part of",
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('company_id', '=', company_id)]",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("med.credit.group", "parent_id", string="Subgroups")
    account_ids = fields.One2many("med.credit.account", "group_id", string="Members")
    member_count = fields.Integer(compute="_compute_member_count", string="Number of Members")
    limit_amount = fields.Monetary(
        string="Limit Asked For", tracking=True, help="For all members together; 0 means none."
    )
    has_limit = fields.Boolean(string="Limit Approved", readonly=True, copy=False)
    approved_limit = fields.Monetary(string="Limit in Force", readonly=True, copy=False, tracking=True)
    reason = fields.Text(string="What Relates Them")
    attachment_ids = fields.Many2many("ir.attachment", string="Proof", copy=False)

    _name_uniq = models.UniqueIndex("(company_id, name)", "There is a group of this name already.")

    def _compute_member_count(self):
        groups = self.env["med.credit.account"]._read_group(
            [("group_id", "child_of", self.ids)], ["group_id"], ["__count"]
        )
        for group in self:
            mine = [count for child, count in groups if group in child._and_parents()]
            group.member_count = sum(mine)

    def _and_parents(self):
        """This group and those above it, by the path that was stored."""
        self.ensure_one()
        return self.browse(int(number) for number in (self.parent_path or "").split("/") if number)

    @api.constrains("parent_id")
    def _check_circle(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._(
                    "%(group)s cannot be part of itself, nor of one of its subgroups.",
                    group=self[:1].name,
                )
            )

    @api.constrains("parent_id", "company_id")
    def _check_company(self):
        for group in self:
            others = group.parent_id.company_id | group.account_ids.company_id
            if others - group.company_id:
                raise ValidationError(
                    self.env._("%(group)s: all members must be of one company.", group=group.name)
                )

    @api.constrains("limit_amount")
    def _check_limit_amount(self):
        for group in self:
            if group.limit_amount < 0:
                raise ValidationError(
                    self.env._("%(group)s: a limit cannot be below zero. Enter 0 for none.", group=group.name)
                )

    # what would take away a common limit -----------------------------------

    def write(self, vals):
        # EXTENDS med.credit.decided.mixin
        freed = self._freed_by(vals)
        if freed and not self.env.su and not self.env.user.has_group("med_base.group_owner"):
            raise AccessError(
                self.env._(
                    "%(group)s would be free of an approved limit: ask the head of the company to do it.",
                    group=freed[0].name,
                )
            )
        result = super().write(vals)
        for group in freed:
            self.env["med.ledger.entry"]._append(
                "credit.group_moved",
                record=group,
                facts={"active": group.active, "parent": group.parent_id.id},
                company=group.company_id,
            )
        return result

    def _freed_by(self, vals):
        """The groups that a write takes an approved limit off: archived, or moved out of another."""
        freed = self.browse()
        if "active" in vals and not vals["active"]:
            freed |= self.filtered(lambda group: group.active and group.has_limit)
        if "parent_id" in vals:
            for group in self.filtered(lambda group: group.parent_id.id != (vals["parent_id"] or False)):
                if any(above.has_limit for above in group._and_parents() - group):
                    freed |= group
        return freed

    # approval ------------------------------------------------------------

    def action_submit(self):
        """Ask for the limit; a lower one of finance or owner takes effect at once."""
        self.check_access("write")
        now = self.filtered(
            lambda g: g._decides_credit() and g.has_limit and g.limit_amount <= g.approved_limit
        )
        for group in now:
            group._approval_check_submit()
            group.sudo()._put_in_force()  # sudo: an approved limit is written by decisions alone
        return super(MedCreditGroup, self - now).action_submit()

    def action_change(self):
        """Open the group for another limit; the approved one counts on meanwhile."""
        self.check_access("write")
        for group in self.filtered(lambda g: g.state in ("done", "rejected")):
            group._guarded_write({"state": "draft"})
        return True

    def _approval_content_fields(self):
        # OVERRIDE
        return ["name", "limit_amount", "parent_id"]

    def _approval_review_fields(self):
        # OVERRIDE
        return ["name", "parent_id", "limit_amount", "approved_limit", "account_ids", "reason"]

    def _put_in_force(self):
        # EXTENDS med.credit.decided.mixin
        old = self.approved_limit if self.has_limit else None
        self._guarded_write({"has_limit": True, "approved_limit": self.limit_amount})
        result = super()._put_in_force()
        self.env["med.ledger.entry"]._append(
            "credit.group_limit",
            record=self,
            facts={"old": old, "new": self.approved_limit},
            company=self.company_id,
        )
        return result

    def action_open_members(self):
        """The accounts of this group and its subgroups."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_credit.med_credit_account_action")
        return {**action, "domain": [("group_id", "child_of", self.ids)], "context": {}}
