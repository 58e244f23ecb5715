from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

LOOKED_AT = 200


class MedGateWaiver(models.Model):
    """The page of those who release on credit: one order, five facts, two buttons."""

    _inherit = "med.gate.waiver"

    @api.model
    def credit_release_data(self, waiver_id=None, skip_ids=()):
        """What the page shows.

        :param waiver_id: this one first, if it still waits
        :param skip_ids: waivers that were put off in this sitting
        :return: {"waiting": orders that wait, "request": facts of one of them or False}
        """
        domain = [("is_credit", "=", True), ("state", "=", "requested")]
        waiting = self.search(domain, order="id", limit=LOOKED_AT)
        mine = waiting.filtered("can_decide")
        groups = list(mine.grouped(lambda waiver: (waiver.res_model, waiver.res_id)).values())
        groups.sort(key=lambda group: group.ids[0])
        shown = [group for group in groups if waiver_id in group.ids] or [
            group for group in groups if not set(group.ids) & set(skip_ids)
        ]
        return {"waiting": len(groups), "request": shown[0]._credit_facts() if shown else False}

    def _credit_facts(self):
        """The five facts of one document, and why it was stopped."""
        first = self[0]
        # sudo: who decides need not be allowed to read the order
        document = first.sudo()._browse_document(first.res_model, first.res_id)
        figures = (document._credit_snapshot() or {}).get("credit_figures") or first.credit_figures or {}
        money = first.credit_currency_id.format
        return {
            "ids": self.ids,
            "res_model": first.res_model,
            "res_id": first.res_id,
            "title": first.res_name,
            "asker": first.requested_by_id.name,
            "reason": first.reason,
            "reasons": list(dict.fromkeys(self.mapped("message"))),
            "facts": [
                ("customer", self.env._("Customer"), first.partner_id.display_name or ""),
                ("overdue", self.env._("Overdue"), self._overdue_text(figures, money)),
                ("amount", self.env._("Order"), money(figures.get("amount", first.credit_amount))),
                ("margin", self.env._("Margin"), self._margin_text(figures)),
                ("promise", self.env._("Payment Promised"), format_date(self.env, first.promised_on)),
            ],
            "limit": self.env._(
                "Owes %(exposure)s of a limit of %(limit)s",
                exposure=money(figures.get("exposure", 0.0)),
                limit=money(figures.get("limit", 0.0)),
            ),
        }

    @api.model
    def _overdue_text(self, figures, money):
        if not figures.get("overdue_amount"):
            return self.env._("nothing")
        return self.env._(
            "%(amount)s (%(days)s days)",
            amount=money(figures["overdue_amount"]),
            days=figures["overdue_days"],
        )

    @api.model
    def _margin_text(self, figures):
        margin = figures.get("margin")
        return self.env._("unknown") if margin is None or margin is False else f"{margin} %"

    def action_open_credit_release(self):
        """Open the page at this request."""
        self.ensure_one()
        if not self.is_credit:
            raise UserError(self.env._("%(waiver)s is not about credit.", waiver=self.display_name))
        action = self.env["ir.actions.client"]._for_xml_id("med_credit.med_credit_release_action")
        return {**action, "params": {"waiver_id": self.id}}
