"""Points of a scorecard: facts in, points, grade and the way to them out."""

import operator
from dataclasses import dataclass, field

OPERATORS = {
    "le": operator.le,
    "lt": operator.lt,
    "ge": operator.ge,
    "gt": operator.gt,
    "eq": operator.eq,
}
GRADES = ("AAA", "AA", "A", "BBB", "BB", "B", "C", "D")  # best first


@dataclass(frozen=True)
class Condition:
    """``fact operator bound``; a fact that is not known meets no condition."""

    fact: str
    operator: str
    bound: float

    def holds(self, facts):
        value = facts.get(self.fact)
        return value is not None and OPERATORS[self.operator](round(value, 6), self.bound)


@dataclass(frozen=True)
class Bin:
    """Points where all conditions hold; no condition: all that is left."""

    points: float
    conditions: tuple[Condition, ...] = ()
    key: object = None

    def holds(self, facts):
        return all(condition.holds(facts) for condition in self.conditions)


@dataclass(frozen=True)
class Factor:
    """What is looked at: its first bin that holds gives the points.

    ``neutral``: points where nothing is known of it, so that no data never scores well.
    """

    code: str
    fact: str
    most: float
    bins: tuple[Bin, ...]
    neutral: float = 0.0
    key: object = None


@dataclass(frozen=True)
class Knockout:
    """No better grade than ``grade`` where the conditions hold; empty: only remarked."""

    conditions: tuple[Condition, ...]
    grade: str = ""
    key: object = None

    def holds(self, facts):
        return all(condition.holds(facts) for condition in self.conditions)


@dataclass(frozen=True)
class Card:
    """A scorecard. ``bands``: (grade, lowest total) pairs, ``least_confidence`` in percent."""

    factors: tuple[Factor, ...]
    bands: tuple[tuple[str, float], ...]
    knockouts: tuple[Knockout, ...] = ()
    least_confidence: float = 60.0
    unsure_grade: str = "BBB"


@dataclass(frozen=True)
class Line:
    """Outcome of one factor. ``value`` is None where the fact is not known."""

    factor: Factor
    value: float | None
    points: float
    bin: Bin | None
    is_missing: bool


@dataclass(frozen=True)
class Result:
    """Outcome of a card: ``banded`` is the grade by points alone, ``grade`` what is left of it.

    ``remarks``: knock-outs without a grade that hold. ``is_unsure``: too little was known.
    """

    lines: tuple[Line, ...]
    total: float
    confidence: float
    banded: str
    grade: str
    knockout: Knockout | None = None
    remarks: tuple[Knockout, ...] = field(default=())
    is_unsure: bool = False


def score(card, facts):
    """Points, confidence and grade of one customer.

    :param card: Card
    :param facts: {fact: number or None}
    :return: Result; total and confidence in percent of what the card can give
    """
    lines = tuple(_line(factor, facts) for factor in card.factors)
    most = sum(factor.most for factor in card.factors) or 1.0
    total = round(100.0 * sum(line.points for line in lines) / most, 2)
    seen = sum(line.factor.most for line in lines if not line.is_missing)
    confidence = round(100.0 * seen / most, 2)
    banded = band(card.bands, total)
    unsure = confidence < card.least_confidence
    grade = worse(banded, card.unsure_grade) if unsure else banded
    hits = [knockout for knockout in card.knockouts if knockout.holds(facts)]
    first = next((knockout for knockout in hits if knockout.grade), None)
    return Result(
        lines=lines,
        total=total,
        confidence=confidence,
        banded=banded,
        grade=worse(grade, first.grade) if first else grade,
        knockout=first,
        remarks=tuple(knockout for knockout in hits if not knockout.grade),
        is_unsure=unsure,
    )


def _line(factor, facts):
    value = facts.get(factor.fact)
    for row in factor.bins:
        if (row.conditions or value is not None) and row.holds(facts):
            return Line(factor, value, min(max(row.points, 0.0), factor.most), row, False)
    missing = value is None
    points = min(factor.neutral, factor.most) if missing else 0.0
    return Line(factor, value, points, None, missing)


def band(bands, total):
    """Best grade whose lowest total is reached; the worst one where none is."""
    for grade, lowest in sorted(bands, key=lambda pair: -pair[1]):
        if total >= lowest:
            return grade
    return GRADES[-1]


def worse(one, other):
    """The worse of two grades."""
    return max(one, other, key=GRADES.index)


def next_steps(card, facts):
    """What would raise the total: for each factor the better bins, dearest gain first.

    :return: [(gain in points, Factor, Bin)], the best bin of each factor that is not full
    """
    steps = []
    for line in score(card, facts).lines:
        best = max(line.factor.bins, key=lambda row: row.points, default=None)
        if best and min(best.points, line.factor.most) > line.points:
            steps.append((min(best.points, line.factor.most) - line.points, line.factor, best))
    return sorted(steps, key=lambda step: -step[0])
