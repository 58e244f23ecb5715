"""Tickets: proof that an internal call was judged before.

A ticket is a Python object in the context. It is compared by type, so nothing that
JSON can carry (a client's context) is ever taken for one.
"""

from odoo import models

TICKET_KEY = "med_ticket"


class Ticket:
    """What one trusted internal call may do: purpose, model, ids and fields."""

    __slots__ = ("fields", "ids", "model", "previous", "purpose")

    def __init__(self, model, ids, purpose, fields=(), previous=None):
        self.model = model
        self.ids = frozenset(ids)
        self.purpose = purpose
        self.fields = frozenset(fields)
        self.previous = previous if type(previous) is Ticket else None

    def covers(self, model, ids, purpose, fields=()):
        """Whether this ticket, or one it was stacked on, allows exactly this."""
        if (
            self.model == model
            and self.purpose == purpose
            and self.ids.issuperset(ids)
            and (not self.fields or self.fields.issuperset(fields))
        ):
            return True
        return self.previous is not None and self.previous.covers(
            model, ids, purpose, fields
        )

    def __repr__(self):
        return f"Ticket({self.model}, {self.purpose})"


class Base(models.AbstractModel):
    _inherit = "base"

    def _with_ticket(self, purpose, fields=()):
        """These records with a ticket for ``purpose`` on exactly their ids.

        To be used around one call only; never return the result to a caller.
        :param purpose: what the call does (``state``, ``create``, ``gate`` …)
        :param fields: the field names it may touch, none for all
        """
        ticket = Ticket(
            self._name, self.ids, purpose, fields, self.env.context.get(TICKET_KEY)
        )
        return self.with_context(**{TICKET_KEY: ticket})

    def _without_ticket(self):
        """These records without any ticket, for code that runs in between."""
        if TICKET_KEY not in self.env.context:
            return self
        context = {k: v for k, v in self.env.context.items() if k != TICKET_KEY}
        return self.with_context(context)  # pylint: disable=context-overridden

    def _has_ticket(self, purpose, fields=()):
        """Whether the running call carries a ticket covering all these records."""
        ticket = self.env.context.get(TICKET_KEY)
        return type(ticket) is Ticket and ticket.covers(
            self._name, self.ids, purpose, fields
        )
