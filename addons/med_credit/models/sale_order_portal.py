from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """What customers sign or pay is never lost because the gate stops the order."""

    _inherit = "sale.order"

    med_portal_held_at = fields.Datetime(
        string="Held Since",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="The customer has signed or paid, and the gate stopped the order.",
    )
    med_portal_held = fields.Boolean(compute="_compute_med_portal_held")

    @api.depends("state", "med_portal_held_at")
    def _compute_med_portal_held(self):
        for order in self:
            held = order.sudo().med_portal_held_at  # sudo: the customer is told that it waits
            order.med_portal_held = bool(held) and order.state in ("draft", "sent")

    def _validate_order(self):
        # EXTENDS sale: called when a customer has signed
        return self._med_confirm_or_hold(super()._validate_order, self.env._("signed"))

    def _med_confirm_or_hold(self, confirm, deed):
        """Confirm, or keep the customer's deed and tell the salesperson why it waits.

        :param confirm: callable that confirms these orders
        :param deed: what the customer has done, in words
        :return: whether they are confirmed
        """
        try:
            with self._gate_undone_when_refused():
                confirm()
        except UserError as error:
            self._med_hold(deed, str(error))
            return False
        return True

    def _med_hold(self, deed, reason):
        """One task for the salesperson; the reason stays inside the house."""
        for order in self:
            order = order.sudo()  # sudo: the customer's request writes what the house has to do
            order.med_portal_held_at = fields.Datetime.now()
            order.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=(order._gate_owner() or self.env.ref("base.user_admin")).id,
                summary=self.env._("The customer has %(deed)s, but the order is stopped", deed=deed),
                note=Markup("<p>%s</p>") % Markup("<br/>").join(reason.splitlines()),
            )
