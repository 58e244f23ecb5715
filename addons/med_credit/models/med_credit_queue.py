import hashlib
import logging

import psycopg2

from odoo import api, models, modules
from odoo.exceptions import UserError
from odoo.sql_db import PoolError

_logger = logging.getLogger(__name__)

KEY = "med_credit.queue"
WAIT_SECONDS = 10


class Queue:
    """Advisory locks of one transaction, held by a connection of its own until it ends.

    The locks belong to the session, not to a transaction: each reading takes a new
    snapshot, so it sees what those before us in the queue have committed.
    """

    def __init__(self, cursor):
        self.cursor = cursor
        self.keys = set()
        self.orders = set()
        self.invoices = set()

    def enter(self, keys):
        """Wait for the locks in the order of their numbers.

        :raise psycopg2.Error: after ``WAIT_SECONDS``, or when the connection is lost
        """
        missing = sorted(set(keys) - self.keys)
        if missing:
            self._execute(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
        for key in missing:
            self._execute("SELECT pg_advisory_lock(%s)", [key])
            self.keys.add(key)
        self.cursor.rollback()

    def fresh(self):
        """The cursor, about to read what is committed now."""
        self.cursor.rollback()
        return self.cursor

    def leave(self):
        """Release the locks; a broken connection has released them already."""
        cursor, self.cursor = self.cursor, None
        if cursor is None:
            return
        try:
            cursor.rollback()
            cursor.execute("SELECT pg_advisory_unlock_all()", log_exceptions=False)
        except psycopg2.Error:
            cursor._cnx.close()
        finally:
            self._close(cursor)

    def _close(self, cursor):
        try:
            cursor.close()
        except psycopg2.Error:
            _logger.info("The connection of a credit queue was lost")

    def _execute(self, query, params=None):
        self.cursor.execute(query, params, log_exceptions=False)


class MedCreditQueue(models.AbstractModel):
    """Whoever uses up credit of the same customer queues, so that it is used up once.

    A transaction reads by its own snapshot, which is as old as its beginning: a lock alone
    would let the waiter decide on figures of before (tried: 120 sold of 50). Writing a
    version column makes the waiter fail and begin again after a pause. Here the waiter
    reads the figures by the connection that holds the lock, and adds what it has not
    committed itself. See docs/decisions/credit_queue.md.
    """

    _name = "med.credit.queue"
    _description = "Queue of a Customer's Credit"

    @api.model
    def _enter(self, subjects):
        """Stand in the queues of these subjects until the transaction ends.

        :param subjects: iterable of (kind, company id, record id), e.g. ("partner", 1, 7)
        :raise UserError: nobody ahead has finished within ``WAIT_SECONDS``: press again
        """
        keys = {self._number(subject) for subject in subjects}
        if not keys or self._is_alone():
            return
        try:
            (self._mine() or self._open()).enter(keys)
        except (psycopg2.Error, PoolError) as error:
            _logger.info("Credit queue: %s", error)
            self._leave()
            raise UserError(
                self.env._(
                    "Others are ordering for this customer at this moment, and the limit is "
                    "counted one after the other. Nothing was changed: please press again."
                )
            ) from error

    @api.model
    def _is_alone(self):
        """A test shares one open transaction with its requests: nothing runs beside it."""
        return bool(modules.module.current_test)

    @api.model
    def _mine(self):
        """The queue of this transaction, or None."""
        return self.env.cr.postcommit.data.get(KEY)

    @api.model
    def _open(self):
        cr = self.env.cr
        queue = Queue(self.env.registry.cursor())
        cr.postcommit.data[KEY] = queue
        # exactly one of the two is run, whatever becomes of the transaction
        cr.postcommit.add(queue.leave)
        cr.postrollback.add(queue.leave)
        return queue

    @api.model
    def _leave(self):
        queue = self.env.cr.postcommit.data.pop(KEY, None)
        if queue:
            queue.leave()

    @api.model
    def _number(self, subject):
        """The key of a subject among all advisory locks of the database."""
        name = ":".join(("med.credit", *map(str, subject))).encode()
        return int.from_bytes(hashlib.sha256(name).digest()[:8], "big", signed=True)
