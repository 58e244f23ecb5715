"""Files of data loggers: any CSV or xlsx, by a mapping of its columns."""

import csv
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field
from datetime import datetime

from .values import judge, read_moment, read_number, to_celsius

MAX_ROWS = 200_000
MAX_BYTES = 30 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
HEADER_WITHIN = 60
ENCODINGS = ("utf-8-sig", "gb18030")
WORDS = {
    "time": (
        "时间",
        "日期时间",
        "记录时间",
        "采集时间",
        "datetime",
        "date/time",
        "timestamp",
        "time",
        "日期/时间",
    ),
    "date": ("日期", "date"),
    "temperature": ("温度", "温度值", "temperature", "temp", "温度℃", "temperature°c", "temp°c", "t"),
    "humidity": ("湿度", "湿度值", "相对湿度", "humidity", "rh", "湿度%rh", "humidity%rh", "h"),
    "sensor": (
        "探头",
        "设备号",
        "设备编号",
        "序列号",
        "sensor",
        "serial",
        "serialnumber",
        "loggerid",
        "仪器编号",
    ),
    "area": ("测点", "测点名称", "库房", "区域", "channel", "location", "area", "库区"),
}


class LoggerError(Exception):
    """The file cannot be read at all; ``code`` says why."""

    def __init__(self, code, value=""):
        super().__init__(code)
        self.code = code
        self.value = value


@dataclass(frozen=True)
class Mapping:
    """Which column says what; titles as printed in the file."""

    time: str
    temperature: str = ""
    humidity: str = ""
    date: str = ""
    sensor: str = ""
    area: str = ""
    time_format: str = ""
    fahrenheit: bool = False
    decimal_comma: bool = False


@dataclass
class Row:
    """One line of the file."""

    number: int
    at: datetime | None = None
    temperature: float | None = None
    humidity: float | None = None
    sensor: str = ""
    area: str = ""
    problem: str = ""
    cells: str = field(default="", repr=False)


def read_table(raw, name=""):
    """All cells of the file: list of rows, each a list of values.

    :param raw: bytes
    :param name: file name; its ending tells nothing that the bytes do not
    :raise LoggerError: ``empty``, ``too_big``, ``pdf``, ``unreadable``, ``too_many_rows``
    """
    if not raw or not raw.strip():
        raise LoggerError("empty")
    if len(raw) > MAX_BYTES:
        raise LoggerError("too_big", f"{len(raw) // 1024 // 1024} MB")
    if raw.startswith(b"%PDF"):
        raise LoggerError("pdf")
    rows = _read_workbook(raw) if raw.startswith(b"PK") else _read_text(raw)
    if len(rows) > MAX_ROWS:
        raise LoggerError("too_many_rows", str(MAX_ROWS))
    return rows


def _read_workbook(raw):
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise LoggerError("unreadable", type(error).__name__) from error
    if size > MAX_UNPACKED:
        raise LoggerError("too_big", f"{size // 1024 // 1024} MB")
    import openpyxl  # slow to load, and only needed here

    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            rows = sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 1, max_col=60)
            return [list(row) for row in rows]
        finally:
            book.close()
    except Exception as error:  # whatever a broken workbook makes openpyxl raise
        raise LoggerError("unreadable", type(error).__name__) from error


def _read_text(raw):
    text = _decode(raw)
    sample = [line for line in text.splitlines()[:200] if line.strip()]
    counts = {mark: sum(line.count(mark) for line in sample) for mark in "\t;,|"}
    mark = max(counts, key=lambda m: counts[m])
    # a file of ``;`` has commas in its numbers
    if counts[";"] >= max(1, len(sample) // 2):
        mark = ";"
    return [row for row in csv.reader(io.StringIO(text), delimiter=mark)]


def _decode(raw):
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    if b"\x00" in raw[:4096]:
        raise LoggerError("unreadable", "binary")
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise LoggerError("unreadable", "encoding")


def plain(title):
    """A title without blanks, brackets, units' marks and case, for comparing."""
    text = unicodedata.normalize("NFKC", "" if title is None else str(title)).lower()
    return re.sub(r"[\s()\[\]_:*]+", "", text)


def find_header(rows, mapping):
    """(index of the title row, {role: column}) of the first row that has the mapped titles.

    :raise LoggerError: ``no_header`` with the titles that were looked for
    """
    wanted = {role: plain(getattr(mapping, role)) for role in WORDS if getattr(mapping, role)}
    needed = set(wanted) - {"sensor", "area", "humidity" if "temperature" in wanted else ""}
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        titles = [plain(cell) for cell in row]
        found = {role: titles.index(title) for role, title in wanted.items() if title in titles}
        if needed <= set(found):
            return index, found
    raise LoggerError("no_header", ", ".join(getattr(mapping, role) for role in wanted))


def guess(rows):
    """A mapping by the usual words of titles, or None.

    :param rows: cells as of :func:`read_table`
    """
    for row in rows[:HEADER_WITHIN]:
        roles = _roles(row)
        if "temperature" not in roles and "humidity" not in roles:
            continue
        if "time" not in roles:
            roles["time"] = roles.pop("date", None)
        if roles["time"] is None:
            continue
        titles = {role: str(row[column]).strip() for role, column in roles.items()}
        heat = plain(titles.get("temperature"))
        return Mapping(**titles, fahrenheit="°f" in heat or heat.endswith("℉"))
    return None


def _roles(row):
    roles = {}
    for column, cell in enumerate(row):
        title = plain(cell)
        for role, words in WORDS.items():
            known = {plain(word) for word in words}
            bare = re.sub(r"(°c|°f|℃|℉|%rh|%|,)+$", "", title)
            if role not in roles and title and (title in known or bare in known):
                roles[role] = column
                break
    return roles


def titles_of(rows):
    """Titles of the row that looks most like a header: many texts, few numbers."""

    def score(row):
        texts = [c for c in row if isinstance(c, str) and c.strip()]
        return sum(1 if read_number(c)[0] is None and read_moment(c)[0] is None else -1 for c in texts)

    best = max(rows[:HEADER_WITHIN], key=score, default=[])
    return [str(cell).strip() for cell in best if cell is not None and str(cell).strip()]


def parse(rows, mapping, zone, now):
    """The readings of a file, the bad ones with their problem.

    :param rows: cells as of :func:`read_table`
    :param mapping: :class:`Mapping`
    :param zone: tzinfo of the logger's clock
    :param now: naive UTC
    :return: list of :class:`Row`; ``problem`` is one of ``bad_time``, ``not_number``,
        ``no_value``, ``impossible``, ``future``, ``goes_back``, or ""
    :raise LoggerError: ``no_header``
    """
    start, columns = find_header(rows, mapping)
    found = []
    for number, cells in enumerate(rows[start + 1 :], start=start + 2):
        if any(cell not in (None, "") for cell in cells):
            found.append(_read_row(number, cells, columns, mapping, zone, now))
    _mark_going_back(found)
    return found


def _read_row(number, cells, columns, mapping, zone, now):
    given = {role: cells[i] for role, i in columns.items() if i < len(cells)}
    row = Row(number, cells=" | ".join("" if c is None else str(c) for c in cells)[:200])
    row.sensor, row.area = (str(given.get(role) or "").strip() for role in ("sensor", "area"))
    row.at, row.problem = read_moment(
        _when(given), (mapping.time_format,) if mapping.time_format else (), zone
    )
    heat, bad_heat = read_number(given.get("temperature"), mapping.decimal_comma)
    wet, bad_wet = read_number(given.get("humidity"), mapping.decimal_comma)
    row.temperature, row.humidity = to_celsius(heat, mapping.fahrenheit), wet
    row.problem = row.problem or bad_heat or bad_wet or judge(row.at, row.temperature, wet, now)
    return row


def _when(given):
    """The moment of a row, from one column or two."""
    if "date" not in given:
        return given.get("time")
    day, clock = given["date"], given.get("time")
    if isinstance(day, datetime) and hasattr(clock, "hour"):
        return datetime.combine(day.date(), clock if not isinstance(clock, datetime) else clock.time())
    return f"{day.date() if isinstance(day, datetime) else day or ''} {clock or ''}".strip()


def _mark_going_back(rows):
    """A clock runs one way in a file; what goes against it is marked."""
    series = {}
    for row in rows:
        if not row.problem:
            series.setdefault((row.area, row.sensor), []).append(row)
    for found in series.values():
        steps = [(b.at > a.at) - (b.at < a.at) for a, b in zip(found, found[1:], strict=False)]
        ordered = found if sum(steps) >= 0 else found[::-1]
        latest = None
        for row in ordered:
            if latest and row.at < latest:
                row.problem = "goes_back"
            else:
                latest = row.at
