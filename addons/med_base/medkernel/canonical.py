"""Canonical JSON: one text for one value, the same on every machine.

Rules: keys sorted as text, no blanks, UTF-8 without escapes, no NaN or infinity;
dates in ISO form, decimals as text, sets sorted.
"""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal


def _default(value):
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _text_keys(value):
    if isinstance(value, dict):
        return {str(key): _text_keys(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_text_keys(item) for item in value]
    return value


def dumps(value):
    """The canonical JSON text of ``value``.

    :param value: dict, list, str, int, float, bool, None, date, Decimal, set
    :raise TypeError: for anything else
    :raise ValueError: for NaN and infinity
    """
    text = json.dumps(
        _text_keys(value),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
        default=_default,
    )
    # a lone surrogate has no UTF-8 form and could not be stored
    return text.encode("utf-8", "replace").decode("utf-8")


def sha256(text):
    """SHA-256 of a text or of bytes, as 64 hexadecimal digits."""
    data = text.encode("utf-8") if isinstance(text, str) else text
    return hashlib.sha256(data).hexdigest()


def digest(value):
    """SHA-256 of the canonical JSON of ``value``."""
    return sha256(dumps(value))
