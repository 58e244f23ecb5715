from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

MAX_ATTEMPTS = 5
LOCK_MINUTES = 30


class MedSignLock(models.Model):
    """Failed signing attempts of a user since the last good one."""

    _name = "med.sign.lock"
    _description = "Signing Attempts"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")
    attempts = fields.Integer(readonly=True)
    locked_until = fields.Datetime(readonly=True)

    _user = models.UniqueIndex("(user_id)")

    @api.model
    def _check_open(self):
        """Refuse to try at all while the user is locked out."""
        # sudo: users do not see the counters
        lock = self.sudo().search([("user_id", "=", self.env.uid)])
        if lock.locked_until and lock.locked_until > fields.Datetime.now():
            raise UserError(
                self.env._(
                    "Signing is locked until %(time)s after %(count)s wrong attempts. "
                    "Wait, or ask an administrator to unlock it.",
                    time=fields.Datetime.context_timestamp(self, lock.locked_until).strftime("%H:%M"),
                    count=MAX_ATTEMPTS,
                )
            )

    @api.model
    def _count(self):
        """Count one attempt before it is judged; the row orders parallel ones."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO med_sign_lock AS l (user_id, attempts) VALUES (%s, 1)
                ON CONFLICT (user_id) DO UPDATE SET attempts = CASE
                    WHEN l.locked_until IS NOT NULL THEN 1 ELSE l.attempts + 1 END,
                    locked_until = NULL
                RETURNING id, attempts
                """,
                self.env.uid,
            )
        )
        self.invalidate_model()
        return rows[0]

    @api.model
    def _failed(self, lock_id, attempts):
        """Lock after too many; both go to the ledger."""
        facts = {"attempts": attempts}
        self.env["med.ledger.entry"]._append("signature.failed", facts=facts)
        if attempts >= MAX_ATTEMPTS:
            until = fields.Datetime.now() + timedelta(minutes=LOCK_MINUTES)
            # sudo: users do not write their own counters
            self.sudo().browse(lock_id).locked_until = until
            self.env["med.ledger.entry"]._append("signature.locked", facts=facts)

    @api.model
    def _succeeded(self, lock_id):
        # sudo: users do not write their own counters
        self.sudo().browse(lock_id).write({"attempts": 0, "locked_until": False})

    def action_unlock(self):
        """Let the users sign again before the time is over."""
        self.write({"attempts": 0, "locked_until": False})
        self.env["med.ledger.entry"]._append_batch(
            [{"event": "signature.unlocked", "facts": {"user": lock.user_id.id}} for lock in self]
        )
        return True
