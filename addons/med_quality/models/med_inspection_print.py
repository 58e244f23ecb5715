from odoo import models
from odoo.tools import format_date, format_datetime

LICENCES = ("manufacturing_licence", "manufacturing_filing")


class MedInspection(models.Model):
    """What the printed records show (GSP art. 65, 70)."""

    _inherit = "med.inspection"

    def _sheet(self):
        """Plain values of the printed record."""
        self.ensure_one()
        # sudo: the print shows what the law asks, whoever prints it; times are those of the company
        inspection = self.sudo().with_context(tz=self.company_id._med_zone().zone)
        partner, picking = inspection.partner_id, inspection.picking_id
        orders = picking.move_ids.purchase_line_id.order_id
        contact = partner.child_ids.filtered(lambda child: child.type == "contact")[:1]
        licences = inspection._licences()
        return {
            "supplier": partner.name or "",
            "address": " ".join((partner._display_address(without_company=True) or "").split()),
            "contact": " ".join(filter(None, [contact.name, contact.phone or partner.phone])),
            "ordered": ", ".join(format_date(inspection.env, order.date_order) for order in orders),
            "received": format_datetime(inspection.env, picking.date_done) if picking.date_done else "",
            "transport": inspection._transport_word(),
            "temperature": f"{picking.med_arrival_temperature:g} °C" if picking.med_has_temperature else "",
            "rows": [line._sheet_row(number, licences) for number, line in enumerate(inspection.line_ids, 1)],
        }

    def _transport_word(self):
        words = dict(self.picking_id._fields["med_transport_mode"]._description_selection(self.env))
        return words.get(self.picking_id.med_transport_mode, "")

    def _licences(self):
        """{product: numbers of the manufacturing licences of its makers}."""
        products = self.line_ids.product_id
        finder = self.env["med.pack.finder"]
        makers = {product: finder._makers(product) for product in products}
        papers = self.env["med.credential"].search(
            [
                ("commercial_partner_id", "in", self.env["res.partner"].union(*makers.values()).ids),
                ("company_id", "=", self.company_id.id),
                ("type_id.code", "in", LICENCES),
                ("state", "not in", ("draft", "review", "revoked")),
            ]
        )
        return {
            product: ", ".join(
                papers.filtered(lambda p, who=who: p.commercial_partner_id in who).mapped("number")
            )
            for product, who in makers.items()
        }
