from odoo import api, fields, models
from odoo.exceptions import UserError

EVENTS = {"hold": "lot.held", "recall": "lot.recalled"}


class MedLotBlock(models.Model):
    """Holds and recalls: facts per lot and company that keep goods where they are."""

    _inherit = "med.lot.block"

    kind = fields.Selection(
        selection_add=[("hold", "On hold"), ("recall", "Recall")],
        ondelete={"hold": "cascade", "recall": "cascade"},
    )
    origin_model = fields.Char(readonly=True)
    origin_id = fields.Many2oneReference(model_field="origin_model", readonly=True)
    placed_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    def _guarded_names(self):
        # EXTENDS med_base
        return (*super()._guarded_names(), "origin_model", "origin_id", "placed_by_id")

    @api.model
    def _place(self, kind, lots, company, reason, origin=None):
        """Block these lots in this company; those blocked so already stay as they are.

        :param kind: ``hold`` or ``recall``
        :param reason: why, in words; required
        :param origin: the record that made it necessary
        :return: the open blocks of these lots
        :raise UserError: no reason
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Write why the lot is stopped: whoever finds it must know."))
        # sudo: who may stop goods was checked by the caller, blocks are written by methods only
        blocks = self.sudo()
        domain = [("state", "=", "open"), ("kind", "=", kind), ("company_id", "=", company.id)]
        existing = blocks.search([*domain, ("lot_id", "in", lots.ids)])
        if origin is not None:
            existing = existing.filtered(
                lambda b: (b.origin_model, b.origin_id) == (origin._name, origin.id)
            )
        new = lots - existing.lot_id
        vals_list = [self._prepare_place_vals(kind, lot, company, reason, origin) for lot in new]
        placed = blocks._with_ticket("create").create(vals_list)._without_ticket()
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": EVENTS[kind],
                    "record": block.lot_id,
                    "company": company,
                    "facts": {"block": block.id, "reason": reason},
                }
                for block in placed
            ]
        )
        placed._free_reservations()
        return (existing | placed).sudo(False)

    def _prepare_place_vals(self, kind, lot, company, reason, origin):
        return {
            "company_id": company.id,
            "product_id": lot.product_id.id,
            "lot_id": lot.id,
            "kind": kind,
            "reason": reason,
            "origin_model": origin._name if origin is not None else False,
            "origin_id": origin.id if origin is not None else False,
            "placed_by_id": self.env.uid,
        }

    def action_release(self, reason=None):
        # EXTENDS med_base: holds and recalls end by their own methods
        foreign = self.filtered(lambda block: block.kind != "unreleased")
        if foreign:
            raise UserError(
                self.env._(
                    "%(goods)s: a hold is lifted, a recall is closed; neither is a release.",
                    goods=", ".join(foreign.mapped("display_name")),
                )
            )
        return super().action_release(reason)

    def action_lift(self, reason):
        """Lift holds (quality officer), with the reason in the ledger.

        :raise UserError: not quality staff, no reason, or no hold
        """
        self._check_may_release()
        self.check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Write what was found: the reason stays with the lot."))
        wrong = self.filtered(lambda block: block.kind != "hold" or block.state != "open")
        if wrong:
            raise UserError(
                self.env._(
                    "%(goods)s is not on hold, so there is nothing to lift.",
                    goods=", ".join(wrong.mapped("display_name")),
                )
            )
        return self._lift(reason)

    def _lift(self, reason):
        """End these blocks; who may was checked by the caller."""
        # sudo: blocks are written by methods only
        self.sudo()._guarded_write(
            {
                "state": "released",
                "released_by_id": self.env.user.id,
                "released_at": fields.Datetime.now(),
                "release_reason": reason,
            }
        )
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "lot.hold_lifted",
                    "record": block.lot_id or block.product_id,
                    "company": block.company_id,
                    "facts": {"block": block.id, "kind": block.kind, "reason": reason},
                }
                for block in self
            ]
        )
        return True

    def _free_reservations(self):
        """Reservations of goods just stopped end, and their pickers are told."""
        for company, blocks in self.grouped("company_id").items():
            # sudo: every reservation of the lot ends, whoever made it
            lines = self.env["stock.move.line"].sudo().search(
                [
                    ("lot_id", "in", blocks.lot_id.ids),
                    ("company_id", "=", company.id),
                    ("state", "not in", ("done", "cancel")),
                ]
            )
            lines = lines.filtered(lambda line: line._med_leaves_sale() is False)
            moves, pickings, lots = lines.move_id, lines.picking_id, lines.lot_id
            lines.unlink()
            moves.exists()._recompute_state()
            pickings.exists()._med_tell_picker(lots)
