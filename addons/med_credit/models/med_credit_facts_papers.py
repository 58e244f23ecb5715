from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.med_qualification.medpapers import GOOD

STOPPED = ("expired", "revoked")


class MedCreditFacts(models.AbstractModel):
    """Papers and registers: licences that lapse make goods and money uncollectable."""

    _inherit = "med.credit.facts"

    @api.model
    def _topics(self):
        # EXTENDS med_credit
        return [*super()._topics(), "_facts_papers", "_facts_registers"]

    @api.model
    def _words(self):
        # EXTENDS med_credit
        return {
            **super()._words(),
            "papers_share": (self.env._("Required papers that hold"), "percent"),
            "papers_expired": (self.env._("Required papers expired"), "count"),
            "papers_end_in": (self.env._("Next required paper ends in"), "days"),
            "licence_revoked": (self.env._("Licences revoked"), "count"),
            "regulator_record": (self.env._("Regulator's record (0 none, 1 minor, 2 major)"), "level"),
            "dishonest_debtor": (self.env._("On the list of dishonest debtors"), "count"),
            "legal_seizure": (self.env._("Under legal seizure"), "count"),
        }

    @api.model
    def _facts_papers(self, accounts, day):
        """Required papers of the customer file as of the day; None without a file.

        Who is kept as qualified today has them all; the others, and past days, are judged.
        """
        company, facts = accounts.company_id, {}
        if day >= company._med_today():
            good = self._by_partner(accounts, self.env.execute_query(self._sql_qualified(accounts, day)))
            for account_id, (end,) in good.items():
                facts[account_id] = {"papers_share": 100.0, "papers_expired": 0, "licence_revoked": 0}
                facts[account_id]["papers_end_in"] = (end - day).days if end else None
        rest = accounts.filtered(lambda account: account.id not in facts)
        return {**facts, **self._judged_papers(rest, day)} if rest else facts

    @api.model
    def _sql_qualified(self, accounts, day):
        """(partner, first end of a required paper) of kept states that hold on the day."""
        self.env["med.qualification.status"].flush_model()
        return SQL(
            """
            SELECT partner_id, date_end FROM med_qualification_status
             WHERE partner_id = ANY(%(partners)s) AND company_id = %(company)s
               AND direction = 'customer' AND state = 'qualified'
               AND (valid_until IS NULL OR valid_until >= %(day)s)
            """,
            partners=accounts.partner_id.ids,
            company=accounts.company_id.id,
            day=day,
        )

    @api.model
    def _judged_papers(self, accounts, day):
        """{account id: facts} of required papers judged as of the day."""
        service, company = self.env["med.qualification"], accounts.company_id
        dossiers = self.env["med.dossier"].search(
            [
                ("company_id", "=", company.id),
                ("direction", "=", "customer"),
                ("partner_id", "in", accounts.partner_id.ids),
                ("state", "in", ["review", "qualified", "provisional", "suspended", "revoked"]),
            ]
        )
        judged = service._judge_dossiers(dossiers, day)
        required = service._required_rows(judged)
        keys = {outcome.paper for rows in judged.values() for outcome in rows.values() if outcome.paper}
        ends = {paper.id: paper.date_valid_to for paper in self.env["med.credential"].browse(sorted(keys))}
        by_partner = {account.partner_id.id: account.id for account in accounts}
        facts = {}
        for dossier in dossiers:
            outcomes = [o for key, o in judged[dossier.id].items() if key in required]
            facts[by_partner[dossier.partner_id.id]] = self._papers(outcomes, ends, day)
        return facts

    @api.model
    def _papers(self, outcomes, ends, day):
        """Facts of the outcomes of the required rows of one file."""
        if not outcomes:
            return {"papers_share": 100.0, "papers_expired": 0, "licence_revoked": 0}
        statuses = [outcome.status for outcome in outcomes]
        good = sum(1 for status in statuses if status in GOOD)
        left = [ends.get(o.paper) for o in outcomes if o.status in GOOD and ends.get(o.paper)]
        return {
            "papers_share": 100.0 * good / len(statuses),
            "papers_expired": sum(1 for status in statuses if status in STOPPED),
            "papers_end_in": (min(left) - day).days if left else None,
            "licence_revoked": statuses.count("revoked"),
        }

    @api.model
    def _facts_registers(self, accounts, day):
        """Confirmed hits in external lists of 24 months; None where no list was ever read."""
        read = [("company_id", "=", accounts.company_id.id), ("called_at", "<", day + timedelta(days=1))]
        if not self.env["med.register.call"].search_count(read, limit=1):
            return {}
        rows = self._by_partner(accounts, self.env.execute_query(self._sql_registers(accounts, day)))
        facts = {}
        for account in accounts:
            count, major, debtor, seizure = rows.get(account.id) or (0, 0, 0, 0)
            facts[account.id] = {
                "regulator_record": 2 if major else 1 if count else 0,
                "dishonest_debtor": debtor,
                "legal_seizure": seizure,
            }
        return facts

    @api.model
    def _sql_registers(self, accounts, day):
        """(partner, hits, major ones, dishonest debtor, seizure) confirmed, of 24 months.

        Listed matters without a date count for as long as they are listed.
        """
        return SQL(
            """
            SELECT h.partner_id, COUNT(*),
                   COUNT(*) FILTER (WHERE %(text)s ~ '失信|严重|吊销|召回|seriou|revo|dishonest|recall'),
                   COUNT(*) FILTER (WHERE %(text)s ~ '失信|dishonest'),
                   COUNT(*) FILTER (WHERE %(text)s ~ '查封|冻结|seiz')
              FROM med_register_hit h JOIN med_register_entry e ON e.id = h.entry_id
             WHERE h.partner_id = ANY(%(partners)s) AND h.company_id = %(company)s
               AND h.state = 'confirmed' AND h.decided_at < %(day)s::date + 1
               AND COALESCE(e.date, %(day)s) BETWEEN %(day)s::date - INTERVAL '24 months' AND %(day)s
               AND NOT COALESCE(e.is_gone, FALSE)
             GROUP BY h.partner_id
            """,
            text=SQL("lower(concat_ws(' ', e.kind, e.reason))"),
            partners=accounts.partner_id.ids,
            company=accounts.company_id.id,
            day=day,
        )
