from odoo import Command, api, models


class MedGateSelector(models.AbstractModel):
    """What a customer may buy, for lists of products to choose from. For the eye only.

    The gate judges the order itself; nothing here decides.
    """

    _name = "med.gate.selector"
    _description = "What a Customer May Buy"

    @api.model
    def _reasons(self, partner, products, company, address=None):
        """Devices that would be stopped on an order of ``partner``, with the reason.

        Judged together on an order that is never saved, in a fixed number of queries.
        :param address: delivery address, the partner itself if none
        :return: {product id: (short reason, whole reason)}
        """
        devices = products.filtered("is_medical_device")
        if not partner or not devices:
            return {}
        order = self._imagine(partner, devices, company, address or partner)
        checks = self.env["med.gate.check"]._effective(company)
        reasons = {}
        for finding in self._findings_on_goods(order):
            check = checks.get(finding["check"])
            if not self._stops(order, finding, check, company):
                continue
            short = check.name if check else finding["message"]
            concerned = finding["line"]._gate_product() if finding["line"] else devices
            for product in concerned:
                reasons.setdefault(product._origin.id, (short, str(finding["message"])))
        return reasons

    def _findings_on_goods(self, order):
        """What papers say of goods and party; price, money and amounts are no matter here."""
        qualification = order.env["med.gate.qualification"]
        return [
            *order._gate_device_findings("confirm"),
            *qualification._findings(order, "confirm", "customer"),
        ]

    def _imagine(self, partner, devices, company, address):
        """An order of one piece of each device, in memory."""
        lines = [
            Command.create({"product_id": device.id, "product_uom_qty": 1, "price_unit": 1})
            for device in devices
        ]
        orders = self.env["sale.order"].with_company(company)
        return orders.new(
            {
                "company_id": company.id,
                "partner_id": partner.id,
                "partner_shipping_id": address.id,
                "partner_invoice_id": partner.id,
                "order_line": lines,
            }
        )

    def _stops(self, order, finding, check, company):
        """Whether a finding would stop the confirmation today, trial mode considered."""
        severity = check._severity("confirm") if check else "block"
        severity = order._gate_row_severity(finding, check, "confirm", severity)
        return severity == "block" and not (check and check._is_trial(company))

    @api.model
    def _mark_names(self, found, products_of):
        """Grey the entries of a name search that the customer of the context cannot buy.

        :param found: what ``web_name_search`` returns
        :param products_of: function from ids to {id: products}
        """
        partner = self._partner_of_context()
        if not partner or not found:
            return found
        by_id = products_of([entry["id"] for entry in found])
        products = self.env["product.product"].union(*by_id.values())
        reasons = self._reasons(partner, products, self.env.company)
        for entry in found:
            stopped = [reasons.get(product.id) for product in by_id.get(entry["id"], ())]
            if stopped and all(stopped):
                name = (entry.get("display_name") or "").replace("--", "-")
                entry["__formatted_display_name"] = f"--⛔ {name} · {stopped[0][0]}--"
        return found

    def _partner_of_context(self):
        """The customer for whom products are chosen, if the user may know of it."""
        key = self.env.context.get("med_sale_partner_id")
        if isinstance(key, bool) or not isinstance(key, int):
            return None
        if not self.env.user.has_group("med_base.group_med_user"):
            return None
        partner = self.env["res.partner"].browse(key).exists()
        return partner if partner and partner.has_access("read") else None
