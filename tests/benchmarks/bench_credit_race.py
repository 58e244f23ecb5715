"""Confirming at once on one customer's limit: 1,000 attempts by ten people over JSON-2

Each round a customer has room for five of ten orders. What fits must be confirmed, never more, without
technical errors; of those who fit at most one in a hundred may be asked to press again, as happens after 30
seconds in the queue. The same without credit tells what Odoo itself takes.
"""

import os

from devkit import credit_race as race
from devkit import server as servers
from devkit.bench import Table

ATTEMPTS = int(os.environ.get("MED_BENCH_ATTEMPTS", "1000"))
PEOPLE, FIT, PRICE = 10, 5, 1000


def measure(world, rounds, has_limit=True):
    """Answers of so many rounds of ten at once; more than the limit is an error at once."""
    answers = []
    for _round in range(rounds):
        customer = world.customer(limit=FIT * PRICE if has_limit else 10**9)
        orders = [world.order(customer, PRICE, number) for number in range(PEOPLE)]
        found = world.at_once(world.confirm, orders)
        fit = FIT if has_limit else PEOPLE
        if world.used([customer]) > fit * PRICE:
            raise AssertionError(f"{world.used([customer])} of {fit * PRICE} used")
        answers += found
    return answers


def unlucky(answers):
    """Of those who fit, over all rounds: (how many were refused, how many asked to press again)."""
    refused = asked = 0
    for first in range(0, len(answers), PEOPLE):
        told = answers[first : first + PEOPLE]
        missing, again = FIT - race.count(told, "passed"), race.count(told, "again")
        asked += min(missing, again)
        refused += max(missing - again, 0)
    return refused, asked


def run(bench):
    """Ten people at once, again and again, with credit and without."""
    with bench.database("suite") as suite, servers.Server(bench.cluster, suite) as server:
        world = race.World(server, PEOPLE)
        runs = {"one limit, room for half": measure(world, max(ATTEMPTS // PEOPLE, 1))}
        server.sql("UPDATE res_company SET med_credit_since = NULL")
        server.restart()
        runs["credit switched off"] = measure(world, max(ATTEMPTS // PEOPLE // 10, 1), has_limit=False)
    kinds = ("passed", "refused", "again", "technical")
    rows = [
        (title, len(answers), *(race.count(answers, kind) for kind in kinds), race.waiting(answers))
        for title, answers in runs.items()
    ]
    refused, asked = unlucky(runs["one limit, room for half"])
    technical = sum(race.count(answers, "technical") for answers in runs.values())
    return Table(
        ["at once", "attempts", *kinds, "an answer takes"],
        rows,
        [
            ("the limit is never exceeded, and nobody who fits is refused", not refused),
            ("no technical error", not technical),
            (f"{asked} of those who fit asked to press again", asked * 100 <= ATTEMPTS * FIT / PEOPLE),
        ],
    )
