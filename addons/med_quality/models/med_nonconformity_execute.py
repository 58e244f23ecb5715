from odoo import Command, fields, models
from odoo.exceptions import UserError


class MedNonconformity(models.Model):
    """What was decided is carried out: the goods go back, are reworked, let go or scrapped."""

    _inherit = "med.nonconformity"

    def action_execute(self):
        """Carry out the approved decision. Return leaves a transfer to be sent by the warehouse.

        :raise UserError: not decided, approved for other facts, carried out already, goods not there
        """
        self.ensure_one()
        self._check_quality()
        self._check_state("decided")
        if self.executed_at:
            raise UserError(self.env._("%(case)s was carried out already.", case=self.display_name))
        if self.kind != "goods" or not self._approval_is_current():
            raise UserError(
                self.env._(
                    "%(case)s: there is no approved decision about these goods. Submit it for approval.",
                    case=self.display_name,
                )
            )
        case = self.sudo()  # sudo: the approved decision is carried out by the system
        case._check_place()
        getattr(case, f"_execute_{self.disposition}")()
        case._guarded_write({"executed_at": fields.Datetime.now(), "executed_by_id": self.env.uid})
        case._log_event("nc.executed", disposition=self.disposition)
        if self.rest_is_good:
            case._lift_hold(self.env._("Decision carried out: %(case)s", case=self.display_name))
        if self.return_picking_id:
            return self.action_open_return()
        return True

    def _check_place(self):
        """The goods must lie where the case says, in this quantity."""
        if not self.location_id:
            raise UserError(
                self.env._(
                    "%(case)s: say where the goods lie, so that they can be moved.", case=self.display_name
                )
            )
        quants = self.env["stock.quant"].with_company(self.company_id)
        there = sum(
            quants._gather(self.product_id, self.location_id, lot_id=self.lot_id or None, strict=True).mapped(
                "quantity"
            )
        )
        if self.uom_id.compare(there, self.quantity) < 0:
            raise UserError(
                self.env._(
                    "%(case)s: only %(there)s %(unit)s lie in %(place)s, not %(quantity)s. Correct the place "
                    "by moving the goods, or cancel and open it anew.",
                    case=self.display_name,
                    there=there,
                    unit=self.uom_id.name,
                    place=self.location_id.display_name,
                    quantity=self.quantity,
                )
            )

    # movements -----------------------------------------------------------

    def _warehouse(self):
        """The warehouse in which the goods lie."""
        warehouses = self.env["stock.warehouse"]
        own = warehouses.search([("company_id", "=", self.company_id.id)])
        return self.location_id.warehouse_id or own[:1]

    def _transfer(self, target, purpose):
        """Move the goods within the house and remember where they lie now."""
        row = {
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "quantity": self.quantity,
            "location_id": self.location_id.id,
            "location_dest_id": target.id,
        }
        service = self.env["med.zone.transfer"].with_company(self.company_id)
        picking = service._move(self.company_id, [row], purpose, self, reason=self.display_name)
        self._guarded_write({"location_id": target.id, "transfer_ids": [Command.link(picking.id)]})
        return picking

    def _move_to_red(self):
        """Bad goods lie in the red zone of their warehouse (GSP 40)."""
        if not self.is_in_red:
            self._check_place()
            self._transfer(self._warehouse().med_rejected_id, "reject")

    def _execute_rework(self):
        """Reworked goods wait in the yellow zone to be inspected again."""
        self._move_to_red()
        self._transfer(self._warehouse().med_await_id, "rework")
        self._ask_reinspection()

    def _ask_reinspection(self):
        """Hook: the reworked goods of this case wait for their inspection."""
        self._remind(self.env._("Reworked: have the goods inspected again"))

    def _execute_concession(self):
        """Let go as they are, as approved and signed."""
        self._lift_hold(self.env._("Concession: %(case)s", case=self.display_name))
        if self.is_in_red:
            self._transfer(self._warehouse().lot_stock_id, "concession")

    def _execute_scrap(self):
        """Scrap from the red zone; stock and accounts in one step."""
        self._move_to_red()
        scrap = self.env["stock.scrap"].with_company(self.company_id).create(self._prepare_scrap())
        scrap.do_scrap()
        self._guarded_write({"scrap_id": scrap.id})

    def _prepare_scrap(self):
        """Values of the scrap order."""
        return {
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
            "product_uom_id": self.uom_id.id,
            "lot_id": self.lot_id.id,
            "scrap_qty": self.quantity,
            "location_id": self.location_id.id,
            "origin": self.name,
        }

    def _execute_return(self):
        """A return to the supplier out of the red zone, linked to its receipt and purchase."""
        self._move_to_red()
        picking = self.env["stock.picking"].with_company(self.company_id).create(self._prepare_return())
        picking.action_confirm()
        # whatever was reserved by itself: exactly the goods of this case go back
        picking.move_ids.move_line_ids.unlink()
        self.env["stock.move.line"].create(self._prepare_return_line(picking.move_ids))
        self._guarded_write({"return_picking_id": picking.id})

    def _prepare_return_line(self, move):
        """Values of the goods that go back: exactly those of this case."""
        return {
            "move_id": move.id,
            "picking_id": move.picking_id.id,
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "quantity": self.quantity,
            "product_uom_id": self.uom_id.id,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
        }

    def _prepare_return(self):
        """Values of the transfer back to the supplier."""
        receipt = self._receipt_move()
        warehouse = self._warehouse()
        in_type = receipt.picking_type_id or warehouse.in_type_id
        kind = in_type.return_picking_type_id or warehouse.out_type_id
        target = receipt.location_id or self.partner_id.property_stock_supplier
        return {
            "partner_id": self.partner_id.id,
            "picking_type_id": kind.id,
            "origin": self.name,
            "company_id": self.company_id.id,
            "location_id": self.location_id.id,
            "location_dest_id": target.id,
            "move_ids": [Command.create(self._prepare_return_move(receipt, target))],
        }

    def _prepare_return_move(self, receipt, target):
        """Values of the movement back; it lowers what is billed of the purchase."""
        line = receipt.purchase_line_id
        return {
            "product_id": self.product_id.id,
            "product_uom": self.uom_id.id,
            "product_uom_qty": self.quantity,
            "location_id": self.location_id.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
            "origin": self.name,
            "origin_returned_move_id": receipt.id,
            "purchase_line_id": line.id,
            "to_refund": bool(line),
            "procure_method": "make_to_stock",
        }

    def _receipt_move(self):
        """The last receipt of this lot (or product) from the supplier."""
        lines = self.env["stock.move.line"].search(
            [
                ("state", "=", "done"),
                ("company_id", "=", self.company_id.id),
                ("product_id", "=", self.product_id.id),
                ("lot_id", "=", self.lot_id.id),
                ("location_id.usage", "=", "supplier"),
                ("picking_id.partner_id", "child_of", self.partner_id.commercial_partner_id.id),
            ],
            order="id desc",
            limit=1,
        )
        return lines.move_id

    def _is_carried_out(self):
        """Whether the goods are where the decision wants them."""
        if not self.executed_at:
            return False
        if self.disposition == "return":
            return self.return_picking_id.state == "done"
        return True

    def action_open_return(self):
        """Open the transfer back to the supplier."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.picking",
            "res_id": self.return_picking_id.id,
            "views": [(False, "form")],
        }
