"""Reading lists that regulators publish: revoked licences, penalties (no Odoo import).

A list is a csv (UTF-8 or GB 18030) or xlsx file with a row of headers in Chinese or
English; what the headers mean is found by their words.
"""

import csv
import hashlib
import io
import re
import unicodedata
import zipfile
from datetime import date, datetime

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_ROWS = 300_000
HEADERS = {
    "code": ("统一社会信用代码", "社会信用代码", "信用代码", "uscc", "code", "creditcode"),
    "name": ("企业名称", "单位名称", "当事人", "被处罚人", "当事人名称", "name", "company"),
    "number": (
        "许可证编号",
        "证书编号",
        "证照编号",
        "备案编号",
        "注册证编号",
        "注册证号",
        "编号",
        "number",
        "licence",
        "license",
    ),
    "kind": ("事项", "类别", "处罚种类", "原因类别", "kind", "type"),
    "date": ("日期", "公告日期", "注销日期", "撤销日期", "处罚日期", "决定日期", "吊销日期", "date"),
    "reason": ("原因", "违法事实", "处罚事由", "案由", "备注", "处罚结果", "reason", "facts"),
}
KEYS = ("code", "name", "number", "kind", "date", "reason")


class RegisterError(Exception):
    """A list that cannot be read; ``code`` says why."""

    def __init__(self, code, value=""):
        super().__init__(code)
        self.code = code
        self.value = value


def read_list(raw):
    """Entries of a list: dicts of text with the keys ``KEYS``, ISO dates, no doubles.

    :param raw: bytes of a csv or xlsx file
    :raise RegisterError: too_big, unreadable, no_headers, too_many
    """
    if len(raw) > MAX_BYTES:
        raise RegisterError("too_big", str(len(raw)))
    rows = _xlsx_rows(raw) if raw.startswith(b"PK") else _csv_rows(raw)
    columns, entries, seen = None, [], set()
    for row in rows:
        if columns is None:
            columns = find_columns(row)
            continue
        entry = _entry(columns, row)
        if entry and entry_key(entry) not in seen:
            seen.add(entry_key(entry))
            entries.append(entry)
        if len(entries) > MAX_ROWS:
            raise RegisterError("too_many", str(MAX_ROWS))
    if columns is None:
        raise RegisterError("no_headers")
    return entries


def find_columns(row):
    """{key: position} of a row of headers, None if it is none."""
    titles = [_plain(cell) for cell in row]
    columns = {}
    for key, words in HEADERS.items():
        for word in words:
            if word in titles:
                columns[key] = titles.index(word)
                break
    return columns if {"code", "name", "number"} & set(columns) else None


def entry_key(entry):
    """Fingerprint of an entry, the same for the same content."""
    text = "\x1f".join(entry.get(key) or "" for key in KEYS)
    return hashlib.sha256(text.encode()).hexdigest()


def normalise_number(text):
    """Numbers and codes as they are compared: half-width capitals without blanks and 号."""
    text = unicodedata.normalize("NFKC", str(text or "")).upper()
    return re.sub(r"\s+", "", text).removesuffix("号")


def _entry(columns, row):
    entry = {key: _text(row[at]) if at < len(row) else "" for key, at in columns.items()}
    entry = {key: entry.get(key, "") for key in KEYS}
    if not (entry["code"] or entry["name"] or entry["number"]):
        return None
    entry["code"] = normalise_number(entry["code"])
    entry["date"] = _date(entry["date"])
    return entry


def _csv_rows(raw):
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise RegisterError("unreadable")
    if "\0" in text:
        raise RegisterError("unreadable")
    head = text[:5000]
    delimiter = max(",;\t", key=head.count)
    try:
        yield from csv.reader(io.StringIO(text), delimiter=delimiter)
    except csv.Error as error:
        raise RegisterError("unreadable") from error


def _xlsx_rows(raw):
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise RegisterError("unreadable") from error
    if size > MAX_UNPACKED:
        raise RegisterError("too_big", str(size))
    import openpyxl  # slow to load, and only needed here

    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        yield from book.worksheets[0].iter_rows(values_only=True, max_col=60)
    except RegisterError:
        raise
    except Exception as error:
        raise RegisterError("unreadable") from error


def _plain(cell):
    return re.sub(r"[\s_()（）*]+", "", unicodedata.normalize("NFKC", _text(cell)).lower())


def _text(cell):
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "".join(c for c in str(cell).strip() if unicodedata.category(c) != "Cc")[:500]


def _date(text):
    match = re.match(r"^(\d{4})\D?(\d{1,2})\D?(\d{1,2})", text)
    try:
        return date(*(int(part) for part in match.groups())).isoformat()
    except (AttributeError, ValueError):
        return ""
