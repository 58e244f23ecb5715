from odoo import api, models
from odoo.tools import format_amount, format_date

TONES = {"sent": "soon", "confirmed": "good", "differs": "wait", "settled": "good"}


class MedCreditStatementPage(models.AbstractModel):
    """What a customer reads on the page of a statement: plain values, nothing else."""

    _name = "med.credit.statement.page"
    _description = "Page of a Statement"

    @api.model
    def _page(self, statement, link=None):
        """Values of the page.

        :param statement: found by the caller from the link or the signed-in user, in sudo
        :return: dict of plain values for the template
        """
        money = self._money(statement.currency_id)
        user = statement.user_id
        return {
            "company": statement.company_id.name,
            "logo": self.env["med.portal.page"]._logo(statement.company_id),
            "party": statement.partner_id.name,
            "number": statement.name,
            "since": format_date(self.env, statement.date_from),
            "day": format_date(self.env, statement.date_to),
            "opening": money(statement.opening_balance),
            "invoiced": money(statement.invoiced),
            "received": money(statement.received),
            "balance": money(statement.balance),
            "overdue": statement.overdue_amount and money(statement.overdue_amount),
            "digest": statement.digest,
            "state": statement.state,
            "tone": TONES.get(statement.state, "wait"),
            "is_open": statement.state == "sent",
            "answered": self._answered(statement),
            "theirs": money(statement.their_balance) if statement.state in ("differs", "settled") else False,
            "their_note": statement.their_note or False,
            "items": [self._item(line, money) for line in statement.line_ids],
            "papers": statement.signed_file_ids.mapped("name"),
            "contact": user.name or False,
            "phone": user.partner_id.phone or statement.company_id.phone or False,
            "until": format_date(self.env, link.expires_on) if link else False,
        }

    def _money(self, currency):
        return lambda amount: format_amount(self.env, amount, currency)

    def _answered(self, statement):
        if not statement.answered_at:
            return False
        return {"day": format_date(self.env, statement.answered_at.date()), "person": statement.answered_by}

    def _item(self, line, money):
        kinds = dict(line._fields["kind"]._description_selection(self.env))
        return {
            "id": line.id,
            "name": line.name or kinds[line.kind],
            "kind": kinds[line.kind],
            "reference": line.reference or False,
            "date": format_date(self.env, line.date),
            "due": format_date(self.env, line.date_due) if line.date_due else False,
            "late": line.days_overdue,
            "amount": money(line.amount),
            "residual": money(line.residual),
            "differs": line.answer == "differs",
            "their_amount": money(line.their_amount) if line.answer == "differs" else False,
            "their_note": line.their_note or False,
        }

    @api.model
    def _list(self, partner, company):
        """Rows of the list of a signed-in customer, newest first."""
        # sudo: the customer was found from the signed-in user by the caller
        statements = (
            self.env["med.credit.statement"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", partner.id),
                    ("company_id", "=", company.id),
                    ("state", "not in", ("draft", "cancelled")),
                ],
                limit=36,
            )
        )
        states = dict(statements._fields["state"]._description_selection(self.env))
        return [
            {
                "url": statement._portal_url(),
                "number": statement.name,
                "day": format_date(self.env, statement.date_to),
                "balance": self._money(statement.currency_id)(statement.balance),
                "state": states[statement.state],
                "tone": TONES.get(statement.state, "wait"),
            }
            for statement in statements
        ]
