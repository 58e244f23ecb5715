"""When a measured value left its limits, for how long, and how far."""

from dataclasses import dataclass
from datetime import datetime, timedelta

EPSILON = 1e-6


@dataclass
class Run:
    """Readings outside the limits, one after another."""

    begin: datetime
    last: datetime  # the last reading outside
    end: datetime | None  # the first reading inside again; None: still outside
    peak: float  # the value farthest outside
    count: int

    @property
    def until(self):
        """How long it is known to have lasted."""
        return self.end or self.last


def is_outside(value, low, high):
    """Whether a value lies outside limits; a limit that is None does not bind."""
    return (low is not None and value < low - EPSILON) or (high is not None and value > high + EPSILON)


def distance(value, low, high):
    """How far outside the limits, 0 inside."""
    under = low - value if low is not None else 0.0
    over = value - high if high is not None else 0.0
    return max(0.0, under, over)


def find_runs(readings, low, high, tolerance=0):
    """Excursions in the readings of one sensor.

    :param readings: (moment, value) pairs sorted by moment
    :param low: lower limit or None
    :param high: upper limit or None
    :param tolerance: minutes; what lasts less is no excursion (0: one reading is enough)
    :return: list of :class:`Run`
    """
    runs, current = [], None
    for moment, value in readings:
        if is_outside(value, low, high):
            current = current or _open(runs, moment, value)
            current.last = moment
            current.count += 1
            if distance(value, low, high) > distance(current.peak, low, high):
                current.peak = value
        elif current:
            current.end, current = moment, None
    return [run for run in runs if run.until - run.begin >= timedelta(minutes=tolerance)]


def _open(runs, moment, value):
    runs.append(Run(moment, moment, None, value, 0))
    return runs[-1]


def merge(runs, low, high):
    """Runs of several sensors of one place as runs of the place: overlapping ones are one."""
    merged = []
    for run in sorted(runs, key=lambda run: run.begin):
        last = merged[-1] if merged else None
        if not last or (last.end is not None and run.begin > last.end):
            merged.append(Run(run.begin, run.last, run.end, run.peak, run.count))
            continue
        last.end = None if last.end is None or run.end is None else max(last.end, run.end)
        last.last = max(last.last, run.last)
        last.count += run.count
        last.peak = max(last.peak, run.peak, key=lambda peak: distance(peak, low, high))
    return merged
