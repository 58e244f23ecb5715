from odoo import fields, models
from odoo.exceptions import UserError


class MedLotBlock(models.Model):
    """Goods that were taken in but may not leave: a fact per lot and company."""

    _name = "med.lot.block"
    _inherit = ["mail.thread", "med.guarded.mixin", "med.evidence.mixin"]
    _description = "Block on Received Goods"
    _order = "id desc"
    _rec_name = "product_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, index=True
    )
    lot_id = fields.Many2one("stock.lot", readonly=True, index="btree_not_null")
    kind = fields.Selection(
        [("unreleased", "Not released")], default="unreleased", required=True
    )
    reason = fields.Text(readonly=True)
    picking_id = fields.Many2one(
        "stock.picking", string="Receipt", readonly=True, index="btree_not_null"
    )
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    state = fields.Selection(
        [("open", "Not released"), ("released", "Released")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    released_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    released_at = fields.Datetime(readonly=True, copy=False)
    release_reason = fields.Char(readonly=True, copy=False)

    _guarded_fields = (
        "state",
        "company_id",
        "product_id",
        "lot_id",
        "kind",
        "picking_id",
        "released_by_id",
        "released_at",
    )
    _open_idx = models.Index("(company_id, product_id, lot_id) WHERE state = 'open'")
    _open_uniq = models.UniqueIndex(
        "(company_id, product_id, COALESCE(lot_id, 0), kind, COALESCE(picking_id, 0))"
        " WHERE state = 'open' AND kind = 'unreleased'",
        "These goods are blocked already.",
    )

    def action_release(self, reason=None):
        """Release the goods once the receipt has no stopping finding any more.

        :param reason: what was checked, kept in the ledger
        :raise UserError: not a quality person, or the finding still stands
        """
        self._check_may_release()
        for picking, blocks in self.grouped("picking_id").items():
            blocks._check_receipt_is_clear(picking)
        # sudo: blocks are written by this method only, for whoever passed the checks
        self.sudo()._guarded_write(
            {
                "state": "released",
                "released_by_id": self.env.user.id,
                "released_at": fields.Datetime.now(),
                "release_reason": reason or False,
            }
        )
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "lot.released",
                    "record": block.lot_id or block.product_id,
                    "company": block.company_id,
                    "facts": {"block": block.id, "reason": reason or ""},
                }
                for block in self
            ]
        )
        return True

    def _check_may_release(self):
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise UserError(
                self.env._(
                    "%(goods)s can be released by quality staff only. Ask a quality "
                    "officer.",
                    goods=", ".join(self.mapped("display_name")),
                )
            )

    def _check_receipt_is_clear(self, picking):
        """The reasons of the receipt are judged again, now."""
        if not picking:
            return
        # sudo: quality staff may not read every stock document
        findings = picking.sudo()._gate_evaluate("release")
        stopped = [
            f
            for f in findings
            if picking._gate_is_stop(f)
            and (not f["product_id"] or f["product_id"] in self.product_id.ids)
        ]
        if stopped:
            raise UserError(picking._gate_refusal_text("release", stopped))

    def _compute_display_name(self):
        for block in self:
            block.display_name = " ".join(
                filter(None, [block.product_id.display_name, block.lot_id.name])
            )

    def _block_lines(self, move_lines, findings_by_product):
        """Mark received goods as not released.

        :param move_lines: done move lines of receipts with devices
        :param findings_by_product: {product id, or False for all: [findings]}
        """
        existing = self._open_keys(move_lines)
        vals_list = []
        for line in move_lines:
            findings = findings_by_product.get(line.product_id.id, [])
            findings = findings + findings_by_product.get(False, [])
            key = (
                line.company_id.id,
                line.product_id.id,
                line.lot_id.id,
                line.picking_id.id,
            )
            if not findings or key in existing:
                continue
            existing.add(key)
            vals_list.append(self._prepare_block_vals(line, findings))
        blocks = self._with_ticket("create").create(vals_list)._without_ticket()
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "lot.blocked",
                    "record": block.lot_id or block.product_id,
                    "company": block.company_id,
                    "facts": {"block": block.id, "receipt": block.picking_id.name},
                }
                for block in blocks
            ]
        )
        return blocks

    def _open_keys(self, move_lines):
        blocks = self.search(
            [("state", "=", "open"), ("product_id", "in", move_lines.product_id.ids)]
        )
        return {
            (b.company_id.id, b.product_id.id, b.lot_id.id, b.picking_id.id)
            for b in blocks
        }

    def _prepare_block_vals(self, line, findings):
        return {
            "company_id": line.company_id.id,
            "product_id": line.product_id.id,
            "lot_id": line.lot_id.id,
            "kind": "unreleased",
            "picking_id": line.picking_id.id,
            "partner_id": line.picking_id.partner_id.id,
            "reason": "\n".join(dict.fromkeys(f["message"] for f in findings)),
        }

    def _open_for(self, company, move_lines):
        """{move line: blocks} that keep its goods from leaving."""
        blocks = self.search(
            [
                ("state", "=", "open"),
                ("company_id", "=", company.id),
                ("product_id", "in", move_lines.product_id.ids),
            ]
        )
        by_goods = blocks.grouped(lambda b: (b.product_id, b.lot_id))
        nothing = self.browse()
        return {
            line: by_goods.get((line.product_id, line.lot_id), nothing)
            for line in move_lines
            if line.lot_id or line.product_id.tracking == "none"
        }
