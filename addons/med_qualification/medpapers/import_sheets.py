"""Reading import sheets: headers in either language, cells as values or named problems."""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from stdnum.cn import uscc as uscc_rules

from .sheet_columns import KINDS

MAX_ROWS = 50_000
MAX_COLUMNS = 100
MAX_SHEET_BYTES = 400 * 1024 * 1024
EMPTY_ROWS_TO_END = 200
LONG_TERM = ("长期", "永久", "无固定期限", "长期有效", "long-term", "long term", "permanent")
_DATE = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T].*)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_YES = ("1", "y", "yes", "true", "是", "有", "√", "✓", "x")
_NO = ("0", "n", "no", "false", "否", "无", "", "×")


class SheetError(Exception):
    """The file cannot be read at all; ``code`` says why, ``value`` what about."""

    def __init__(self, code, value=""):
        super().__init__(code)
        self.code = code
        self.value = value


@dataclass
class Row:
    """One data row: ``values`` by column key (dates as ISO text), ``problems`` per cell."""

    number: int
    values: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)  # (column key, code, cell text)


def read_sheet(raw, kind):
    """All data rows of the first sheet that has our headers.

    :param raw: bytes of an xlsx file
    :param kind: "partner" or "product"
    :return: (rows, headers nobody knows)
    :raise SheetError: not an xlsx, too big, too many rows, required columns missing
    """
    _check_archive(raw)
    import openpyxl  # slow to load, and only needed here

    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except Exception as error:
        raise SheetError("unreadable", type(error).__name__) from error
    try:
        for sheet in book.worksheets:
            cells = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)
            headers, unknown, start = _find_headers(cells, kind)
            if headers:
                return _read_rows(cells, headers, kind, start), unknown
    finally:
        book.close()
    raise SheetError("no_headers")


def _check_archive(raw):
    """An xlsx is a zip: refuse one that would unpack to something huge."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise SheetError("unreadable", type(error).__name__) from error
    if size > MAX_SHEET_BYTES:
        raise SheetError("too_big", f"{size // 1024 // 1024} MB")


def _find_headers(cells, kind):
    """Position -> column of the first row that names the required columns."""
    titles = {plain(t): column for column in KINDS[kind] for t in column.titles}
    for number, row in enumerate(cells, start=1):
        found = {i: titles[plain(t)] for i, t in enumerate(row) if plain(t) in titles}
        required = {c.key for c in KINDS[kind] if c.required}
        if required <= {c.key for c in found.values()}:
            unknown = [str(t) for i, t in enumerate(row) if plain(t) and i not in found]
            return found, unknown, number
        if number >= 10:
            break
    return None, [], 0


def _read_rows(cells, headers, kind, start):
    rows, empty = [], 0
    for number, cells_of_row in enumerate(cells, start=start + 1):
        given = {c.key: cells_of_row[i] for i, c in headers.items() if i < len(cells_of_row)}
        if not any(_text(value) for value in given.values()):
            empty += 1
            if empty > EMPTY_ROWS_TO_END:
                break
            continue
        empty = 0
        if len(rows) >= MAX_ROWS:
            raise SheetError("too_many_rows", str(MAX_ROWS))
        rows.append(read_row(kind, number, given))
    return rows


def read_row(kind, number, given):
    """One row from raw cell values by column key."""
    row = Row(number)
    for column in KINDS[kind]:
        value, problem = read_cell(column, given.get(column.key))
        if problem:
            row.problems.append((column.key, problem, _text(given.get(column.key))[:80]))
        elif value not in (None, ""):
            row.values[column.key] = value
    return row


def read_cell(column, raw):
    """(value, "") or (None, problem code) of one cell."""
    text = _text(raw)
    if not text:
        return None, "required" if column.required else ""
    if len(text) > column.longest:
        return None, "too_long"
    reader = _READERS.get(column.kind)
    return reader(column, raw, text) if reader else (text, "")


def _read_date(column, raw, text):
    if isinstance(raw, datetime):
        return raw.date().isoformat(), ""
    if isinstance(raw, date):
        return raw.isoformat(), ""
    if isinstance(raw, int | float) and not isinstance(raw, bool) and 20000 < raw < 80000:
        return (date(1899, 12, 30) + timedelta(days=int(raw))).isoformat(), ""
    match = _DATE.match(text) or _COMPACT.match(text)
    try:
        return date(*(int(part) for part in match.groups())).isoformat(), ""
    except (AttributeError, ValueError):
        return None, "not_date"


def _read_end_date(column, raw, text):
    if text.lower() in LONG_TERM:
        return "long_term", ""
    return _read_date(column, raw, text)


def _read_flag(column, raw, text):
    word = text.lower()
    if word in _YES:
        return True, ""
    return (False, "") if word in _NO else (None, "not_flag")


def _read_choice(column, raw, text):
    word = plain(text)
    for value, names in column.choices.items():
        if word in {plain(name) for name in names}:
            return value, ""
    return None, "not_choice"


def _read_codes(column, raw, text):
    if plain(text) in ("all", "全部"):
        return ["all"], ""
    codes = []
    for part in re.split(r"[\s,，、;；/]+", text):
        match = re.match(r"^(68\d\d|\d{2})(?:-\d+)*$", part) if part else None
        if part and not match:
            return None, "not_code"
        if match and match[1] not in codes:
            codes.append(match[1])
    return codes, ""


def _read_signed(column, raw, text):
    word = unicodedata.normalize("NFKC", text).replace(",", "").replace("¥", "").strip()
    return (float(word), "") if re.match(r"^-?\d+(\.\d+)?$", word) else (None, "not_amount")


def _read_amount(column, raw, text):
    value, problem = _read_signed(column, raw, text)
    return (None, "below_zero") if not problem and value < 0 else (value, problem)


def _read_days(column, raw, text):
    value, problem = _read_amount(column, raw, text)
    return (None, problem) if problem else (int(value), "")


def _read_uscc(column, raw, text):
    code = uscc_rules.compact(unicodedata.normalize("NFKC", text)).upper()
    return (code, "") if uscc_rules.is_valid(code) else (None, "uscc_check")


_READERS = {
    "date": _read_date,
    "end_date": _read_end_date,
    "flag": _read_flag,
    "choice": _read_choice,
    "codes": _read_codes,
    "uscc": _read_uscc,
    "amount": _read_amount,
    "signed": _read_signed,
    "days": _read_days,
}


def plain(text):
    """A title or choice without blanks, marks and case, for comparing."""
    text = unicodedata.normalize("NFKC", _text(text)).lower()
    return re.sub(r"[\s*＊()（）]+", "", text)


def _text(value):
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "".join(c for c in str(value).strip() if c == "\n" or unicodedata.category(c) != "Cc")
