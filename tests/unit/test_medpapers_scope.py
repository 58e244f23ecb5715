"""Scopes and papers: who may trade what, by table and by properties."""

import datetime
import pathlib
import random
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "addons" / "med_qualification"))

from medpapers import (  # noqa: E402
    Goods,
    Need,
    Paper,
    ScopeLine,
    covers,
    judge,
    worst,
)

DAY = datetime.date(2026, 6, 15)


def codes(*names):
    return frozenset(names)


ORTHO = ScopeLine(codes("3"), codes("2017:04", "2017:13"))
ALL_TWO = ScopeLine(codes("2"))
REAGENT = ScopeLine(codes("2", "3"), codes("2002:6840"), ivd=True, cold_chain=True)
NO_IVD = ScopeLine(codes("2", "3"), excluded=codes("2002:6840"))
PLATE = Goods("3", codes("2017:13", "2002:6846"))
DRESSING = Goods("2", codes("2017:14"))
TROPONIN = Goods("3", codes("2002:6840"), ivd=True, cold_chain=True)

TABLE = [
    ("class III plate in its category", [ORTHO], PLATE, True, ""),
    ("class III licence, class II dressing", [ORTHO], DRESSING, False, "class"),
    ("all categories of class II", [ALL_TWO], DRESSING, True, ""),
    ("either catalogue is enough", [ScopeLine(codes("3"), codes("2002:6846"))], PLATE, True, ""),
    ("other category", [ScopeLine(codes("3"), codes("2017:12"))], PLATE, False, "category"),
    ("reagent with cold chain", [REAGENT], TROPONIN, True, ""),
    ("reagent without cold chain", [ScopeLine(codes("3"), ivd=True)], TROPONIN, False, "cold_chain"),
    ("general scope has no reagents", [ScopeLine(codes("3"))], TROPONIN, False, "ivd"),
    ("reagents excluded by name", [NO_IVD], TROPONIN, False, "category"),
    ("exclusion leaves the rest", [NO_IVD], PLATE, True, ""),
    ("second line covers", [ALL_TWO, REAGENT, ORTHO], PLATE, True, ""),
    ("nearest miss is told", [ALL_TWO, ScopeLine(codes("3"), ivd=True)], TROPONIN, False, "cold_chain"),
    ("no scope entered", [], PLATE, False, "no_scope"),
    ("product without category, scope by category", [ORTHO], Goods("3"), False, "category"),
    ("product without category, whole class", [ALL_TWO], Goods("2"), True, ""),
]


@pytest.mark.parametrize("name, lines, goods, covered, reason", TABLE)
def test_scope_covers_by_table(name, lines, goods, covered, reason):
    verdict = covers(lines, goods)
    assert (verdict.covered, verdict.reason) == (covered, reason), name


def random_line(rng):
    some = [f"2017:{n:02}" for n in range(1, 8)]
    return ScopeLine(
        frozenset(rng.sample("123", rng.randrange(1, 4))),
        frozenset(rng.sample(some, rng.randrange(4))),
        frozenset(rng.sample(some, rng.randrange(2))),
        rng.random() < 0.5,
        rng.random() < 0.5,
    )


def random_goods(rng):
    some = [f"2017:{n:02}" for n in range(1, 8)]
    return Goods(
        rng.choice("123"),
        frozenset(rng.sample(some, rng.randrange(3))),
        rng.random() < 0.3,
        rng.random() < 0.3,
    )


def test_adding_a_scope_line_never_takes_goods_away(seed):
    rng = random.Random(seed)
    for _round in range(3000):
        lines = [random_line(rng) for _n in range(rng.randrange(4))]
        goods = random_goods(rng)
        if covers(lines, goods):
            assert covers([*lines, random_line(rng)], goods)


def test_covered_goods_stand_in_the_line_that_covers_them(seed):
    rng = random.Random(seed)
    hits = 0
    for _round in range(3000):
        line, goods = random_line(rng), random_goods(rng)
        if covers([line], goods):
            hits += 1
            assert goods.device_class in line.classes
            assert not (goods.categories & line.excluded)
            assert not goods.ivd or line.ivd
            assert not goods.cold_chain or line.cold_chain
    assert hits > 100


def test_a_wider_line_covers_all_that_a_narrower_one_does(seed):
    rng = random.Random(seed)
    for _round in range(3000):
        line, goods = random_line(rng), random_goods(rng)
        wider = ScopeLine(codes("1", "2", "3"), ivd=True, cold_chain=True)
        assert not covers([line], goods) or covers([wider], goods)


def paper(**values):
    return Paper(**{"key": 1, "type_code": "operating_licence", "notice": 30, **values})


DATES = [
    ("no dates", {}, "valid"),
    ("last day counts", {"valid_to": DAY}, "expiring"),
    ("yesterday was the last", {"valid_to": DAY - datetime.timedelta(1)}, "expired"),
    ("not yet in force", {"valid_from": DAY + datetime.timedelta(1)}, "missing"),
    ("ends within the notice", {"valid_to": DAY + datetime.timedelta(30)}, "expiring"),
    ("ends after the notice", {"valid_to": DAY + datetime.timedelta(31)}, "valid"),
    ("superseded today", {"ended_on": DAY}, "missing"),
    ("revoked today", {"ended_on": DAY, "is_revoked": True}, "revoked"),
    ("superseded tomorrow", {"ended_on": DAY + datetime.timedelta(1)}, "valid"),
    ("renewal accepted", {"is_renewing": True, "valid_to": DAY}, "renewing"),
    (
        "renewal accepted, date passed",
        {"is_renewing": True, "valid_to": DAY - datetime.timedelta(20), "grace": 180},
        "renewing",
    ),
    (
        "renewal too long ago",
        {"is_renewing": True, "valid_to": DAY - datetime.timedelta(181), "grace": 180},
        "expired",
    ),
    ("recorded, not reviewed", {"is_recorded": True}, "pending"),
    ("not what was approved", {"is_altered": True}, "altered"),
    (
        "not what was approved, whatever its dates say now",
        {"is_altered": True, "valid_to": DAY - datetime.timedelta(1)},
        "altered",
    ),
    (
        "recorded renewal of an expired paper",
        {"is_recorded": True, "is_renewing": True, "valid_to": DAY - datetime.timedelta(1)},
        "expired",
    ),
]


@pytest.mark.parametrize("name, values, status", DATES)
def test_status_of_a_paper_on_a_day(name, values, status):
    assert paper(**values).status_on(DAY) == status, name


NEED_TWO = Need(1, ("operating_filing",), codes("2"))
NEED_THREE = Need(2, ("operating_licence",), codes("3"))


def test_class_three_licence_does_not_serve_class_two_goods():
    licence = paper(scope="required", lines=(ORTHO,))
    assert judge(NEED_THREE, [licence], DAY, PLATE).is_good
    assert judge(NEED_TWO, [licence], DAY, DRESSING).status == "missing"


def test_needs_apply_to_their_goods_only():
    assert NEED_TWO.applies(DRESSING) and not NEED_TWO.applies(PLATE)
    assert not NEED_TWO.applies(Goods("2", exempt=True))
    assert Need(3, ("business_licence",)).applies(Goods("2", exempt=True))
    cold = Need(4, ("x",), cold_chain="yes")
    assert cold.applies(TROPONIN) and not cold.applies(PLATE) and cold.is_for_goods
    imports = Need(5, ("x",), origin="import")
    assert not imports.applies(PLATE) and imports.applies(Goods("3", origin="import"))


def test_the_best_paper_decides_and_its_key_is_told():
    old = paper(valid_to=DAY - datetime.timedelta(9))
    narrow = paper(key=2, scope="required", lines=(ALL_TWO,))
    right = paper(key=3, scope="required", lines=(ORTHO,))
    assert judge(NEED_THREE, [old], DAY, PLATE).status == "expired"
    outcome = judge(NEED_THREE, [old, narrow], DAY, PLATE)
    assert (outcome.status, outcome.paper, outcome.reason) == ("scope", 2, "class")
    assert judge(NEED_THREE, [old, narrow, right], DAY, PLATE).paper == 3
    assert worst([judge(NEED_THREE, [old], DAY), judge(NEED_TWO, [], DAY)]).status == "missing"
    assert worst([]) is None


def test_an_optional_scope_is_judged_only_where_it_was_entered():
    assert judge(NEED_THREE, [paper(scope="optional")], DAY, PLATE).is_good
    entered = paper(scope="optional", lines=(ALL_TWO,))
    assert judge(NEED_THREE, [entered], DAY, PLATE).status == "scope"
