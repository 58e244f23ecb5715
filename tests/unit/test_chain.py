from datetime import date

import pytest
from medpapers.chain import Letter, beyond
from medpapers.judge import Goods
from medpapers.scope import ScopeLine

BONE = Goods("3", frozenset(["2017:04"]))
SUTURE = Goods("2", frozenset(["2017:02"]))
THREE = frozenset("3")
BONES = (ScopeLine(THREE, frozenset(["2017:04"])),)
YEAR = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)}
ABOVE = Letter(**YEAR, areas=frozenset([1, 2]), products=((7, SUTURE),), lines=BONES, grantee=5)


@pytest.mark.parametrize(
    ("letter", "codes"),
    [
        (Letter(**YEAR, areas=frozenset([1]), products=((7, SUTURE), (8, BONE)), grantor=5), {}),
        (Letter(**YEAR, areas=frozenset([1, 2]), lines=BONES), {}),
        (Letter(**YEAR, areas=frozenset([1, 3]), lines=BONES), {"area": {3}}),
        (Letter(**YEAR, lines=BONES), {"area": {0}}),
        (Letter(**YEAR, areas=frozenset([1]), products=((9, SUTURE),)), {"product": {9}}),
        (Letter(**YEAR, areas=frozenset([1])), {"scope": set()}),
        (Letter(**YEAR, areas=frozenset([1]), lines=(ScopeLine(THREE),)), {"scope": set()}),
        (Letter(**YEAR, areas=frozenset([1]), lines=BONES, grantor=6), {"grantor": set()}),
        (Letter(date(2025, 12, 31), date(2026, 5, 1), frozenset([1]), lines=BONES), {"start": set()}),
        (Letter(date(2026, 1, 1), date(2027, 1, 1), frozenset([1]), lines=BONES), {"end": set()}),
        (Letter(date(2026, 1, 1), None, frozenset([1]), lines=BONES), {"end": set()}),
    ],
)
def test_q46_a_letter_lies_within_the_one_above(letter, codes):
    assert beyond(letter, ABOVE) == codes


def test_a_letter_without_limits_bounds_nothing():
    assert beyond(Letter(**YEAR, lines=(ScopeLine(THREE),)), Letter()) == {}
