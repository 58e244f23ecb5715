from odoo import fields, models
from odoo.exceptions import UserError


class MedDirectDelivery(models.Model):
    """Who inspects at the place is appointed by quality, and finds what was approved (GSP art. 66)."""

    _inherit = "med.direct.delivery"

    approved_goods = fields.Json(readonly=True, copy=False)

    def _guarded_names(self):
        # EXTENDS med.guarded.mixin
        return (*super()._guarded_names(), "approved_goods")

    def action_approve(self):
        # EXTENDS: what was approved is remembered by product
        result = super().action_approve()
        for record in self:
            record._guarded_write({"approved_goods": record.line_ids._amounts()})
        return result

    def _check_complete(self):
        # EXTENDS
        result = super()._check_complete()
        self._check_appointed(self.env.user)
        return result

    def write(self, vals):
        # EXTENDS: once approved, quality alone appoints somebody else
        appointed = {"inspector_id", "appointed_id", "inspector_kind"} & set(vals)
        later = self.filtered(lambda record: record.state == "approved") if appointed else self.browse()
        if later:
            later._check_officer()
        result = super().write(vals)
        for record in later:
            record._check_appointed(self.env.user)
            record._log("direct.appointed", {"user": record.inspector_id.id, "kind": record.inspector_kind})
        return result

    def _check_appointed(self, officer):
        """Our man at the place is an inspector, and another person than who approves."""
        person = self.inspector_id
        if self.inspector_kind != "own" or not person:
            return
        # sudo: which job the person holds, whoever appoints
        if not person.sudo().has_group("med_base.group_inspector"):
            raise UserError(
                self.env._("%(name)s is not an inspector: appoint somebody who is.", name=person.name)
            )
        if person in (officer, self.approved_by_id):
            raise UserError(
                self.env._(
                    "%(record)s: who inspects at the place is another person than who approves. Appoint "
                    "another inspector or have another officer approve.",
                    record=self.name,
                )
            )

    def _not_approved(self):
        """Texts of goods that nobody approved, or of more than was approved."""
        approved = self.approved_goods
        if not approved:
            return []
        found = self.line_ids._amounts()
        products = {str(product.id): product for product in self.line_ids.product_id}
        return [
            self.env._(
                "%(product)s: %(quantity)s are recorded, %(approved)s were approved",
                product=products[key].display_name,
                quantity=f"{amount:g}",
                approved=f"{approved.get(key, 0.0):g}",
            )
            for key, amount in found.items()
            if products[key].uom_id.compare(amount, approved.get(key, 0.0)) > 0
        ]
