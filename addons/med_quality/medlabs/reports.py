"""What a laboratory reports, by whatever names it calls it (no Odoo import).

A report is a dict: ``status`` (pending, final), ``number``, ``date`` (ISO), ``conclusion``
(pass, fail), ``rows`` (list of ``code, name, value, unit, verdict, text``), ``file`` and
``file_name``.
"""

import base64
import binascii
import csv
import io
import math
import re
import unicodedata
import zipfile
from datetime import date, datetime
from decimal import Decimal

MAX_ROWS = 2000
MAX_UNPACKED = 50 * 1024 * 1024
PASS, FAIL = (
    ("合格", "符合", "符合规定", "通过", "pass", "passed", "conform"),
    (
        "不合格",
        "不符合",
        "不符合规定",
        "未通过",
        "fail",
        "failed",
        "nonconform",
    ),
)
PENDING = ("", "pending", "processing", "received", "检验中", "待检", "已收样", "检测中")
FINAL = ("final", "done", "finished", "issued", "已出具", "已完成", "已签发", "完成")
# where each part of a report stands in an answer, unless the laboratory's own names say else
PATHS = {
    "request": "number",
    "status": "status",
    "number": "reportNumber",
    "date": "reportDate",
    "conclusion": "conclusion",
    "rows": "results.result",
    "row.code": "code",
    "row.name": "name",
    "row.value": "value",
    "row.unit": "unit",
    "row.verdict": "verdict",
    "row.text": "text",
    "file": "file",
    "file_name": "fileName",
}
HEADERS = {
    "row.code": ("项目代码", "项目编号", "code", "testcode"),
    "row.name": ("检验项目", "检测项目", "项目名称", "项目", "test", "name", "parameter"),
    "row.value": ("检验结果", "检测结果", "实测值", "结果", "测定值", "value", "result"),
    "row.unit": ("单位", "计量单位", "unit"),
    "row.verdict": ("单项判定", "单项结论", "判定", "结论", "verdict", "judgement"),
    "row.text": ("备注", "说明", "note", "remark"),
}
_NUMBER = re.compile(r"^[+-]?\d{1,15}(?:\.\d{1,10})?(?:[eE][+-]?\d{1,3})?$")


class ReportError(Exception):
    """A report that cannot be taken in; ``code`` says why, ``value`` what about."""

    def __init__(self, code, value=""):
        super().__init__(code)
        self.code = code
        self.value = value


def read_answer(answer, paths=None):
    """A report from the plain answer of a service.

    :param answer: dicts and lists
    :param paths: {key of PATHS: dotted path}, the laboratory's own names
    :raise ReportError: empty, status, conclusion, row, file, date
    """
    names = {**PATHS, **(paths or {})}
    if not isinstance(answer, dict):
        raise ReportError("empty")
    status = _status(dig(answer, names["status"]))
    if status == "pending":
        return {"status": "pending"}
    rows = dig(answer, names["rows"]) or []
    rows = rows if isinstance(rows, list) else [rows]
    report = {
        "status": "final",
        "request": text_of(dig(answer, names["request"])),
        "number": text_of(dig(answer, names["number"])),
        "date": _day(dig(answer, names["date"])),
        "conclusion": verdict_of(dig(answer, names["conclusion"])),
        "rows": [_row(row, names) for row in rows],
        "file": _file(dig(answer, names["file"])),
        "file_name": text_of(dig(answer, names["file_name"])),
    }
    _check(report)
    return report


def read_sheet(raw, paths=None):
    """The rows of a report that came as a csv or xlsx file.

    :param paths: {key: heading}, the laboratory's own headings
    :raise ReportError: unreadable, headers, too_many, row
    """
    cells = _xlsx(raw) if raw.startswith(b"PK") else _csv(raw)
    columns, rows = None, []
    for line in cells:
        if columns is None:
            columns = _columns(line, paths or {})
            continue
        found = {key: line[at] if at < len(line) else "" for key, at in columns.items()}
        if any(text_of(value) for value in found.values()):
            rows.append(_row(found, {key: key for key in PATHS}, flat=True))
        if len(rows) > MAX_ROWS:
            raise ReportError("too_many", str(MAX_ROWS))
    if columns is None:
        raise ReportError("headers")
    if not rows:
        raise ReportError("empty")
    return rows


def dig(value, path):
    """What stands at a dotted path, None if nothing does."""
    for name in path.split("."):
        if isinstance(value, list):
            value = value[0] if value else None
        value = value.get(name) if isinstance(value, dict) else None
    return value


def place(pairs):
    """Nested dict of {dotted path: value}; empty values stay out."""
    nested = {}
    for path, value in pairs.items():
        if value in (None, "", []):
            continue
        at = nested
        *parents, last = path.split(".")
        for name in parents:
            at = at.setdefault(name, {})
        at[last] = value
    return nested


def plain(text):
    """Text as it is compared: half width, lower case, no blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text or ""))).lower()


def text_of(value):
    """A cell or an element as text, NFKC, trimmed."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str(value)).strip()


def number_of(text):
    """The number that a text is, None where it is words.

    :raise ReportError: ``value`` for what is no finite number though it looks like one
    """
    if isinstance(text, Decimal | int | float) and not isinstance(text, bool):
        number = float(text)
        if not math.isfinite(number):
            raise ReportError("value", str(text))
        return number
    compact = plain(text).replace(",", "")
    if compact in ("nan", "inf", "-inf", "infinity", "-infinity", "+inf"):
        raise ReportError("value", str(text))
    return float(compact) if _NUMBER.match(compact) else None


def verdict_of(value):
    """``pass``, ``fail`` or "" where nothing is said.

    :raise ReportError: ``conclusion`` for words nobody knows
    """
    words = plain(value).strip("。.;")
    if words in ("", "-", "/", "—"):
        return ""
    if words in FAIL:
        return "fail"
    if words in PASS:
        return "pass"
    raise ReportError("conclusion", text_of(value)[:80])


def _status(value):
    words = plain(value)
    if words in FINAL:
        return "final"
    if words in PENDING:
        return "pending"
    raise ReportError("status", text_of(value)[:80])


def _row(row, names, flat=False):
    if not isinstance(row, dict):
        raise ReportError("row", text_of(row)[:80])
    keys = ("code", "name", "value", "unit", "verdict", "text")
    get = row.get if flat else lambda path: dig(row, path)
    found = {key: get(names[f"row.{key}"]) for key in keys}
    number = number_of(found["value"])
    result = {key: text_of(found[key])[:200] for key in keys}
    if not (result["code"] or result["name"]):
        raise ReportError("row", result["value"])
    return {**result, "number": number, "verdict": verdict_of(found["verdict"])}


def _check(report):
    if not report["rows"] and not report["conclusion"]:
        raise ReportError("empty")
    seen = [row["code"] or row["name"] for row in report["rows"]]
    doubles = {name for name in seen if seen.count(name) > 1}
    if doubles:
        raise ReportError("double", ", ".join(sorted(doubles)))


def _day(value):
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    words = text_of(value)[:10]
    try:
        return date.fromisoformat(words).isoformat() if words else ""
    except ValueError as error:
        raise ReportError("date", words) from error


def _file(value):
    if not value or isinstance(value, bytes):
        return value or b""
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ReportError("file") from error


def _columns(line, paths):
    titles = [plain(cell) for cell in line]
    columns = {}
    for key, words in HEADERS.items():
        for word in (paths.get(key), *words):
            if word and plain(word) in titles:
                columns[key] = titles.index(plain(word))
                break
    named = {"row.code", "row.name"} & set(columns)
    return columns if named and {"row.value", "row.verdict"} & set(columns) else None


def _csv(raw):
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ReportError("unreadable")
    if "\0" in text:
        raise ReportError("unreadable")
    delimiter = max(",;\t", key=text[:5000].count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise ReportError("unreadable") from error


def _xlsx(raw):
    import openpyxl  # slow to load, and only needed here

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                raise ReportError("too_many", str(MAX_UNPACKED))
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True, max_col=60, max_row=MAX_ROWS + 20)
        return [list(row) for row in rows]
    except ReportError:
        raise
    except Exception as error:
        raise ReportError("unreadable", type(error).__name__) from error
