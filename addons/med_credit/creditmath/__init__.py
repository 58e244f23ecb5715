"""Scores, grades and limits as plain arithmetic: no database, no Odoo."""

from .card import GRADES, Bin, Card, Condition, Factor, Knockout, Line, Result, band, next_steps, score, worse
from .limits import Basis, Limit, average_month, floor_to, limit, term_factor
from .quality import Measure, auc, ks, psi
from .ratios import zscore

__all__ = [
    "GRADES",
    "Basis",
    "Bin",
    "Card",
    "Condition",
    "Factor",
    "Knockout",
    "Limit",
    "Line",
    "Measure",
    "Result",
    "auc",
    "average_month",
    "band",
    "floor_to",
    "ks",
    "limit",
    "next_steps",
    "psi",
    "score",
    "term_factor",
    "worse",
    "zscore",
]
