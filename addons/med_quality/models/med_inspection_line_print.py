from odoo import models
from odoo.tools import format_date, format_datetime


class MedInspectionLine(models.Model):
    """One row of the printed record."""

    _inherit = "med.inspection.line"

    def _sheet_row(self, number, licences):
        """Plain values of one row of the printed record."""
        product = self.product_id
        words = dict(self._fields["result"]._description_selection(self.env))
        return {
            "number": number,
            "product": product.name,
            "specification": product.med_specification or "",
            "registration": product.med_registration_no or "",
            "registrant": product.med_registrant or "",
            "licence": licences.get(product, ""),
            "lot": self.lot_id.name or "",
            "udi": f"(01){product.med_di}" if product.med_di else "",
            "made": format_date(self.env, self.production_date) if self.production_date else "",
            "ends": format_date(self.env, self.expiry_date) if self.expiry_date else "",
            "unit": self.product_uom_id.name,
            "received": f"{self.received_quantity:g}",
            "accepted": f"{self.accepted_quantity:g}",
            "result": words.get(self.result, ""),
            "rejected": self._rejected_words(),
            "action": self.nonconformity_id.display_name or "",
            "stocked": format_datetime(self.env, self.released_at) if self.released_at else "",
        }

    def _rejected_words(self):
        if not self.rejected_quantity:
            return ""
        return " ".join(filter(None, [f"{self.rejected_quantity:g}", self.reason_id.name, self.note]))
