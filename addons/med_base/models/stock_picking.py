from odoo import api, models
from odoo.exceptions import UserError

FROZEN = {"partner_id", "date_done", "location_id", "location_dest_id", "state"}


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "med.gate.mixin"]

    # gate ----------------------------------------------------------------

    def _gate_next_stage(self):
        if self.state in ("done", "cancel"):
            return False
        for move in self.move_ids:
            if stage := move._gate_next_stage():
                return stage
        return False

    def _gate_lines(self, stage):
        return self.move_ids._gate_lines(stage)

    def _gate_line_document(self, line):
        return line.picking_id

    def _gate_partners(self, stage):
        return {
            picking: picking.partner_id.commercial_partner_id.union(
                *picking._gate_lines(stage)._gate_partners(stage).values()
            )
            for picking in self
        }

    def _gate_waiver_documents(self):
        orders = self.move_ids.sale_line_id.order_id
        return [self, *(d for order in orders for d in order._gate_waiver_documents())]

    def _gate_owner(self):
        return self.move_ids._gate_order().user_id[:1] or self.user_id or self.create_uid

    def _gate_panel_depends(self):
        return [
            *super()._gate_panel_depends(),
            "state",
            "partner_id",
            "move_ids.product_id",
            "move_ids.move_line_ids.lot_id",
        ]

    def _gate_findings(self, stage):
        """A transfer is judged by its movements."""
        findings = self.move_ids._gate_findings(stage)
        for finding in findings:
            finding["document"] = finding["document"].picking_id
        return findings

    # what is done stays --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS stock
        pickings = super().create(vals_list)
        for picking, vals in zip(pickings, vals_list, strict=True):
            if vals.get("state") == "done":
                picking._check_done_by_method()
        return pickings

    def write(self, vals):
        # EXTENDS stock
        if set(vals) & FROZEN:
            self.filtered(lambda p: p.state == "done")._check_done_by_method()
            if vals.get("state") == "done":
                self._check_done_by_method()
        return super().write(vals)

    def _check_done_by_method(self):
        """Refuse edits of a done transfer of devices and transfers typed as done."""
        devices = self.filtered(
            lambda p: any(p.move_ids.mapped("product_id.is_medical_device"))
        )
        if devices and not devices._has_ticket("done"):
            raise UserError(
                self.env._(
                    "%(transfers)s: partner, places and time of a done transfer of "
                    "medical devices are evidence. Make a return or a new transfer; "
                    "what happened earlier is entered as a retrospective entry.",
                    transfers=", ".join(devices.mapped("name")),
                )
            )

    def _action_done(self):
        # EXTENDS stock
        return super(StockPicking, self._with_ticket("done"))._action_done()
