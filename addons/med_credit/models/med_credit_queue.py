import hashlib
import logging

import psycopg2

from odoo import api, models, modules
from odoo.exceptions import ConcurrencyError, UserError
from odoo.http import request
from odoo.sql_db import PoolError

_logger = logging.getLogger(__name__)

KEY = "med_credit.queue"
WAIT_SECONDS = 30


class Overtaken(ConcurrencyError):
    """Others were ahead in the queue: what this transaction has read is of before."""


class Place:
    """The place in the queue that a request keeps while it begins again, once."""

    def __init__(self):
        self.queue = None
        self.has_begun_again = False

    def give_up(self):
        """Leave the queue if the request never came back to it."""
        queue, self.queue = self.queue, None
        if queue:
            queue.is_kept = False
            queue.leave()


class Queue:
    """Advisory locks of one transaction, held by a connection of its own until it ends.

    The locks belong to the session, not to a transaction: each reading takes a new
    snapshot, so it sees what those before us in the queue have committed.
    """

    def __init__(self, cursor):
        self.cursor = cursor
        self.keys = set()
        self.forget()

    def forget(self):
        """Forget what the transaction has touched: it begins again."""
        self.is_kept = False
        self.orders = set()
        self.invoices = set()

    def enter(self, keys):
        """Wait for the locks in the order of their numbers.

        :return: whether others were ahead
        :raise psycopg2.Error: after ``WAIT_SECONDS``, or when the connection is lost
        """
        has_waited = False
        for key in sorted(set(keys) - self.keys):
            if not self._execute("SELECT pg_try_advisory_lock(%s)", [key]):
                has_waited = True
                self._execute(
                    f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'; SELECT pg_advisory_lock(%s)", [key]
                )
            self.keys.add(key)
        self.cursor.rollback()
        return has_waited

    def fresh(self):
        """The cursor, about to read what is committed now."""
        self.cursor.rollback()
        return self.cursor

    def is_lost(self):
        """Whether its connection, and with it the locks, are gone."""
        return bool(self.cursor._cnx.closed)

    def leave(self):
        """Release the locks; a broken connection has released them already."""
        if self.is_kept:
            return
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
        return self.cursor.fetchone()[0]


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
            has_waited = (self._mine() or self._open()).enter(keys)
        except (psycopg2.Error, PoolError) as error:
            raise self._lost(error) from error
        if has_waited:
            self._begin_again()

    @api.model
    def _lost(self, error):
        """Leave a queue that nobody holds any more; what to tell the person."""
        _logger.info("Credit queue: %s", error)
        self._leave()
        return UserError(
            self.env._(
                "Others are ordering for this customer at this moment, and the limit is "
                "counted one after the other. Nothing was changed: please press again."
            )
        )

    @api.model
    def _read(self, reading):
        """What ``reading(cursor)`` finds committed now, by the connection that holds the locks.

        :raise UserError: that connection is lost, and the locks with it: press again
        """
        queue = self._mine()
        try:
            found = reading(queue.fresh())
            queue.fresh()
        except psycopg2.Error as error:
            if not queue.is_lost():
                raise
            raise self._lost(error) from error
        return found

    @api.model
    def _begin_again(self):
        """Have the request begin again with a new snapshot, where there is one to do so.

        Elsewhere it goes on: the figures are read fresh either way.
        """
        place = self._place()
        if not place or place.has_begun_again:
            return
        place.queue, place.has_begun_again = self._mine(), True
        place.queue.is_kept = True
        raise Overtaken

    @api.model
    def _place(self):
        """The place of the request that this transaction belongs to, or None."""
        place = getattr(request, "med_credit_place", None) if request else None
        return place if place and request.env.cr is self.env.cr else None

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
        cr, place = self.env.cr, self._place()
        if place and place.queue:
            queue, place.queue = place.queue, None
            queue.forget()
        else:
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
