"""What the result of a file allows beyond the papers."""

import datetime

import pytest
from medpapers import Goods, Restriction, forbidding

DAY = datetime.date(2026, 11, 22)
PLATE = Goods("3", frozenset({"2017:13"}), implant=True)
GAUZE = Goods("2", frozenset({"2017:14"}))
REAGENT = Goods("2", frozenset({"2002:6840"}), ivd=True, cold_chain=True, origin="import")


def limit(kind, key=1, **values):
    return Restriction(key, kind, **values)


@pytest.mark.parametrize(
    "restriction, plate, gauze, reagent",
    [
        (limit("never", classes=frozenset("3")), 1, None, None),
        (limit("only", classes=frozenset("3")), None, 1, 1),
        (limit("never", categories=frozenset({"2017:14"})), None, 1, None),
        (limit("never", flags=frozenset({"ivd", "cold_chain"})), None, None, 1),
        (limit("never", flags=frozenset({"import"})), None, None, 1),
        (limit("only", products=frozenset({7})), None, 1, 1),
        (limit("never", classes=frozenset("3"), valid_to=DAY), 1, None, None),
        (limit("never", classes=frozenset("3"), valid_to=DAY - datetime.timedelta(1)), None, None, None),
    ],
)
def test_one_restriction(restriction, plate, gauze, reagent):
    found = [
        forbidding([restriction], goods, product, DAY)
        for goods, product in ((PLATE, 7), (GAUZE, 8), (REAGENT, 9))
    ]
    assert [one and one.key for one in found] == [plate, gauze, reagent]


def test_several_only_are_alternatives_and_never_goes_before():
    rows = [
        limit("only", key=1, classes=frozenset("3")),
        limit("only", key=2, flags=frozenset({"ivd"})),
        limit("never", key=3, products=frozenset({7})),
    ]
    assert forbidding(rows, PLATE, 7, DAY).key == 3
    assert forbidding(rows, PLATE, 6, DAY) is None
    assert forbidding(rows, REAGENT, 9, DAY) is None
    assert forbidding(rows, GAUZE, 8, DAY).key == 1


def test_without_restrictions_everything_is_allowed():
    assert forbidding([], PLATE, 7, DAY) is None
