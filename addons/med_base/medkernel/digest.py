"""Content digests: what an approval was given for, and whether it is still that.

A snapshot is a dict ``field path -> normalised value``. Values are normalised so that
equal content gives equal text on every machine: numbers at declared digits, dates in
ISO form, bytes by their SHA-256, sets sorted.
"""

import datetime
import hashlib
from decimal import ROUND_HALF_UP, Decimal

from . import canonical


def normalise_number(value, digits=None):
    """A number as text: rounded to ``digits`` decimals, or shortest exact form."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int) and digits is None:
        return value
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if digits is not None:
        number = number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    text = format(number, "f")
    if digits is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    # minus zero is zero
    return text if number else text.removeprefix("-")


def normalise_moment(value):
    """A date or datetime in ISO form, nothing for an empty one."""
    if isinstance(value, datetime.datetime):
        return value.replace(microsecond=0).isoformat()
    return value.isoformat() if value else None


def hash_bytes(content):
    """SHA-256 of bytes in hex; of nothing for ``None``."""
    return hashlib.sha256(content or b"").hexdigest()


def content_digest(snapshot, paths=None):
    """SHA-256 in hex over a snapshot.

    :param snapshot: dict of normalised values
    :param paths: only these paths count; all of them when not given
    """
    if paths is not None:
        snapshot = {path: snapshot.get(path) for path in paths}
    return hash_bytes(canonical.dumps(snapshot).encode())


def changed_paths(old, new):
    """Paths whose value differs between two snapshots, in alphabetical order."""
    return [path for path in sorted({*old, *new}) if old.get(path) != new.get(path)]


def changed_lines(old, new):
    """What happened to the lines of one path.

    :param old, new: lists of ``[line id, value]``
    :return: dict with lists ``added``, ``removed`` and ``changed`` of line ids
    """
    before = {line: value for line, value in old or []}
    after = {line: value for line, value in new or []}
    return {
        "added": sorted(set(after) - set(before)),
        "removed": sorted(set(before) - set(after)),
        "changed": sorted(line for line in set(before) & set(after) if before[line] != after[line]),
    }
