"""Readings that are not there: half days without one, silences of a logger."""

from datetime import timedelta

SLOTS = ("am", "pm")
NOON = 12


def slot_of(local):
    """The half day of a local datetime: (date, "am" or "pm")."""
    return local.date(), SLOTS[local.hour >= NOON]


def missing_slots(days, moments, since=None, until=None):
    """Half days of working days in which nobody read.

    :param days: dates that are worked
    :param moments: local datetimes of the readings there are
    :param since: first half day that counts, (date, slot)
    :param until: the half days up to and including this one are over
    :return: list of (date, slot), in order
    """
    read = {slot_of(moment) for moment in moments}
    wanted = [(day, slot) for day in sorted(days) for slot in SLOTS]
    return [
        half
        for half in wanted
        if half not in read and (since is None or half >= since) and (until is None or half <= until)
    ]


def silences(moments, longest):
    """Where a logger said nothing for longer than it should.

    :param moments: sorted datetimes
    :param longest: minutes that may lie between two readings
    :return: list of (last reading before, first reading after)
    """
    step = timedelta(minutes=longest)
    return [(a, b) for a, b in zip(moments, moments[1:], strict=False) if b - a > step]
