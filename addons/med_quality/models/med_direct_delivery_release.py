import pytz

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError


class MedDirectDelivery(models.Model):
    """The inspection at the place releases the goods: lots, transfer, orders, in one step."""

    _inherit = "med.direct.delivery"

    def action_release(self):
        """Record the inspection at the place; what was accepted is delivered.

        :raise AccessError: not by the person appointed, or not by quality where the customer
            inspected for us
        :raise UserError: incomplete, recorded on a later day without reason, or the gate stops it
        """
        self.check_access("write")
        self._require("approved")
        for record in self:
            record._check_inspector()
            record._check_inspected()
            record._check_late(record._is_of_another_day())
        with self._gate_undone_when_refused():
            for record in self:
                record._record()
        return True

    def _record(self):
        """Write the record down and deliver what was accepted."""
        accepted = self.line_ids.filtered("accepted")
        self._guarded_write(
            {
                "state": "released" if accepted else "rejected",
                "inspected_by_id": self.env.uid,
                "recorded_at": fields.Datetime.now(),
                "is_late": self._is_of_another_day(),
            }
        )
        self._check_event_time()
        if accepted:
            self._deliver(accepted)
        self._event_log()
        self._after_release()

    def _after_release(self):
        """Evidence and what follows from goods that were not accepted."""
        self._log(
            "direct.released" if self.state == "released" else "direct.rejected",
            {
                "late": self.is_late,
                "inspector": self.inspector_kind,
                "accepted": sum(self.line_ids.mapped("accepted")),
                "rejected": sum(self.line_ids.mapped("rejected")),
            },
        )
        self.sudo().activity_ids.unlink()  # sudo: what was asked of people is done
        if self.is_late:
            self._tell_head()
        for line in self.line_ids.filtered("rejected"):
            self._open_nonconformity(line)

    def _open_nonconformity(self, line):
        """Goods that were not accepted at the place stay the supplier's, but the case is ours."""
        self.env["med.nonconformity"]._open(
            self.company_id,
            line.product_id,
            None,
            line.rejected,
            None,
            line.rejected_note,
            self,
            partner=self.supplier_id,
            kind="deviation",
            containment=self.env._("Not accepted at the place, left with the supplier."),
            description=self.env._("Lot %(lot)s", lot=line.lot_name or ""),
        )

    # who and when ----------------------------------------------------------

    def _check_inspector(self):
        user = self.env.user
        if self.inspector_kind == "own" and user != self.inspector_id:
            raise AccessError(
                self.env._(
                    "%(record)s is recorded by the appointed inspector, %(name)s, with his own login.",
                    record=self.name,
                    name=self.inspector_id.name,
                )
            )
        if self.inspector_kind == "customer" and not user.has_group("med_base.group_quality_officer"):
            raise AccessError(
                self.env._(
                    "The customer's record of %(record)s is taken by a quality officer.", record=self.name
                )
            )

    def _check_inspected(self):
        problems = [problem for line in self.line_ids if (problem := line._problem())]
        if not self.line_ids:
            problems.append(self.env._("no goods"))
        problems += self._not_approved()
        if self.inspector_kind == "customer" and not self.attachment_ids:
            problems.append(self.env._("attach the record that the appointed person signed"))
        if problems:
            raise UserError(
                self.env._(
                    "%(record)s cannot be recorded:\n%(problems)s",
                    record=self.name,
                    problems="\n".join(problems),
                )
            )

    def _is_of_another_day(self):
        """Whether the goods were inspected on an earlier day than today, by the company's clock."""
        happened = self.event_at or fields.Datetime.now()
        zone = self.company_id._med_zone()

        def day(moment):
            return pytz.utc.localize(moment).astimezone(zone).date()

        return day(happened) < day(fields.Datetime.now())

    def _check_late(self, late):
        """The record of another day is taken with its reason, and marked (GSP art. 66)."""
        if late and not (self.backdate_reason or "").strip():
            raise UserError(
                self.env._(
                    "%(record)s was inspected on an earlier day, but is to be recorded the same day (GSP "
                    "art. 66). Write the reason of the late entry.",
                    record=self.name,
                )
            )

    def _tell_head(self):
        """Whoever records late, the quality head learns of it."""
        head = self.company_id.med_quality_head_id
        if head and head != self.env.user:
            # sudo: an inspector gives the head no tasks, the system does
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=head.id,
                summary=self.env._("Direct delivery recorded on a later day"),
                note=self.backdate_reason,
            )

    # goods ---------------------------------------------------------------------

    def _deliver(self, lines):
        """Make the lots and the transfer from the supplier to the customer, done."""
        # sudo: the inspector's record moves the goods; the gate judges them all the same
        system = self.sudo()
        for line in system.line_ids & lines.sudo():
            lot = line._find_or_make_lot() if line.product_id.tracking != "none" else False
            line._with_ticket("direct_lot", ["lot_id"]).write({"lot_id": lot and lot.id})
        picking = system.env["stock.picking"].create(system._prepare_transfer(lines.sudo()))
        picking.move_ids.write({"state": "confirmed"})
        for move, line in zip(picking.move_ids, lines.sudo(), strict=True):
            system.env["stock.move.line"].create(system._prepare_move_line(move, line))
        system._guarded_write({"picking_id": picking.id})
        picking._action_done()
        system._shrink_orders(lines.sudo())

    def _prepare_transfer(self, lines):
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company_id.id)], limit=1)
        source = self.supplier_id.with_company(self.company_id).property_stock_supplier
        target = self.customer_id.with_company(self.company_id).property_stock_customer
        return {
            "picking_type_id": warehouse.out_type_id.id,
            "partner_id": (self.address_id or self.customer_id).id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "origin": self.name,
            "company_id": self.company_id.id,
            "event_at": self.event_at,
            "backdate_reason": self.backdate_reason,
            "move_ids": [Command.create(self._prepare_move(line, source, target)) for line in lines],
        }

    def _prepare_move(self, line, source, target):
        return {
            "product_id": line.product_id.id,
            "product_uom_qty": line.accepted,
            "product_uom": line.uom_id.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
            "sale_line_id": line.sale_line_id.id,
            "purchase_line_id": line.purchase_line_id.id,
        }

    def _prepare_move_line(self, move, line):
        return {
            "move_id": move.id,
            "picking_id": move.picking_id.id,
            "product_id": line.product_id.id,
            "lot_id": line.lot_id.id,
            "quantity": line.accepted,
            "product_uom_id": line.uom_id.id,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "picked": True,
        }

    @api.model
    def _open_moves(self, order_line, usage):
        """Movements of an order line that still wait, of one side."""
        return order_line.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and usage in (move.location_id.usage, move.location_dest_id.usage)
            )
        )

    def _shrink_orders(self, lines):
        """Deliveries and receipts that the orders planned through our warehouse shrink."""
        for line in lines:
            planned = [
                self._open_moves(line.sale_line_id, "customer") if line.sale_line_id else (),
                self._open_moves(line.purchase_line_id, "supplier") if line.purchase_line_id else (),
            ]
            for moves in planned:
                line._shrink(moves)

    def _is_of_lot(self, lot, quantity, product):
        """Whether this record released that much of a lot."""
        mine = self.line_ids.filtered(lambda line: line.product_id == product and line.lot_id == lot)
        return product.uom_id.compare(sum(mine.mapped("accepted")), quantity) >= 0
