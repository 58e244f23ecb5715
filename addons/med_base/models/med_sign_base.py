"""Signing on any model: which methods ask for it, how they prove it was given."""

from odoo import models
from odoo.exceptions import UserError

from .ticket import TICKET_KEY, Ticket

PURPOSE = "sign"


class Base(models.AbstractModel):
    _inherit = "base"

    _med_signed_methods = {}
    """Methods that can be signed: name -> meaning, merged along the inheritance."""

    @classmethod
    def _med_signable(cls):
        """All signable methods of the model with their meanings."""
        methods = {}
        for parent in reversed(cls.__mro__):
            methods.update(vars(parent).get("_med_signed_methods") or {})
        return methods

    def action_med_sign(self, method, **kwargs):
        """Open the signing dialog for one of the model's signable methods.

        :param method: a key of ``_med_signed_methods``
        :param kwargs: JSON-able arguments the method is called with afterwards
        """
        self._med_check_signable(method)
        self.check_access("read")
        wizard = self.env["med.sign.wizard"]._open_for(self, method, kwargs)
        return wizard._action()

    def _med_check_signable(self, method):
        """Refuse methods that are not listed: no other method is ever called."""
        if method not in self._med_signable():
            raise UserError(
                self.env._(
                    "%(method)s of %(document)s is nothing that can be signed.",
                    method=method,
                    document=self._description,
                )
            )

    def _med_require_signature(self, method):
        """To be called first in a method that must be signed.

        :return: the ``med.signature``, empty where the table asks for none
        :raise UserError: when the call does not come from the signing dialog
        """
        signature = self._med_signature(method)
        if not signature and self.env["med.sign.rule"]._is_required(self._name, method):
            raise UserError(
                self.env._(
                    "%(document)s: this must be signed. Open it in the browser and "
                    "press the button there; it cannot be done through the API.",
                    document=", ".join(self.mapped("display_name")),
                )
            )
        return signature or self.env["med.signature"]

    def _med_signature(self, method):
        """The signature given for this very call, or nothing."""
        ticket = self.env.context.get(TICKET_KEY)
        while type(ticket) is Ticket:
            if (
                ticket.purpose == PURPOSE
                and method in ticket.fields
                and ticket.covers(self._name, self.ids, PURPOSE, {method})
            ):
                numbers = [int(f) for f in ticket.fields if f.isdigit()]
                # sudo: the signer need not be able to list signatures
                return self.env["med.signature"].sudo().browse(numbers)
            ticket = ticket.previous
        return self.env["med.signature"]
