"""Days on which the judgement of papers may change."""

import datetime

import pytest
from medpapers import Paper, change_days, holds_until

DAY = datetime.date(2026, 11, 22)
ONE = datetime.timedelta(1)


def later(days):
    return DAY + datetime.timedelta(days)


@pytest.mark.parametrize(
    "values, days",
    [
        ({}, set()),
        ({"valid_from": later(3)}, {later(3)}),
        ({"valid_to": later(9)}, {later(10)}),
        ({"valid_to": later(9), "is_renewing": True, "grace": 180}, {later(10), later(190)}),
        ({"ended_on": later(2), "valid_to": later(9)}, {later(2), later(10)}),
    ],
)
def test_days_of_a_paper(values, days):
    assert change_days(Paper(1, "licence", **values)) == days


@pytest.mark.parametrize(
    "values",
    [
        {"valid_from": later(3), "valid_to": later(9)},
        {"valid_to": later(9), "is_renewing": True, "grace": 5},
        {"valid_to": later(4), "ended_on": later(2), "is_revoked": True},
    ],
)
def test_the_status_changes_on_these_days_only(values):
    paper = Paper(1, "licence", **values)
    days = change_days(paper)
    for number in range(30):
        today = later(number)
        if paper.status_on(today) != paper.status_on(today - ONE):
            assert today in days


def test_holds_until_the_day_before_the_next_change():
    assert holds_until([later(5), later(3), None, DAY, later(-4)], DAY) == later(2)
    assert holds_until([DAY, later(-1)], DAY) is None
