"""The limit that a grade allows, each term of the formula apart."""

import math
from dataclasses import dataclass

TERM_BOUNDS = (0.5, 3.0)
RECENT_FACTOR = 1.3


@dataclass(frozen=True)
class Basis:
    """What a limit is computed from; money in one currency, None: not known or not asked.

    ``months``: months of sales the grade allows (k); ``share``, ``concentration``: percent;
    ``mean_12``, ``mean_3``: invoiced sales of an average month; ``requested``: what a new
    customer wants to buy a month; ``secured``: securities after their haircut.
    """

    months: float
    share: float = 0.0
    mean_12: float = 0.0
    mean_3: float = 0.0
    is_new: bool = False
    requested: float | None = None
    starter: float = 0.0
    term_days: int = 30
    net_worth: float | None = None
    ceiling: float | None = None
    company_receivable: float | None = None
    concentration: float | None = None
    secured: float = 0.0
    step: float = 1000.0
    is_unsure: bool = False


@dataclass(frozen=True)
class Limit:
    """``terms``: {code: amount or None}; ``binding``: code of the lowest; ``amount`` the result."""

    month: float
    term_factor: float
    terms: dict
    binding: str
    secured: float
    amount: float


def average_month(basis):
    """Sales of an average month: of the year, or of the last quarter a third higher.

    A new customer has no year yet: what he asks for, no more than the starter limit.
    """
    if basis.is_new and basis.requested is not None:
        return min(basis.requested, basis.starter)
    return max(min(basis.mean_12, basis.mean_3 * RECENT_FACTOR), 0.0)


def term_factor(days):
    """Longer terms need a higher limit for the same sales, within bounds."""
    low, high = TERM_BOUNDS
    return min(max((days + 15) / 45.0, low), high)


def limit(basis):
    """Limit by the lowest of its terms, plus what is secured, rounded down to the step.

    :param basis: Basis
    :return: Limit
    """
    month, factor = average_month(basis), term_factor(basis.term_days)
    known = (basis.net_worth, basis.company_receivable, basis.concentration)
    worth, receivable, concentration = known
    terms = {
        "sales": basis.months * month * factor,
        "net_worth": None if worth is None else max(worth, 0.0) * basis.share / 100.0,
        "ceiling": basis.ceiling or None,
        "concentration": receivable * concentration / 100.0 if receivable and concentration else None,
        "starter": basis.starter if basis.is_unsure else None,
    }
    binding = min((code for code, value in terms.items() if value is not None), key=terms.get)
    amount = max(terms[binding], 0.0) + max(basis.secured, 0.0)
    return Limit(
        month=month,
        term_factor=factor,
        terms=terms,
        binding=binding,
        secured=max(basis.secured, 0.0),
        amount=floor_to(amount, basis.step),
    )


def floor_to(amount, step):
    """``amount`` rounded down to a multiple of ``step``; a step of 0 leaves it."""
    if step <= 0:
        return amount
    return math.floor(amount / step + 1e-9) * step
