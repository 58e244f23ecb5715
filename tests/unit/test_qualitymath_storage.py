"""Readings, excursions, gaps and logger files: arithmetic without a database."""

import io
import math
from datetime import UTC, date, datetime, timedelta, timezone

import openpyxl
import pytest
from qualitymath import excursions, gaps, kinetic, loggers, values

NOW = datetime(2026, 11, 22, 12)
CHINA = timezone(timedelta(hours=8))


def at(minute):
    return datetime(2026, 11, 20) + timedelta(minutes=minute)


# mean kinetic temperature


def test_a_constant_temperature_is_its_own_mean_kinetic_temperature():
    assert kinetic.mean_kinetic_temperature([5.0] * 10) == pytest.approx(5.0)


def test_mean_kinetic_temperature_of_the_published_formula():
    # by hand: 83.144 / 0.0083144 = 10000.0 K
    mean = (math.exp(-10000 / 293.15) + math.exp(-10000 / 303.15)) / 2
    expected = 10000 / -math.log(mean) - 273.15
    assert kinetic.mean_kinetic_temperature([20.0, 30.0]) == pytest.approx(expected, abs=0.001)
    assert expected > 25.0


def test_a_short_peak_counts_by_its_time():
    long_peak = kinetic.mean_kinetic_temperature([5.0, 25.0], [1, 1])
    short_peak = kinetic.mean_kinetic_temperature([5.0, 25.0], [23, 1])
    assert 5.0 < short_peak < long_peak < 25.0


@pytest.mark.parametrize("temperatures", [[], [float("nan")], [-300.0]])
def test_no_temperature_has_no_mean(temperatures):
    with pytest.raises(ValueError):
        kinetic.mean_kinetic_temperature(temperatures)


def test_each_moment_stands_for_half_the_way_to_its_neighbours():
    assert kinetic.durations([at(0), at(10), at(30)]) == [300, 900, 600]
    assert kinetic.durations([at(0), at(10), at(3000)], longest=1200) == [300, 900, 600]
    assert kinetic.durations([at(0)]) == [1.0]


# excursions


def test_an_excursion_lasts_from_the_first_reading_outside_to_the_first_inside():
    runs = excursions.find_runs([(at(0), 5), (at(5), 9), (at(10), 12.5), (at(15), 6)], 2, 8)
    (run,) = runs
    assert (run.begin, run.last, run.end, run.peak, run.count) == (at(5), at(10), at(15), 12.5, 2)


def test_the_limit_itself_is_inside():
    assert excursions.find_runs([(at(0), 8.0), (at(5), 2.0)], 2, 8) == []


def test_a_door_that_was_open_for_less_than_the_tolerance_is_none():
    readings = [(at(0), 5), (at(5), 9), (at(10), 6), (at(60), 9), (at(100), 5)]
    (run,) = excursions.find_runs(readings, 2, 8, tolerance=30)
    assert run.begin == at(60)


def test_an_excursion_without_a_reading_inside_goes_on():
    (run,) = excursions.find_runs([(at(0), 5), (at(5), 1.5)], 2, 8)
    assert run.end is None
    assert run.until == at(5)


def test_overlapping_excursions_of_two_sensors_are_one():
    one = excursions.find_runs([(at(0), 9), (at(20), 5)], 2, 8)
    other = excursions.find_runs([(at(10), 11), (at(40), 5)], 2, 8)
    later = excursions.find_runs([(at(90), 1), (at(95), 5)], 2, 8)
    merged = excursions.merge([*later, *other, *one], 2, 8)
    assert [(run.begin, run.end, run.peak) for run in merged] == [(at(0), at(40), 11), (at(90), at(95), 1)]


def test_one_sensor_still_outside_keeps_the_place_outside():
    one = excursions.find_runs([(at(0), 9)], 2, 8)
    other = excursions.find_runs([(at(10), 9), (at(20), 5)], 2, 8)
    (run,) = excursions.merge([*one, *other], 2, 8)
    assert run.end is None


# gaps


def test_half_days_of_working_days_without_a_reading():
    days = [date(2026, 11, 19), date(2026, 11, 20)]
    read = [datetime(2026, 11, 19, 8, 30), datetime(2026, 11, 20, 15)]
    assert gaps.missing_slots(days, read) == [(days[0], "pm"), (days[1], "am")]
    assert gaps.missing_slots(days, read, until=(days[0], "pm")) == [(days[0], "pm")]
    assert gaps.missing_slots(days, read, since=(days[1], "am")) == [(days[1], "am")]


def test_a_silence_of_a_logger_is_found():
    assert gaps.silences([at(0), at(5), at(1500)], 60) == [(at(5), at(1500))]


# values


@pytest.mark.parametrize("text", ["NaN", "Err", "--", "OL", float("nan"), float("inf"), "12,5", "1e5", True])
def test_what_is_no_number_is_said_to_be_none(text):
    assert values.read_number(text) == (None, "not_number")


@pytest.mark.parametrize(
    ("text", "number"), [("21.5", 21.5), ("-18.2 ℃", -18.2), ("45%RH", 45), ("２１", 21), ("−5", -5), (7, 7)]
)
def test_numbers_as_loggers_write_them(text, number):
    assert values.read_number(text) == (number, "")


def test_comma_for_decimals():
    assert values.read_number("1.021,5", decimal_comma=True) == (1021.5, "")


@pytest.mark.parametrize(
    "raw",
    [
        "2026-11-20 08:30:00",
        "2026/11/20 08:30",
        "2026年11月20日 08:30",
        datetime(2026, 11, 20, 8, 30),
        46346.35416667,
    ],
)
def test_moments_as_loggers_write_them(raw):
    assert values.read_moment(raw, zone=CHINA) == (datetime(2026, 11, 20, 0, 30), "")


def test_an_offset_in_the_text_counts():
    assert values.read_moment("2026-11-20T08:30:00+08:00", zone=UTC) == (datetime(2026, 11, 20, 0, 30), "")


@pytest.mark.parametrize("raw", ["", None, "yesterday", "2026-13-01 08:00", "1999-01-01 00:00", 12])
def test_what_is_no_moment(raw):
    assert values.read_moment(raw) == (None, "bad_time")


@pytest.mark.parametrize(
    ("heat", "wet", "minutes", "problem"),
    [
        (None, None, 0, "no_value"),
        (300, None, 0, "impossible"),
        (5, 101, 0, "impossible"),
        (5, None, 60, "future"),
        (5, 40, 0, ""),
    ],
)
def test_a_reading_that_cannot_be_true(heat, wet, minutes, problem):
    assert values.judge(NOW + timedelta(minutes=minutes), heat, wet, NOW) == problem


# files


def table(text, encoding="utf-8"):
    return loggers.read_table(text.encode(encoding))


def test_a_csv_with_lines_before_its_titles_in_the_national_encoding():
    text = "型号,RC-1\n序号,时间,温度(℃),湿度(%RH)\n1,2026-11-20 08:00,5.1,45\n2,2026-11-20 08:05,5.3,46\n"
    rows = table(text, "gb18030")
    mapping = loggers.guess(rows)
    assert (mapping.time, mapping.temperature, mapping.humidity) == ("时间", "温度(℃)", "湿度(%RH)")
    found = loggers.parse(rows, mapping, CHINA, NOW)
    assert [(row.number, row.temperature, row.humidity, row.problem) for row in found] == [
        (3, 5.1, 45, ""),
        (4, 5.3, 46, ""),
    ]
    assert found[0].at == datetime(2026, 11, 20)


def test_fahrenheit_semicolons_and_a_date_of_its_own():
    rows = table("Date;Time;Temp;RH\n20.11.2026;08:00;41,0;45,5\n")
    mapping = loggers.Mapping(
        time="Time", date="Date", temperature="Temp", humidity="RH",
        time_format="%d.%m.%Y %H:%M", fahrenheit=True, decimal_comma=True,
    )  # fmt: skip
    (row,) = loggers.parse(rows, mapping, CHINA, NOW)
    assert (row.at, row.temperature, row.humidity) == (datetime(2026, 11, 20), 5.0, 45.5)


def test_a_workbook_of_several_rooms():
    book = openpyxl.Workbook()
    book.active.append(["测点名称", "记录时间", "温度(℃)"])
    book.active.append(["冷库1", datetime(2026, 11, 20, 8), 5.1])
    book.active.append(["冷库2", datetime(2026, 11, 20, 8), 6.1])
    stream = io.BytesIO()
    book.save(stream)
    rows = loggers.read_table(stream.getvalue())
    found = loggers.parse(rows, loggers.guess(rows), CHINA, NOW)
    assert [(row.area, row.temperature) for row in found] == [("冷库1", 5.1), ("冷库2", 6.1)]


def test_rows_that_cannot_be_true_are_named_one_by_one():
    text = (
        "Time,Temp\n2026-11-20 08:00,5\n2026-11-20 08:10,NaN\n2026-11-20 07:00,5\n"
        "nonsense,5\n2026-11-20 08:20,5\n2027-01-01 08:00,5\n2026-11-20 08:30,\n"
    )
    rows = table(text)
    found = loggers.parse(rows, loggers.guess(rows), CHINA, NOW)
    problems = ["", "not_number", "goes_back", "bad_time", "", "future", "no_value"]
    assert [row.problem for row in found] == problems


def test_the_newest_first_is_no_going_back():
    rows = table("Time,Temp\n2026-11-20 08:20,5\n2026-11-20 08:10,5\n2026-11-20 08:00,5\n")
    assert [row.problem for row in loggers.parse(rows, loggers.guess(rows), CHINA, NOW)] == ["", "", ""]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"PK\x03\x04broken", "unreadable"),
        (b"\x00\x01\x02", "unreadable"),
    ],
)
def test_files_that_are_no_readings(raw, code):
    with pytest.raises(loggers.LoggerError) as caught:
        loggers.read_table(raw)
    assert caught.value.code == code


def test_titles_that_nobody_knows_are_shown_and_not_guessed():
    rows = table("A,B,C\n1,2,3\n")
    assert loggers.guess(rows) is None
    assert loggers.titles_of(rows) == ["A", "B", "C"]
    with pytest.raises(loggers.LoggerError):
        loggers.find_header(rows, loggers.Mapping(time="Time", temperature="Temp"))
