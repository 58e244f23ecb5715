"""A month of one storage area among 10,000,000 readings

Fifty areas with a reading each five minutes, written by SQL. Measured are the curve of a month as the screen
asks for it, the list of its newest readings, and one more reading taken in; the best of the rounds.
"""

import itertools
import os
import pathlib
import time

from devkit.bench import Table

READINGS = int(os.environ.get("MED_BENCH_READINGS", "10000000"))
AREAS = 50
ROUNDS = int(os.environ.get("MED_BENCH_ROUNDS", "5"))
LIMIT_SECONDS = 0.3
MINUTES = itertools.count()

FILL = """
    INSERT INTO med_storage_reading (area_id, company_id, read_at, has_temperature, temperature,
        has_humidity, humidity, is_out, source, recorded_at, is_void)
    SELECT a.id, %(company)s, date_trunc('minute', now() AT TIME ZONE 'UTC') - k * interval '5 minutes',
        TRUE, round((5 + 2 * sin(k / 40.0))::numeric, 2), TRUE, 50, FALSE, 'file', now(), FALSE
    FROM generate_series(1, %(each)s) k, unnest(%(areas)s) a(id)"""


def measure(env, readings, rounds):
    """Fill and read.

    :return: {"rows", "build", "curve", "points", "listing", "record"}, times in seconds
    """
    areas = env["med.storage.area"].create(
        [{"name": f"Room {n}", "code": f"R{n}", "condition": "cold"} for n in range(AREAS)]
    )
    env.flush_all()
    started = time.perf_counter()
    values = {"company": env.company.id, "each": readings // AREAS, "areas": areas.ids}
    env.cr.execute(FILL, values)
    env.cr.execute("ANALYZE med_storage_reading")
    found = {"rows": readings // AREAS * AREAS, "build": time.perf_counter() - started}
    area = areas[AREAS // 2]
    found["curve"], data = _best(rounds, lambda: area.chart_data(days=30))
    found["points"] = len(data["points"])
    found["listing"], _rows = _best(rounds, lambda: _listing(env, area))
    found["record"], _result = _best(rounds, lambda: _record(env, area))
    env.cr.rollback()
    return found


def _best(rounds, action):
    times, result = [], None
    for _round in range(rounds):
        started = time.perf_counter()
        result = action()
        times.append(time.perf_counter() - started)
    return min(times), result


def _listing(env, area):
    env.invalidate_all()
    domain = [("area_id", "=", area.id), ("read_at", ">=", "today -30d"), ("is_void", "=", False)]
    names = ["read_at", "temperature", "humidity", "is_out", "source"]
    return env["med.storage.reading"].web_search_read(domain, {name: {} for name in names}, limit=100)


def _record(env, area):
    moment = f"2026-01-01 00:{next(MINUTES):02d}:07"
    rows = [{"area": area.id, "read_at": moment, "temperature": 5.0, "humidity": 50.0}]
    return env["med.storage.reading"].record(rows)


def run(bench):
    """Measure on a database of its own."""
    with bench.database("suite", addons=("med_quality",)) as database:
        seen = bench.call(database, pathlib.Path(__file__), "measure", readings=READINGS, rounds=ROUNDS)
    rows = [
        ("curve of a month", f"{seen['curve'] * 1000:.0f} ms"),
        ("list of a month, first page", f"{seen['listing'] * 1000:.0f} ms"),
        ("one reading taken in and judged", f"{seen['record'] * 1000:.0f} ms"),
    ]
    return Table(
        [f"{seen['rows']:,} readings", "time"],
        rows,
        [
            (f"the curve of a month below {LIMIT_SECONDS * 1000:.0f} ms", seen["curve"] < LIMIT_SECONDS),
            (f"its list below {LIMIT_SECONDS * 1000:.0f} ms", seen["listing"] < LIMIT_SECONDS),
            ("a month has its points", seen["points"] >= 350),
        ],
    )
