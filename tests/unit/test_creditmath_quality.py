"""Statistics of a scorecard: right on known examples, silent where there are too few cases."""

import random

import pytest
from creditmath import auc, ks, psi
from creditmath.quality import LEAST_CASES


def _sample(bads, goods, low=40, high=80):
    scores = [low] * bads + [high] * goods
    return scores, [True] * bads + [False] * goods


def test_c13_a_card_that_parts_good_from_bad_has_the_highest_figures():
    scores, bad = _sample(40, 60)
    assert (auc(scores, bad).value, ks(scores, bad).value) == pytest.approx((1.0, 1.0))
    assert auc([-value for value in scores], bad).value == 0.0


def test_c13_a_card_that_tells_nothing_is_a_coin():
    scores, bad = _sample(40, 60, 50, 50)
    assert (auc(scores, bad).value, ks(scores, bad).value) == pytest.approx((0.5, 0.0))


def test_c13_auc_and_ks_equal_their_definitions_on_random_samples():
    dice = random.Random(13)
    scores = [dice.randrange(0, 100) for _number in range(200)]
    bad = [dice.random() < 0.5 - value / 250 for value in scores]
    good = [s for s, b in zip(scores, bad, strict=True) if not b]
    bads = [s for s, b in zip(scores, bad, strict=True) if b]
    pairs = [(g > b) + 0.5 * (g == b) for g in good for b in bads]
    assert auc(scores, bad).value == pytest.approx(sum(pairs) / len(pairs))
    gaps = [
        abs(sum(b <= cut for b in bads) / len(bads) - sum(g <= cut for g in good) / len(good))
        for cut in range(101)
    ]
    assert ks(scores, bad).value == pytest.approx(max(gaps))


def test_c13_too_few_bad_cases_give_no_figure_but_the_number_needed():
    scores, bad = _sample(4, 500)
    for measure in (auc(scores, bad), ks(scores, bad)):
        assert (measure.value, measure.cases, measure.needed) == (None, 4, LEAST_CASES)


def test_c13_psi_sees_a_shifted_spread():
    before = {"AAA": 50, "BBB": 50}
    assert psi(before, {"AAA": 100, "BBB": 100}).value == pytest.approx(0.0)
    assert psi(before, {"AAA": 10, "BBB": 90}).value > 0.25
    assert psi(before, {"D": 100}).value > 1
    assert psi(before, {"AAA": 3}).value is None
