from odoo import api, fields, models
from odoo.exceptions import UserError


class MedDeviceChange(models.Model):
    """Request to take a product out of the rules for medical devices.

    The only way to switch ``is_medical_device`` off: orders, lots and records of the
    product were judged by it. Decided by the quality head, kept in the ledger.
    """

    _name = "med.device.change"
    _inherit = ["mail.thread", "mail.activity.mixin", "med.approval.state.mixin"]
    _description = "Change of a Device to Other Goods"
    _order = "id desc"

    product_tmpl_id = fields.Many2one(
        "product.template",
        string="Product",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_medical_device", "=", True)],
        tracking=True,
    )
    reason = fields.Text(required=True, help="Why this is no medical device.", tracking=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence", copy=False)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company.id)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pending", "Pending"),
            ("done", "Changed"),
            ("rejected", "Rejected"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )

    @api.depends("product_tmpl_id.display_name")
    def _compute_display_name(self):
        for change in self:
            change.display_name = self.env._(
                "%(product)s is no medical device", product=change.product_tmpl_id.display_name or ""
            )

    def unlink(self):
        # EXTENDS base: api.ondelete would fall to a client's context
        self._check_unlink_except_submitted()
        return super().unlink()

    def _check_unlink_except_submitted(self):
        for change in self:
            if change.state != "draft":
                raise UserError(
                    self.env._(
                        "%(change)s was submitted and stays as evidence.",
                        change=change.display_name,
                    )
                )

    # approval ------------------------------------------------------------

    def _approval_content_fields(self):
        # OVERRIDE
        return ["product_tmpl_id", "reason"]

    def _approval_review_fields(self):
        # OVERRIDE
        return ["product_tmpl_id", "reason", "company_id"]

    def _approval_check_submit(self):
        # OVERRIDE
        if not self.product_tmpl_id.is_medical_device:
            raise UserError(
                self.env._(
                    "%(product)s is no medical device: there is nothing to change.",
                    product=self.product_tmpl_id.display_name,
                )
            )

    def _approval_review_notes(self):
        # EXTENDS med.approval.mixin: what the decision will reach
        notes = super()._approval_review_notes()
        products = self.product_tmpl_id.with_context(active_test=False).product_variant_ids
        # sudo: counts only, whoever decides
        moves = self.env["stock.move"].sudo().search_count([("product_id", "in", products.ids)])
        registered = [number for number in products.mapped("med_registration_no") if number]
        if moves:
            notes.append(
                self.env._("%(count)s stock movements were judged as movements of a device.", count=moves)
            )
        if registered:
            notes.append(
                self.env._("It has the registration %(numbers)s.", numbers=", ".join(sorted(set(registered))))
            )
        return notes

    def _approval_on_approved(self, request):
        # OVERRIDE
        product = self.product_tmpl_id
        product._with_ticket("device_off", ("is_medical_device",)).write({"is_medical_device": False})
        self._guarded_write({"state": "done"})
