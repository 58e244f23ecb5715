from odoo import api, models

FROZEN = {
    "product_id",
    "lot_id",
    "lot_name",
    "quantity",
    "product_uom_id",
    "location_id",
    "location_dest_id",
    "owner_id",
    "package_id",
    "result_package_id",
    "move_id",
    "picking_id",
    "quant_id",
    "state",
}


class StockMoveLine(models.Model):
    """Everything that moves ends in ``_action_done`` here, with its lot resolved."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS stock
        lines = super().create(vals_list)
        lines.filtered(lambda line: line.state == "done").move_id._check_done_by_method()
        return lines

    def write(self, vals):
        # EXTENDS stock
        if set(vals) & FROZEN:
            self.filtered(
                lambda line: line.state == "done" and line._gate_would_change(vals)
            ).move_id._check_done_by_method()
        return super().write(vals)

    def _gate_would_change(self, vals):
        if "quant_id" in vals or vals.get("state", "done") != "done":
            return True
        if "move_id" in vals and vals["move_id"] == self.move_id.id:
            vals = {k: v for k, v in vals.items() if k != "move_id"}
        for name in set(vals) & FROZEN:
            field = self._fields[name]
            new = field.convert_to_cache(vals[name], self, validate=False)
            if new != field.convert_to_cache(self[name], self, validate=False):
                return True
        return False

    def _action_done(self):
        # EXTENDS stock: judged after super, when lots and quantities are known
        res = super()._action_done()
        lines = self.exists().filtered("product_id.is_medical_device")
        shipped = lines.move_id.filtered(lambda move: move._gate_is_shipment())
        if shipped:
            documents = shipped._gate_documents()
            for group in documents:
                group._gate_judge("ship", lines=shipped)
        lines.move_id.filtered(
            lambda move: move.med_is_supplier_return and not move.origin_returned_move_id
        )._med_log_returns()
        received = lines.filtered(lambda line: line.move_id._gate_is_receipt())
        if received:
            received._gate_mark_unreleased()
        return res

    def _gate_mark_unreleased(self):
        """Take the goods in; those with findings stay until quality releases them."""
        findings = []
        for group in self.move_id._gate_documents():
            findings += group._gate_evaluate("release", lines=self.move_id)
        by_product = {}
        for finding in findings:
            if self.move_id._gate_is_stop(finding):
                by_product.setdefault(finding["product_id"], []).append(finding)
        if by_product:
            # sudo: receivers do not write quality's records, the gate does
            self.env["med.lot.block"].sudo()._block_lines(self, by_product)
