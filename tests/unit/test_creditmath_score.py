"""The scorecard as it is shipped, bin by bin, read from the data file without Odoo."""

import pathlib
import xml.etree.ElementTree as ET

import pytest
from creditmath import (
    GRADES,
    Bin,
    Card,
    Condition,
    Factor,
    Knockout,
    band,
    next_steps,
    score,
    worse,
)

DATA = pathlib.Path(__file__).parents[2] / "addons/med_credit/data/med_credit_scorecard_data.xml"
BANDS = {"AAA": 90, "AA": 82, "A": 74, "BBB": 65, "BB": 55, "B": 45, "C": 30, "D": 0}


def _records():
    """[(model, id, {field: reference, value or text})] of the data file."""
    rows = []
    for record in ET.parse(DATA).getroot().iter("record"):
        vals = {
            field.get("name"): field.get("ref") or field.get("eval") or field.text or "" for field in record
        }
        rows.append((record.get("model"), record.get("id"), vals))
    return rows


def _conditions(vals, fact=""):
    pairs = [
        (vals.get("fact") or fact, vals.get("operator"), vals.get("bound")),
        (vals.get("fact_2"), vals.get("operator_2"), vals.get("bound_2")),
    ]
    return tuple(Condition(name, sign, float(bound)) for name, sign, bound in pairs if name and sign)


def _shipped(code):
    rows = _records()
    factors = []
    for model, key, vals in rows:
        if model == "med.credit.factor" and vals["card_id"] == f"scorecard_{code}":
            bins = tuple(
                Bin(float(b["points"]), _conditions(b, vals["fact"]))
                for m, _key, b in rows
                if m == "med.credit.factor.bin" and b["factor_id"] == key
            )
            most, neutral = float(vals["max_points"]), float(vals["neutral_points"])
            factors.append(Factor(vals["code"], vals["fact"], most, bins, neutral, vals["code"]))
    knockouts = tuple(
        Knockout(_conditions(vals), vals.get("grade", ""), vals["name"])
        for model, _key, vals in rows
        if model == "med.credit.knockout" and vals["card_id"] == f"scorecard_{code}"
    )
    return Card(tuple(factors), tuple(BANDS.items()), knockouts)


DEALER, HOSPITAL = _shipped("dealer"), _shipped("hospital")
BEST = {
    "days_beyond_terms": 0.0,
    "overdue_share": 0.0,
    "oldest_overdue": 0.0,
    "overdue_beyond_grace": 0.0,
    "broken_promises": 0.0,
    "zscore": 3.0,
    "institution_level": 3.0,
    "net_worth": 60e6,
    "external_rating": None,
    "months_trading": 48.0,
    "sales_growth": 5.0,
    "sales_variation": 0.3,
    "returns_share": 0.0,
    "papers_share": 100.0,
    "papers_expired": 0.0,
    "papers_end_in": 200.0,
    "licence_revoked": 0.0,
    "regulator_record": 0.0,
    "dishonest_debtor": 0.0,
    "legal_seizure": 0.0,
    "conduct_finding": 0.0,
    "party_class": 2.0,
    "group_usage": 0.0,
    "related_bad": 0.0,
    "secured_share": 60.0,
    "invoice_count": 40.0,
}


def _points(code, card=DEALER, **facts):
    result = score(card, {**BEST, **facts})
    return next(line.points for line in result.lines if line.factor.code == code)


@pytest.mark.parametrize("card", [DEALER, HOSPITAL], ids=["dealer", "hospital"])
def test_c4_a_card_gives_a_hundred_points_in_five_dimensions(card):
    sums = {}
    for factor in card.factors:
        sums[factor.code[0]] = sums.get(factor.code[0], 0) + factor.most
        assert max(row.points for row in factor.bins) == factor.most
        assert not factor.bins[-1].conditions or factor.code == "B2" or factor.neutral >= 0
    assert sums == {"A": 38, "B": 18, "C": 14, "D": 20, "E": 10}


@pytest.mark.parametrize(
    ("code", "fact", "values"),
    [
        ("A1", "days_beyond_terms", {0: 14, 0.5: 12, 7: 12, 15: 9, 30: 5, 60: 2, 60.1: 0}),
        ("A2", "overdue_share", {0: 10, 5: 8, 10: 6, 20: 3, 40: 1, 41: 0}),
        ("A3", "oldest_overdue", {0: 8, 1: 6, 15: 6, 30: 4, 60: 2, 61: 0}),
        ("A4", "broken_promises", {0: 6, 1: 3, 2: 0, 5: 0}),
        ("B1", "zscore", {2.61: 12, 2.6: 9, 1.85: 9, 1.84: 5, 1.1: 5, 1.09: 0, -4: 0}),
        ("B2", "net_worth", {5e7: 6, 1e7: 5, 5e6: 4, 1e6: 3, 1: 1, 0: 0, -5: 0}),
        ("C1", "months_trading", {36: 5, 35: 4, 24: 4, 12: 3, 6: 2, 5: 0}),
        ("C3", "returns_share", {2: 4, 5: 3, 10: 1, 11: 0}),
        ("D2", "regulator_record", {0: 6, 1: 3, 2: 0}),
        ("D3", "conduct_finding", {0: 6, 1: 3, 2: 0}),
        ("E1", "party_class", {1: 4, 2: 4, 3: 3, 4: 2, 5: 1}),
        ("E2", "group_usage", {0: 3, 50: 3, 80: 2, 100: 1, 101: 0}),
        ("E3", "secured_share", {50: 3, 20: 2, 1: 1, 0: 0}),
    ],
)
def test_c4_each_bin_gives_its_points_at_its_bound(code, fact, values):
    assert {value: _points(code, **{fact: value}) for value in values} == values


def test_c4_trend_needs_both_for_all_points():
    found = {
        (growth, variation): _points("C2", sales_growth=growth, sales_variation=variation)
        for growth in (-10, -11)
        for variation in (0.59, 0.6)
    }
    assert found == {(-10, 0.59): 5, (-10, 0.6): 3, (-11, 0.59): 3, (-11, 0.6): 1}


def test_c4_papers_that_end_soon_or_have_ended_cap_the_points():
    assert _points("D1") == 8
    assert _points("D1", papers_share=95.0) == 5
    assert _points("D1", papers_end_in=30.0) == 4
    assert _points("D1", papers_share=95.0, papers_end_in=10.0) == 4
    assert _points("D1", papers_share=89.0) == 0
    assert _points("D1", papers_expired=1.0) == 0


def test_c4_a_bad_relative_takes_the_points_of_the_group():
    assert _points("E2", related_bad=1.0) == 0
    assert _points("E2", group_usage=None, related_bad=1.0) == 0


def test_c4_an_external_rating_stands_in_for_the_net_worth():
    ratings = {rating: _points("B2", net_worth=None, external_rating=rating) for rating in range(5)}
    assert ratings == {0: 0, 1: 0, 2: 4, 3: 6, 4: 6}


def test_c4_hospitals_are_scored_by_their_level():
    levels = {level: _points("B1", HOSPITAL, institution_level=level) for level in (3, 2, 1, 0)}
    assert levels == {3: 12, 2: 10, 1: 8, 0: 4}


def test_c4_the_best_customer_is_aaa_with_full_confidence():
    result = score(DEALER, BEST)
    assert (result.total, result.confidence, result.grade, result.knockout) == (100, 100, "AAA", None)
    assert next_steps(DEALER, BEST) == []


def test_c4_unknown_facts_give_neutral_points_and_less_confidence():
    result = score(DEALER, {**BEST, "zscore": None, "net_worth": None})
    assert _points("B1", zscore=None) == 4
    assert _points("B2", net_worth=None) == 2
    assert (result.total, result.confidence) == (100 - 8 - 4, 82)
    assert {line.factor.code for line in result.lines if line.is_missing} == {"B1", "B2"}
    for fact, code in (("months_trading", "C1"), ("returns_share", "C3")):
        assert _points(code, **{fact: None}) == 0


def test_c4_no_data_never_scores_higher_than_the_worst_half_of_what_is_known():
    for card in (DEALER, HOSPITAL):
        nothing = score(card, {})
        assert nothing.confidence == 0
        assert nothing.is_unsure
        assert all(line.points == line.factor.neutral <= line.factor.most / 2 for line in nothing.lines)


def test_c4_below_sixty_percent_known_no_grade_above_bbb():
    names = "zscore net_worth months_trading sales_growth sales_variation papers_share"
    hidden = dict.fromkeys([*names.split(), "papers_expired", "papers_end_in"])
    lavish = Card(
        tuple(
            Factor(f.code, f.fact, f.most, f.bins, f.most if f.fact in hidden else f.neutral, f.key)
            for f in DEALER.factors
        ),
        DEALER.bands,
    )
    known = score(lavish, {**BEST, **hidden})
    assert (known.confidence, known.is_unsure, known.grade) == (64, False, "AAA")
    unsure = score(lavish, {**BEST, **hidden, "broken_promises": None})
    assert (unsure.confidence, unsure.is_unsure, unsure.banded, unsure.grade) == (58, True, "AAA", "BBB")


@pytest.mark.parametrize(
    ("facts", "grade"),
    [
        ({"licence_revoked": 1}, "D"),
        ({"dishonest_debtor": 1}, "D"),
        ({"legal_seizure": 1}, "D"),
        ({"overdue_beyond_grace": 91}, "C"),
        ({"overdue_beyond_grace": 90}, "AAA"),
        ({"oldest_overdue": 61}, "B"),
        ({"conduct_finding": 2}, "B"),
        ({"months_trading": 5}, "BBB"),
        ({"invoice_count": 2}, "BBB"),
        ({"invoice_count": 2, "licence_revoked": 1}, "D"),
    ],
)
def test_c5_knock_outs_cap_the_grade(facts, grade):
    assert score(DEALER, {**BEST, **facts}).grade == grade


def test_c5_the_first_knock_out_that_holds_counts():
    result = score(DEALER, {**BEST, "legal_seizure": 1, "licence_revoked": 1, "oldest_overdue": 80})
    assert (result.knockout.key, result.grade) == ("Licence revoked", "D")


def test_c5_an_expired_paper_is_remarked_and_keeps_the_grade():
    result = score(DEALER, {**BEST, "papers_expired": 1})
    assert result.knockout is None
    assert len(result.remarks) == 1
    assert result.grade == result.banded


def test_c5_a_knock_out_never_betters_a_grade():
    poor = score(DEALER, {"oldest_overdue": 70.0, "overdue_share": 100.0})
    assert poor.grade == worse(poor.banded, "B") == poor.banded


@pytest.mark.parametrize(
    ("total", "grade"),
    [(100, "AAA"), (90, "AAA"), (89.9, "AA"), (82, "AA"), (81.9, "A"), (74, "A"), (73.9, "BBB"), (65, "BBB")]
    + [(64.9, "BB"), (55, "BB"), (54.9, "B"), (45, "B"), (44.9, "C"), (30, "C"), (29.9, "D"), (0, "D")],
)
def test_c3_each_grade_begins_at_its_score(total, grade):
    assert band(tuple(BANDS.items()), total) == grade
    assert list(BANDS) == list(GRADES)


def test_c4_what_would_raise_the_score_names_the_dearest_first():
    steps = next_steps(DEALER, {**BEST, "days_beyond_terms": 45.0, "secured_share": 0.0})
    assert [(gain, factor.code) for gain, factor, _bin in steps] == [(12, "A1"), (3, "E3")]


def test_c4_points_stay_between_nothing_and_the_most():
    factor = Factor("X", "fact", 5, (Bin(9, (Condition("fact", "gt", 0),)), Bin(-3)), 99)
    points = [score(Card((factor,), (("D", 0),)), {"fact": value}).lines[0].points for value in (1, -1, None)]
    assert points == [5, 0, 5]
