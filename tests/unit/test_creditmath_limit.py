"""The limit formula by worked examples, its bounds, and Z''."""

import random

import pytest
from creditmath import Basis, floor_to, limit, term_factor, zscore


def test_c3_the_worked_example_of_a_good_dealer():
    # A: 2 months x min(100,000; 3-month mean 90,000 x 1.3) x (60 + 15) / 45
    found = limit(Basis(months=2.0, share=10.0, mean_12=100000, mean_3=90000, term_days=60, net_worth=5e6))
    assert found.month == 100000
    assert found.term_factor == pytest.approx(75 / 45)
    assert found.terms["sales"] == pytest.approx(333333.33, abs=0.01)
    assert found.terms["net_worth"] == 500000
    assert (found.binding, found.amount) == ("sales", 333000)


def test_c3_falling_sales_count_by_the_last_quarter():
    assert limit(Basis(months=1.0, mean_12=100000, mean_3=10000, term_days=30)).amount == 13000


@pytest.mark.parametrize(
    ("extra", "binding", "amount"),
    [
        ({"net_worth": 100000, "share": 10}, "net_worth", 10000),
        ({"net_worth": -1, "share": 10}, "net_worth", 0),
        ({"ceiling": 50000}, "ceiling", 50000),
        ({"company_receivable": 200000, "concentration": 20}, "concentration", 40000),
        ({"is_unsure": True, "starter": 30000}, "starter", 30000),
        ({"is_unsure": True, "starter": 0}, "starter", 0),
        ({"ceiling": 50000, "secured": 7500}, "ceiling", 57000),
        ({"ceiling": 0}, "sales", 100000),
    ],
)
def test_c3_the_lowest_term_binds_and_securities_are_added(extra, binding, amount):
    found = limit(Basis(months=1.0, mean_12=100000, mean_3=100000, term_days=30, **extra))
    assert (found.binding, found.amount) == (binding, amount)


def test_c3_a_new_customer_counts_by_what_he_asks_for_up_to_the_starter_limit():
    base = {"months": 1.5, "is_new": True, "starter": 20000, "term_days": 30}
    assert limit(Basis(requested=8000, **base)).amount == 12000
    assert limit(Basis(requested=90000, **base)).month == 20000
    assert limit(Basis(**base)).amount == 0


def test_c3_grades_without_months_leave_only_what_is_secured():
    assert limit(Basis(months=0, mean_12=1e6, mean_3=1e6)).amount == 0
    assert limit(Basis(months=0, mean_12=1e6, mean_3=1e6, secured=5999)).amount == 5000


@pytest.mark.parametrize(("days", "factor"), [(0, 0.5), (7, 0.5), (30, 1), (60, 75 / 45), (120, 3), (900, 3)])
def test_c3_the_term_counts_within_bounds(days, factor):
    assert term_factor(days) == pytest.approx(factor)


def test_c3_limits_are_rounded_down_to_the_step():
    assert [floor_to(value, 1000) for value in (999.99, 1000, 1999)] == [0, 1000, 1000]
    assert floor_to(0.1 + 0.2, 0.1) == pytest.approx(0.3)
    assert floor_to(12.34, 0) == 12.34


def test_c3_no_limit_is_negative_or_above_its_lowest_term_and_securities():
    dice = random.Random(4)
    for _number in range(500):
        basis = Basis(
            months=dice.choice([0, 0.5, 1, 3]),
            share=dice.uniform(0, 15),
            mean_12=dice.uniform(-1000, 1e6),
            mean_3=dice.uniform(-1000, 1e6),
            net_worth=dice.choice([None, dice.uniform(-1e6, 1e7)]),
            ceiling=dice.choice([None, 0, 1e5]),
            company_receivable=dice.choice([None, dice.uniform(-1, 1e7)]),
            concentration=dice.choice([None, 20]),
            secured=dice.uniform(0, 1e5),
            term_days=dice.randrange(0, 400),
        )
        found = limit(basis)
        lowest = min(value for value in found.terms.values() if value is not None)
        assert 0 <= found.amount <= max(lowest, 0) + basis.secured + 1e-6


def test_c4_zscore_of_a_sound_and_a_sick_firm():
    sound = zscore(400, 300, 200, 600, 1000, 400)
    assert sound == pytest.approx(6.56 * 0.4 + 3.26 * 0.3 + 6.72 * 0.2 + 1.05 * 1.5)
    assert sound > 2.6
    assert zscore(-300, -200, -50, 100, 1000, 900) < 1.1
    assert zscore(1, 1, 1, 1, 0, 1) is None
    assert zscore(1, 1, 1, 1, 1, None) is None
    assert zscore(400, 300, 200, 1000, 1000, 0) > 100
