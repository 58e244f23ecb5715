from odoo import fields, models
from odoo.exceptions import UserError

UNDO_BATCH = 200


class MedImportRun(models.Model):
    """Undoing the last import: what nobody touched since goes, the rest is listed."""

    _inherit = "med.import.run"

    def action_undo(self):
        """Take back the last import: remove what it made, restore what it changed.

        What somebody has worked with since stays and is listed with the reason.
        """
        self.ensure_one()
        self._check_quality()
        self._check_state(("done",))
        last = self._last_done()
        if self != last:
            raise UserError(
                self.env._("Only the last import can be undone. Undo %(last)s first.", last=last.name)
            )
        self._guarded_write({"state": "undoing", "started_by_id": self.env.uid, "undo_done_count": 0})
        if len(self.record_ids) <= UNDO_BATCH:
            while self.state == "undoing":
                self._undo_batch()
        else:
            self._wake_cron()
        return True

    def _undo_batch(self):
        """Undo the next entries, the latest first; returns how many were handled."""
        self.ensure_one()
        entries = self.env["med.import.record"].search(
            [("run_id", "=", self.id), ("state", "=", "open")], order="id desc", limit=UNDO_BATCH
        )
        entries._undo()
        self._guarded_write({"undo_done_count": self.undo_done_count + len(entries)})
        if len(entries) < UNDO_BATCH:
            self._guarded_write({"state": "undone", "finished_at": fields.Datetime.now()})
            records = self.record_ids.grouped("state")
            self._log(
                "import.undone",
                undone=len(records.get("undone", ())),
                kept=len(records.get("kept", ())),
            )
        return len(entries)
