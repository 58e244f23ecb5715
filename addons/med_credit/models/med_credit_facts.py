from odoo import api, fields, models
from odoo.tools import format_amount

# what counts, its unit; words in _words
UNITS = ("days", "percent", "months", "count", "amount", "number", "level")


class MedCreditFacts(models.AbstractModel):
    """What is known of customers on a day, for scorecards and limits.

    Each topic is one method of ``_topics()``; addons extend it. A fact that is not known
    is None: no guess, no zero.
    """

    _name = "med.credit.facts"
    _description = "Credit Facts"

    @api.model
    def _topics(self):
        """Names of the methods that collect facts: (accounts, day) -> {account id: {fact: value}}.

        All accounts of one call belong to one company; a constant number of queries each.
        """
        return []

    @api.model
    def _words(self):
        """{fact: (label in the reader's language, unit)}; units: see UNITS."""
        return {}

    @api.model
    def _collect(self, accounts, day=None):
        """Facts of accounts as they were on a day.

        :param accounts: med.credit.account of one or several companies
        :param day: date, today if none
        :return: {account id: {fact: number or None}}, every fact of ``_words`` a key
        """
        day = fields.Date.to_date(day) or self.env.company._med_today()
        # sudo: a score rests on everything, whoever asks for it
        facts = self.sudo()
        self.env.flush_all()
        found = {account.id: dict.fromkeys(facts._words()) for account in accounts}
        for ours in accounts.sudo().grouped("company_id").values():  # sudo: as above
            for topic in facts._topics():
                for account_id, values in getattr(facts, topic)(ours, day).items():
                    found[account_id].update(values)
        return found

    @api.model
    def _by_partner(self, accounts, rows):
        """Rows of SQL that start with a partner id as {account id: the rest of the row}."""
        by_partner = {account.partner_id.id: account.id for account in accounts}
        return {by_partner[row[0]]: row[1:] for row in rows if row[0] in by_partner}

    @api.model
    def _branches(self, company):
        """Ids of a company and its branches: their customers are the company's."""
        return self.env["res.company"].search([("id", "child_of", company.id)]).ids

    # words ---------------------------------------------------------------

    @api.model
    def _label(self, fact):
        """A fact in the reader's words."""
        return self._words().get(fact, (fact, "number"))[0]

    @api.model
    def _format(self, fact, value, currency=None):
        """A value of a fact as people write it, "unknown" for None."""
        if value is None:
            return self.env._("unknown")
        unit = self._words().get(fact, (fact, "number"))[1]
        if unit == "amount":
            return format_amount(self.env, value, currency or self.env.company.currency_id)
        texts = {
            "days": self.env._("%(number)g days", number=round(value, 1)),
            "percent": self.env._("%(number)g %%", number=round(value, 1)),
            "months": self.env._("%(number)g months", number=round(value, 1)),
        }
        return texts.get(unit, f"{round(value, 2):g}")
