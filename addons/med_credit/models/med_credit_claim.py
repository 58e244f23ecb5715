from dataclasses import dataclass, field


@dataclass
class Claim:
    """What one document asks of a customer's credit.

    ``amount``: what it adds to the figures read, in the currency of the company; 0 where
    they hold it already. ``open``: what of it is not invoiced. ``total``: all that was
    promised with it, which a release is measured by. ``later``: what of it is due after the
    horizon and was not counted yet. ``paid``: what was paid for exactly
    this. ``passed``: (amount, limit then, day) of the last time it passed, or None.
    ``is_buyer``: of who gets the goods while another pays: judged by standing, not by limit.
    """

    document: object
    debtor: object
    order: object
    amount: float = 0.0
    open: float = 0.0
    total: float = 0.0
    later: float = 0.0
    paid: float = 0.0
    passed: tuple | None = None
    releases: dict = field(default_factory=dict)
    is_old: bool = False
    is_buyer: bool = False


@dataclass
class Standing:
    """How a customer stands at the moment of the decision: policy, limit, figures.

    ``term``: days that invoices may run, 0 where none is agreed.
    ``groups``: (name, limit, what all members owe) of each group with a limit.
    """

    partner: object
    company: object
    segment: object
    limit: float
    figures: dict
    state: str = "normal"
    reason: str = ""
    grade: str = ""
    check: str = "over"
    tolerance: float = 0.0
    term: int = 0
    groups: list = field(default_factory=list)

    def is_paid(self, claim):
        """Whether money is here for the claim: paid for it, or on account for all that is open.

        Money on account that nobody matched with an older invoice was meant for the next.
        """
        small = self.company.currency_id.rounding
        if claim.total and claim.paid >= claim.total - small:
            return True
        if claim.is_buyer:
            return False
        return claim.open > 0 and self.figures["unapplied"] >= self.open_amount(claim) - small

    def open_amount(self, claim):
        """What is or would be ordered and not invoiced yet."""
        return self.figures["ordered"] + self.figures["delivered"] + claim.amount

    def used(self, claim):
        """What the customer owes with this claim."""
        return self.figures["exposure"] + claim.amount

    def allowed(self):
        """The limit with the tolerance of the grade."""
        return self.limit * (1 + self.tolerance / 100)

    def exceeded_group(self, claim):
        """The first group whose limit is exceeded with this claim, or None."""
        compare = self.company.currency_id.compare_amounts
        return next((g for g in self.groups if compare(g[2] + claim.amount, g[1]) > 0), None)
