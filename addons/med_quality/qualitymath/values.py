"""One reading as it comes in: numbers and moments, or the name of what is wrong with them."""

import math
import re
import unicodedata
from datetime import UTC, datetime, timedelta

COLDEST, HOTTEST = -120.0, 120.0
AHEAD = timedelta(minutes=5)
OLDEST = datetime(2000, 1, 1)
FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y.%m.%d %H:%M:%S",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y-%m-%d %I:%M:%S %p",
    "%Y/%m/%d %I:%M:%S %p",
)
_NUMBER = re.compile(r"^[-+]?\d+(\.\d+)?$")
_UNITS = re.compile(r"(°\s*[CF]|[CF]|%\s*RH|%|RH)$", re.IGNORECASE)


def read_number(raw, decimal_comma=False):
    """(number, "") or (None, problem) of a cell: "" if empty, ``not_number`` otherwise."""
    if raw is None or isinstance(raw, bool):
        return None, "" if raw is None else "not_number"
    if isinstance(raw, int | float):
        return (float(raw), "") if math.isfinite(raw) else (None, "not_number")
    text = unicodedata.normalize("NFKC", str(raw)).replace("−", "-").strip()
    if not text:
        return None, ""
    text = _UNITS.sub("", text).strip()
    text = text.replace(".", "").replace(",", ".") if decimal_comma else text
    return (float(text), "") if _NUMBER.match(text) else (None, "not_number")


def read_moment(raw, formats=(), zone=None):
    """(naive UTC datetime, "") or (None, "bad_time") of a cell.

    :param raw: a datetime, a serial number of a sheet, or text; text with an offset keeps it
    :param formats: strptime formats tried first
    :param zone: tzinfo of moments without an offset; UTC if none
    """
    moment = _moment(raw, formats)
    if moment is None or moment < OLDEST.replace(tzinfo=moment.tzinfo):
        return None, "bad_time"
    if moment.tzinfo is None:
        moment = zone.localize(moment) if hasattr(zone, "localize") else moment.replace(tzinfo=zone or UTC)
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0), ""


def _moment(raw, formats):
    if isinstance(raw, datetime):
        return raw
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return datetime(1899, 12, 30) + timedelta(seconds=round(raw * 86400)) if 36526 < raw < 80000 else None
    text = unicodedata.normalize("NFKC", str(raw or "")).strip()
    for pattern in (*formats, *FORMATS):
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")) if "T" in text or "+" in text else None
    except ValueError:
        return None


def to_celsius(value, fahrenheit=False):
    """°C of a value in °F, or the value itself."""
    return round((value - 32) / 1.8, 3) if fahrenheit and value is not None else value


def judge(moment, temperature, humidity, now):
    """What is wrong with one reading: "" or a code.

    :param moment: naive UTC
    :param temperature: °C or None
    :param humidity: % or None
    :param now: naive UTC
    :return: ``no_value``, ``impossible``, ``future`` or ""
    """
    if temperature is None and humidity is None:
        return "no_value"
    if temperature is not None and not COLDEST <= temperature <= HOTTEST:
        return "impossible"
    if humidity is not None and not 0 <= humidity <= 100:
        return "impossible"
    return "future" if moment > now + AHEAD else ""
