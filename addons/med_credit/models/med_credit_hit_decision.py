from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class MedCreditHit(models.Model):
    """Finance or the owner decide on a hit; nobody decides on an order of his own."""

    _inherit = "med.credit.hit"

    def action_false_alarm(self):
        """It is all right: the bound rises for this customer and product, orders go on.

        :raise UserError: decided already, or an own order
        """
        self._decide("false_alarm")
        self._recheck()
        return True

    def action_abnormal(self):
        """It is abnormal: the order stays stopped, its deliveries too.

        :raise UserError: without a reason in ``decision_note``
        """
        self._check_reason()
        self._decide("confirmed")
        return True

    def action_abnormal_freeze(self):
        """It is abnormal, and the customer gets nothing until the account is opened again."""
        self._check_reason()
        self._decide("confirmed")
        # sudo: the freeze is the decision of one who may decide, checked above
        self.sudo()._freeze(automatic=False)
        return True

    def action_reopen(self):
        """Decide anew: new facts came, or the decision was a mistake."""
        self.check_access("write")
        if not self._may_decide():
            raise AccessError(self.env._("Abnormal trading is decided by finance or the owner."))
        # sudo: decisions are written by their methods only
        decided = self.sudo().filtered(lambda hit: hit.state != "open" and not hit._has_open_twin())
        decided._guarded_write({"state": "open", "decided_by_id": False, "decided_at": False})
        decided._ledger("credit.hit_reopened")
        return True

    def _has_open_twin(self):
        return bool(
            self.search_count(
                [
                    ("order_id", "=", self.order_id.id),
                    ("order_id", "!=", False),
                    ("rule_id", "=", self.rule_id.id),
                    ("subject_key", "=", self.subject_key),
                    ("state", "=", "open"),
                ],
                limit=1,
            )
        )

    def _check_reason(self):
        for hit in self:
            if not (hit.decision_note or "").strip():
                raise UserError(
                    self.env._(
                        "%(hit)s: write the reason of the decision first; the salesperson reads it.",
                        hit=hit.display_name,
                    )
                )

    def _check_may_decide(self):
        self.check_access("write")
        if not self._may_decide():
            raise AccessError(self.env._("Abnormal trading is decided by finance or the owner."))
        for hit in self:
            if hit.state != "open":
                raise UserError(
                    self.env._(
                        "%(hit)s was decided by %(user)s already. Reload the page.",
                        hit=hit.display_name,
                        user=hit.decided_by_id.name,
                    )
                )
            if self.env.user in (hit.user_id | hit.order_id.sudo().create_uid):  # sudo: whose order it is
                raise UserError(
                    self.env._(
                        "%(hit)s is about an order of your own: ask a colleague to decide.",
                        hit=hit.display_name,
                    )
                )

    def _decide(self, state):
        # two deciders at once: the second one waits and then reads the decision of the first
        self.env.cr.execute("SELECT id FROM med_credit_hit WHERE id = ANY(%s) FOR UPDATE", [self.ids])
        self.invalidate_recordset(["state", "decided_by_id"])
        self._check_may_decide()
        # sudo: decisions are written by their methods only
        hits = self.sudo()
        hits._guarded_write(
            {"state": state, "decided_by_id": self.env.uid, "decided_at": fields.Datetime.now()}
        )
        for hit in hits:
            hit._ledger(f"credit.hit_{state}", reason=hit.decision_note or "")
        hits._tell_salespeople()

    def _tell_salespeople(self):
        """One line in the chatter of the order, read by its salesperson."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for hit in self.filtered("order_id"):
            hit.order_id.message_post(
                body=self.env._(
                    "%(hit)s: %(decision)s. %(reason)s",
                    hit=hit.rule_id.name,
                    decision=labels[hit.state],
                    reason=hit.decision_note or "",
                ),
                partner_ids=hit.user_id.partner_id.ids,
            )

    def _recheck(self):
        """Orders that nothing stops any more are told to their owners."""
        self.env["med.gate.refusal"]._recheck(partners=self.sudo().partner_id)  # sudo: names only
