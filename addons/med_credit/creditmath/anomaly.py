"""Abnormal trading in explainable numbers: no database, no learning in the dark.

Every measure answers a :class:`Unusual` with its value, the bound it passed and the
numbers behind both, or None where nothing is unusual or too little is known to say.
"""

from dataclasses import dataclass, field
from statistics import fmean, median, pstdev

MAD_TO_SIGMA = 1.4826  # of a normal distribution
DISTORTED = 3.0  # a spread that many times the robust one comes from a few outliers
SHORTEST_HISTORY = 2  # below that a mean says nothing, whatever a rule asks


@dataclass(frozen=True)
class Unusual:
    """What was measured, the most that would have been usual, and why."""

    value: float
    bound: float
    numbers: dict = field(default_factory=dict)


def raised(bound, known, margin):
    """The bound after false alarms.

    :param known: highest value that a person found harmless, None if there is none
    :param margin: percent above it that are let pass as well
    """
    return bound if known is None else max(bound, known * (1 + margin / 100.0))


def usual(history, sigma, multiple, least):
    """Highest usual value of a history: max(mean + sigma deviations, multiple of the median).

    A single huge order of the past must not hide the next one: where the deviation is
    blown up by few values, the median and the robust deviation (MAD) take its place.

    :param history: past values, in any order
    :param least: observations below which nothing is said
    :return: (bound, numbers) or None
    """
    if len(history) < max(least, SHORTEST_HISTORY):
        return None
    mean, middle, spread = fmean(history), median(history), pstdev(history)
    robust = MAD_TO_SIGMA * median(abs(value - middle) for value in history)
    distorted = bool(robust) and spread > DISTORTED * robust
    reach = middle + sigma * robust if distorted else mean + sigma * spread
    numbers = {
        "observations": len(history),
        "mean": round(mean, 2),
        "median": round(middle, 2),
        "deviation": round(robust if distorted else spread, 2),
        "largest": round(max(history), 2),
        "robust": distorted,
    }
    return max(reach, multiple * middle), numbers


def outlier(value, history, sigma=3.0, multiple=5.0, least=6):
    """A quantity or amount far above what this customer takes of this product."""
    found = usual(history, sigma, multiple, least)
    if found is None or value <= found[0]:
        return None
    bound, numbers = found
    times = round(value / numbers["median"], 1) if numbers["median"] else 0.0
    return Unusual(value, round(bound, 2), {**numbers, "times": times})


def frequency(days, window, span, sigma=3.0, multiple=2.0, least=4):
    """More orders within ``window`` days than in the windows before.

    :param days: age in days of each past order, 0 = today; the order judged not included
    :param span: days of history that are looked at
    :param least: orders in the window below which nothing is unusual
    """
    count = 1 + sum(1 for age in days if age < window)
    past = [0] * max(span // window - 1, 0)
    for age in days:
        place = age // window - 1
        if 0 <= place < len(past):
            past[place] += 1
    if count < least or not any(past):
        return None
    found = usual(past, sigma, multiple, SHORTEST_HISTORY)
    if found is None or count <= found[0]:
        return None
    bound, numbers = found
    return Unusual(count, round(bound, 2), {**numbers, "window": window})


def price(unit_price, agreed=None, floor=None, percent=15.0):
    """A price below the floor or off the agreed one; both in the same unit and currency.

    The value is the distance in percent; the bound is what would have been let pass.
    """
    if unit_price <= 0:
        return None  # free goods have rules of their own
    if floor and unit_price < floor:
        below = 100.0 * (floor - unit_price) / floor
        return Unusual(round(below, 2), 0.0, {"price": unit_price, "floor": round(floor, 4)})
    if not agreed:
        return None
    off = 100.0 * abs(unit_price - agreed) / agreed
    if off <= percent:
        return None
    return Unusual(round(off, 2), percent, {"price": unit_price, "agreed": round(agreed, 4)})


def outside(place, allowed, least, observations):
    """A place or kind that is not among the known ones.

    :param allowed: set of what is authorised or was bought before
    :param observations: how much is known about the customer; below ``least`` nothing is said
    """
    if not place or not allowed or place in allowed or observations < least:
        return None
    return Unusual(1.0, 0.0, {"observations": observations, "known": len(allowed)})


def split(amount, others, threshold, percent=80.0, least=2):
    """Several orders just under a threshold that together are above it.

    :param others: amounts of the other orders of the days looked at
    :param percent: an order counts from this share of the threshold on
    """
    lowest = threshold * percent / 100.0
    if threshold <= 0 or not lowest <= amount < threshold:
        return None
    near = [amount, *(other for other in others if lowest <= other < threshold)]
    if len(near) < max(least, 2):
        return None
    total = round(sum(near), 2)
    return Unusual(total, threshold, {"orders": len(near), "threshold": threshold})


def burst(recent, yearly, window, multiple=3.0, days_left=None, horizon=30):
    """Far more ordered than usual right before a licence or a limit ends.

    :param recent: amount of the last ``window`` days with the order judged
    :param yearly: amount of the 365 days before them
    :param days_left: days until the end, None if nothing ends
    """
    if days_left is None or not 0 <= days_left <= horizon or yearly <= 0:
        return None
    usually = yearly * window / 365.0
    bound = multiple * usually
    if recent <= bound:
        return None
    return Unusual(
        round(recent, 2),
        round(bound, 2),
        {"usually": round(usually, 2), "window": window, "days_left": days_left},
    )


def dormancy(days_since, limit):
    """The first order after a long silence; None days mean a customer who never ordered."""
    if days_since is None or days_since < limit:
        return None
    return Unusual(float(days_since), float(limit), {"days": days_since})


def returns(sent, back, sent_before, back_before, percent=10.0, multiple=3.0, least=10):
    """Share of goods that came back lately, against the months before.

    :param sent: quantity delivered lately; below ``least`` nothing is said
    :param percent: a share that is never unusual, whatever was usual before
    """
    if sent < least or back <= 0:
        return None
    share = 100.0 * back / sent
    before = 100.0 * back_before / sent_before if sent_before else 0.0
    bound = max(percent, multiple * before)
    if share <= bound:
        return None
    return Unusual(
        round(share, 2),
        round(bound, 2),
        {"sent": sent, "back": back, "before": round(before, 2)},
    )
