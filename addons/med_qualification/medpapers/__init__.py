"""Papers of the device trade: number grammars, scopes, validity. No Odoo in here."""

from .change import change_days, holds_until
from .judge import GOOD, REMARKS, Goods, Need, Outcome, Paper, judge, worst
from .numbers import GRAMMARS, Number, normalise, parse, recognise
from .restriction import Restriction, forbidding
from .scope import ScopeLine, Verdict, covers

__all__ = [
    "GOOD",
    "GRAMMARS",
    "REMARKS",
    "Goods",
    "Need",
    "Number",
    "Outcome",
    "Paper",
    "Restriction",
    "ScopeLine",
    "Verdict",
    "change_days",
    "covers",
    "forbidding",
    "holds_until",
    "judge",
    "normalise",
    "parse",
    "recognise",
    "worst",
]
