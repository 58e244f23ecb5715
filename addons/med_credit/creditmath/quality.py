"""How well scores told good customers from bad ones."""

import math
from dataclasses import dataclass

LEAST_CASES = 30  # of each kind, before KS and AUC say anything
LEAST_SCORES = 100  # in each of both samples, before PSI says anything
SHIFT = 0.25  # a PSI above asks for a recalibration
TINY = 1e-4


@dataclass(frozen=True)
class Measure:
    """``value`` is None where there are too few cases: ``cases`` of ``needed``."""

    value: float | None
    cases: int
    needed: int


def auc(scores, bad):
    """Chance that a good customer had the higher score than a bad one; ties count half.

    :param scores: numbers, higher is better
    :param bad: booleans of the same length
    :return: Measure
    """
    few = _too_few(bad)
    if few:
        return few
    ranks = _ranks(scores)
    goods = [rank for rank, is_bad in zip(ranks, bad, strict=True) if not is_bad]
    count, bads = len(goods), sum(1 for is_bad in bad if is_bad)
    value = (sum(goods) - count * (count + 1) / 2.0) / (count * bads)
    return Measure(value, bads, LEAST_CASES)


def ks(scores, bad):
    """Largest distance between the shares of bad and of good customers below a score.

    :return: Measure
    """
    few = _too_few(bad)
    if few:
        return few
    bads = sum(1 for is_bad in bad if is_bad)
    goods = len(bad) - bads
    pairs = sorted(zip(scores, bad, strict=True), key=lambda pair: pair[0])
    low_bad = low_good = widest = 0.0
    for position, (value, is_bad) in enumerate(pairs):
        low_bad += 1 / bads if is_bad else 0.0
        low_good += 0.0 if is_bad else 1 / goods
        if position + 1 == len(pairs) or pairs[position + 1][0] != value:
            widest = max(widest, abs(low_bad - low_good))
    return Measure(widest, bads, LEAST_CASES)


def psi(before, after):
    """How far the spread over classes has moved between two counts.

    :param before: {class: count}, after: {class: count}
    :return: Measure; above 0.25 the card no longer fits its customers
    """
    totals = sum(before.values()), sum(after.values())
    if min(totals) < LEAST_SCORES:
        return Measure(None, min(totals), LEAST_SCORES)
    value = 0.0
    for key in {*before, *after}:
        old = max(before.get(key, 0) / totals[0], TINY)
        new = max(after.get(key, 0) / totals[1], TINY)
        value += (new - old) * math.log(new / old)
    return Measure(value, min(totals), LEAST_SCORES)


def _too_few(bad):
    bads = sum(1 for is_bad in bad if is_bad)
    least = min(bads, len(bad) - bads)
    return Measure(None, least, LEAST_CASES) if least < LEAST_CASES else None


def _ranks(scores):
    """Rank of each score from 1, ties share the mean of theirs."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks, first = [0.0] * len(scores), 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and scores[order[last + 1]] == scores[order[first]]:
            last += 1
        for position in range(first, last + 1):
            ranks[order[position]] = (first + last) / 2.0 + 1.0
        first = last + 1
    return ranks
