"""Abnormal trading: each measure by hand, and what must never alarm."""

import random

import pytest
from creditmath import anomaly

STEADY = [10, 12, 9, 11, 10, 8]


def test_a_quantity_far_above_the_usual_one_is_found_with_its_numbers():
    found = anomaly.outlier(500, STEADY)
    assert found.value == 500
    assert found.bound == 50  # five times the median of 10 is more than mean + 3 deviations
    assert found.numbers["observations"] == 6
    assert found.numbers["median"] == 10
    assert found.numbers["times"] == 50
    assert not found.numbers["robust"]


@pytest.mark.parametrize("value", [0, 10, 49.9, 50])
def test_up_to_the_bound_nothing_is_unusual(value):
    assert anomaly.outlier(value, STEADY) is None


def test_mean_and_deviation_rule_where_orders_differ_much():
    history = [1, 100, 2, 95, 1, 90]  # median 46, five times of it is 230
    bound, numbers = anomaly.usual(history, 3.0, 1.0, 6)
    assert bound == pytest.approx(48.17 + 3 * 46.92, abs=0.1)
    assert not numbers["robust"]


def test_one_huge_order_of_the_past_does_not_hide_the_next_one():
    history = [10, 12, 9, 11, 10, 8, 5000]
    found = anomaly.outlier(600, history)
    assert found.numbers["robust"]
    assert found.bound == 50
    mean = sum(history) / 7
    assert mean > 600, "the plain mean would have let it pass"


def test_too_little_history_says_nothing():
    assert anomaly.outlier(1e6, STEADY[:5]) is None
    assert anomaly.outlier(1e6, []) is None
    assert anomaly.outlier(1e6, [3], least=0) is None


def test_equal_orders_have_no_deviation_and_still_a_bound():
    assert anomaly.outlier(51, [10] * 6).bound == 50
    assert anomaly.outlier(50, [10] * 6) is None


def test_the_bound_grows_with_the_scale_and_never_alarms_on_the_median(seed):
    rng = random.Random(seed)
    history = [rng.uniform(1, 100) for _ in range(rng.randint(6, 60))]
    bound, _numbers = anomaly.usual(history, 3.0, 5.0, 6)
    thousandfold, _numbers = anomaly.usual([1000 * value for value in history], 3.0, 5.0, 6)
    assert thousandfold == pytest.approx(1000 * bound)
    assert anomaly.outlier(sorted(history)[len(history) // 2], history) is None
    assert anomaly.outlier(bound * 1.01, history).value > bound


def test_a_false_alarm_raises_the_bound_and_never_lowers_it():
    assert anomaly.raised(50, None, 10) == 50
    assert anomaly.raised(50, 500, 10) == pytest.approx(550)
    assert anomaly.raised(50, 20, 10) == 50


def test_orders_crowding_in_one_week_are_a_spike():
    monthly = [30 * month for month in range(1, 12)]
    assert anomaly.frequency([0, 0, 1, 2, 3, *monthly], 7, 365).value == 6
    assert anomaly.frequency(monthly, 7, 365) is None
    assert anomaly.frequency([0, 1, 2, 3, 4], 7, 365) is None, "a new customer has no usual pace"


def test_a_daily_customer_may_order_daily():
    assert anomaly.frequency(list(range(365)), 7, 365) is None


def test_a_price_is_off_in_both_directions_and_the_floor_comes_first():
    assert anomaly.price(84, agreed=100).value == 16
    assert anomaly.price(116, agreed=100).value == 16
    assert anomaly.price(85, agreed=100) is None
    found = anomaly.price(40, agreed=100, floor=50)
    assert (found.value, found.numbers["floor"]) == (20, 50)
    assert anomaly.price(0, agreed=100, floor=50) is None
    assert anomaly.price(10) is None


def test_a_place_is_outside_only_where_places_are_known():
    assert anomaly.outside("SH", {"JS", "ZJ"}, 3, 10).value == 1
    assert anomaly.outside("JS", {"JS", "ZJ"}, 3, 10) is None
    assert anomaly.outside("SH", set(), 3, 10) is None
    assert anomaly.outside("SH", {"JS"}, 3, 2) is None
    assert anomaly.outside(None, {"JS"}, 3, 9) is None


def test_orders_just_under_the_threshold_are_summed():
    found = anomaly.split(48000, [45000, 49999, 1200], 50000)
    assert (found.value, found.numbers["orders"]) == (142999, 3)
    assert anomaly.split(48000, [1200, 500], 50000) is None
    assert anomaly.split(50000, [48000], 50000) is None, "what reaches it is decided anyway"
    assert anomaly.split(100, [100, 100], 0) is None


def test_a_burst_counts_only_before_an_end():
    assert anomaly.burst(9000, 36500, 7, days_left=10).bound == 2100
    assert anomaly.burst(9000, 36500, 7, days_left=None) is None
    assert anomaly.burst(9000, 36500, 7, days_left=31) is None
    assert anomaly.burst(9000, 36500, 7, days_left=-1) is None
    assert anomaly.burst(2100, 36500, 7, days_left=10) is None
    assert anomaly.burst(9000, 0, 7, days_left=10) is None


def test_silence_counts_only_for_those_who_ordered_before():
    assert anomaly.dormancy(200, 183).value == 200
    assert anomaly.dormancy(182, 183) is None
    assert anomaly.dormancy(None, 183) is None


def test_returns_are_measured_against_the_months_before():
    assert anomaly.returns(100, 30, 1000, 20).bound == 10
    assert anomaly.returns(100, 30, 1000, 200) is None, "a customer who always returns a fifth"
    assert anomaly.returns(100, 10, 1000, 0) is None
    assert anomaly.returns(5, 5, 1000, 0) is None
