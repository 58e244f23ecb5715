from odoo import fields, models


class MedLotBlock(models.Model):
    """Missing papers of a receipt keep goods waiting; once mended, what was accepted is released."""

    _inherit = "med.lot.block"

    def action_release(self, reason=None):
        # EXTENDS med_base
        result = super().action_release(reason)
        # sudo: quality released it, what inspectors accepted follows
        lines = (
            self.env["med.inspection.line"]
            .sudo()
            .search(
                [
                    ("release_state", "=", "waiting"),
                    ("inspection_id.picking_id", "in", self.picking_id.ids),
                    ("product_id", "in", self.product_id.ids),
                ]
            )
        )
        lines._release()
        return result

    def _end_by_inspection(self, inspection):
        """End these blocks by the signature of an inspection; the findings were judged by the caller."""
        self._guarded_write(
            {
                "state": "released",
                "released_by_id": self.env.user.id,
                "released_at": fields.Datetime.now(),
                "release_reason": inspection.name,
            }
        )
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "lot.released",
                    "record": block.lot_id or block.product_id,
                    "company": block.company_id,
                    "facts": {"block": block.id, "reason": inspection.name},
                }
                for block in self
            ]
        )
