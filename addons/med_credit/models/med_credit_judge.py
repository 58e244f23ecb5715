from odoo import api, models

from .med_credit_claim import Standing

# the order in which reasons are told; codes of ``med.gate.check``
STOPPING = ("credit_frozen", "credit_grade", "credit_prepayment", "credit_over_limit", "credit_group_limit")
AMOUNTS = ("exposure", "ordered", "delivered")


class MedCreditJudge(models.AbstractModel):
    """Judges what documents ask of customers' credit, in a constant number of queries."""

    _name = "med.credit.judge"
    _description = "Judge of Credit"

    @api.model
    def _findings(self, claims, company, stage):
        """Findings of all claims.

        :param claims: list of ``Claim``
        :param company: res.company whose policy, limits and currency count
        :param stage: stage of the gate
        :return: list of what ``_gate_finding`` returns
        """
        if not claims or not company._med_credit_is_on():
            return []
        self._add_releases(claims, company)
        standings = self._standings(claims, company)
        findings = []
        for claim in claims:
            findings += self._judge(claim, standings[claim.debtor], stage)
        return findings + self._rate_findings(claims)

    @api.model
    def _enter_queue(self, claims, company, stage):
        """Queue for the customers of the claims before they are judged.

        A delivery uses up no more than its order did, unless long orders count only in part.
        """
        if not claims or not company._med_credit_is_on():
            return
        partners = self.env["res.partner"].union(*(claim.debtor for claim in claims))
        accounts = self._accounts(partners, company)
        if stage == "ship":
            accounts = {p: a for p, a in accounts.items() if a.segment_id.horizon_days}
            partners = self._known(accounts)
        subjects = [("partner", company.id, partner.id) for partner in partners]
        subjects += [("group", 0, group.id) for group in self._groups(accounts.values())]
        if not subjects:
            return
        queues = self.env["med.credit.queue"]
        queues._enter(subjects)
        if queue := queues._mine():
            orders = [claim.order.id for claim in claims if claim.order]
            queue.orders.update(orders)
            queue.invoices.update(c.document.id for c in claims if c.document._name == "account.move")

    # one claim ------------------------------------------------------------

    @api.model
    def _judge(self, claim, standing, stage):
        """Findings of one claim: never for what is paid, nor for promising less than before."""
        if standing.is_paid(claim) or (stage == "confirm" and self._is_passed(claim)):
            return []
        found = []
        if standing.state == "frozen":
            found.append(("credit_frozen", "ask"))
        if not claim.is_buyer:
            found += self._limit_codes(claim, standing, stage)
        found += self._overdue_codes(standing)
        return [
            self._finding(claim, standing, code, stage, answer) for code, answer in found if answer != "off"
        ]

    @api.model
    def _limit_codes(self, claim, standing, stage):
        """(code, answer) of what the grade and the limit say.

        At delivery: not what fitted when it was confirmed; what was released is shown with
        its release, which holds, has ended, or was for less.
        """
        if stage == "ship" and claim.is_old:
            return []
        codes = self._codes_today(claim, standing)
        if stage == "ship" and self._still_holds(claim, standing):
            codes = [(code, answer) for code, answer in codes if code in claim.releases]
        return codes

    @api.model
    def _codes_today(self, claim, standing):
        """(code, answer) of what the grade and the limit say of the claim today."""
        codes = []
        answer = standing.segment.on_over_limit or "ask"
        if standing.check in ("each", "frozen"):
            codes.append(("credit_grade", "ask"))
        if standing.check == "prepay" or standing.limit <= 0:
            codes.append(("credit_prepayment", answer if answer != "warn" else "ask"))
        elif self._is_above(standing.used(claim), standing.allowed(), standing):
            codes.append(("credit_over_limit", answer))
        if standing.exceeded_group(claim):
            codes.append(("credit_group_limit", answer))
        return codes

    @api.model
    def _is_above(self, amount, limit, standing):
        return standing.company.currency_id.compare_amounts(amount, limit) > 0

    @api.model
    def _is_passed(self, claim, tolerance=0.0):
        """Whether this was let through already for no less than it is now."""
        return bool(claim.passed) and claim.total - claim.later <= claim.passed[0] * (1 + tolerance / 100)

    @api.model
    def _still_holds(self, claim, standing):
        """Whether the limit need not be asked again at delivery: the order fitted then.

        Not when it has grown, when less is allowed today, or when it was too long ago.
        """
        segment = standing.segment
        if standing.check == "frozen" or not self._is_passed(claim, segment.release_tolerance):
            return False
        _amount, limit, day = claim.passed
        age = (standing.company._med_today() - day).days
        return age <= segment.release_days and standing.limit >= limit

    @api.model
    def _overdue_codes(self, standing):
        segment, figures = standing.segment, standing.figures
        codes = []
        if figures["overdue_amount"] > 0 and figures["overdue_days"] > segment.overdue_days:
            codes.append(("credit_overdue", segment.on_overdue or "ask"))
        if figures["overdue_amount"] > 0 and figures["overdue_share"] > (segment.overdue_share or 100.0):
            codes.append(("credit_overdue_share", segment.on_overdue_share or "off"))
        return codes

    @api.model
    def _rate_findings(self, claims):
        """Orders in a currency without exchange rate: their amount is unknown."""
        orders = self.env["sale.order"].union(*(claim.order for claim in claims))
        missing = self.env["med.credit.exposure"]._missing_rates(orders)
        return [
            claim.document._gate_finding(
                "credit_rate_missing",
                subject=claim.order.currency_id,
                message=self.env._(
                    "There is no exchange rate of %(currency)s, so nobody can tell what "
                    "%(order)s is worth: finance enters one.",
                    currency=claim.order.currency_id.name,
                    order=claim.order.display_name,
                ),
                facts={"credit": "credit_rate_missing"},
            )
            for claim in claims
            if claim.order in missing
        ]

    # how customers stand ---------------------------------------------------

    @api.model
    def _standings(self, claims, company):
        """{debtor: Standing}: accounts, grades, figures, each read once for all."""
        partners = self.env["res.partner"].union(*(claim.debtor for claim in claims))
        accounts = self._accounts(partners, company)
        groups = self._groups(accounts.values())
        members = self._members(groups)
        figures = self._figures(partners | members.partner_id, company)
        segments = self.env["med.credit.segment"]._for_partners(partners - self._known(accounts), company)
        checks = self._order_checks(company)
        standings = {}
        for partner in partners:
            account = accounts.get(partner)
            standing = self._standing(partner, company, account, segments.get(partner), figures)
            row = checks.get(standing.grade) if standing.grade else None
            if row:
                standing.check = row.order_check
                standing.tolerance = row.tolerance if row.order_check == "auto" else 0.0
            standings[partner] = standing
            if account:
                self._add_groups(standing, account, groups, members, figures)
        return standings

    @api.model
    def _standing(self, partner, company, account, segment, figures):
        """By the account, or by the policy for new customers where none is open yet."""
        if account:
            return Standing(
                partner,
                company,
                account.segment_id,
                account.limit,
                figures[partner.id],
                account.state,
                account.state_reason or "",
                account._grade_today() or "",
            )
        starter = segment.starter_limit if segment.new_customer == "starter" else 0.0
        return Standing(partner, company, segment, starter, figures[partner.id])

    @api.model
    def _known(self, accounts):
        return self.env["res.partner"].union(*accounts)

    @api.model
    def _accounts(self, partners, company):
        """{commercial partner: account in sudo}; none is made for a mere look."""
        # sudo: the gate judges for every salesperson and the warehouse
        accounts = self.env["med.credit.account"].sudo().with_context(active_test=False)
        found = accounts.search([("partner_id", "in", partners.ids), ("company_id", "=", company.id)])
        return {account.partner_id.sudo(False): account for account in found}

    @api.model
    def _order_checks(self, company):
        """{grade code: row of the grade table}."""
        if "med.credit.grade" not in self.env:
            return {}
        return self.env["med.credit.grade"]._for_company(company)

    @api.model
    def _figures(self, partners, company):
        """Figures of the customers as they are committed now, with what is only ours yet."""
        service = self.env["med.credit.exposure"]
        own = service._figures(partners, company)
        queues = self.env["med.credit.queue"]
        queue = queues._mine()
        if not queue:
            return own
        touched = tuple(queue.orders)
        without = service._figures(partners, company, without_orders=touched)
        fresh = queues._read(
            lambda cursor: service._figures(partners, company, without_orders=touched, cr=cursor)
        )
        for partner_id, figures in fresh.items():
            for name in AMOUNTS:
                figures[name] += own[partner_id][name] - without[partner_id][name]
        self._add_invoices(queue, fresh, company)
        return fresh

    @api.model
    def _add_invoices(self, queue, figures, company):
        """Invoices without order posted by this transaction: nobody else sees them."""
        # sudo: whoever posts an invoice need not read the customer's other documents
        for move in self.env["account.move"].sudo().browse(queue.invoices).exists():
            partner_id = move.commercial_partner_id.id
            if move.state == "posted" and move.company_id == company and partner_id in figures:
                figures[partner_id]["receivable"] += move.amount_residual_signed
                figures[partner_id]["exposure"] += move.amount_residual_signed

    # groups ----------------------------------------------------------------

    @api.model
    def _groups(self, accounts):
        """Groups, with those above them, whose common limit the accounts use up."""
        groups = self.env["med.credit.group"].sudo()  # sudo: see _accounts
        mine = groups.union(*(account.group_id for account in accounts))
        above = groups.union(*(group._and_parents() for group in mine))
        return above.filtered(lambda group: group.has_limit and group.active)

    @api.model
    def _members(self, groups):
        """All accounts of these groups and of those below."""
        # sudo: see _accounts
        accounts = self.env["med.credit.account"].sudo().with_context(active_test=False)
        return accounts.search([("group_id", "child_of", groups.ids)]) if groups else accounts

    @api.model
    def _add_groups(self, standing, account, groups, members, figures):
        """Limits of the groups of an account and what all their members owe."""
        for group in account.group_id._and_parents() & groups if account.group_id else ():
            inside = members.filtered(lambda m, g=group: g in m.group_id._and_parents())
            owed = sum(figures[partner.id]["exposure"] for partner in inside.partner_id)
            standing.groups.append((group.name, group.approved_limit, owed))
