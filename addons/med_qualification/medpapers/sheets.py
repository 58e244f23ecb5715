"""Tables as a workbook: what people typed stays text, never a formula."""

import io
import re
from datetime import date, datetime

import xlsxwriter

BAD_TITLE = re.compile(r"[\[\]:*?/\\']")
WIDTH = (8, 60)


def workbook(tables):
    """Bytes of an xlsx file with one sheet for each table.

    :param tables: list of (title, list of headers, list of rows); a cell is text, a
        number, a date, a naive datetime, a truth value or None
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#DDE5EE", "text_wrap": True}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    used = set()
    for title, headers, rows in tables:
        sheet = book.add_worksheet(_title(title, used))
        _fill(sheet, headers, rows, formats)
    book.close()
    return stream.getvalue()


def _fill(sheet, headers, rows, formats):
    sheet.freeze_panes(1, 0)
    widths = [len(str(header)) for header in headers]
    for column, header in enumerate(headers):
        sheet.write_string(0, column, str(header), formats["head"])
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, formats)
            widths[column] = max(widths[column], _width(value))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width + 2, WIDTH[0]), WIDTH[1]))
    if rows:
        sheet.autofilter(0, 0, len(rows), len(headers) - 1)


def _write(sheet, row, column, value, formats):
    if value is None or value is False or value == "":
        return
    if value is True:
        sheet.write_string(row, column, "✓")
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value, formats["time"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(*value.timetuple()[:3]), formats["date"])
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value)[:32000])


def _width(value):
    """Rough width of a cell: Chinese characters take two."""
    text = str(value or "").split("\n")[0]
    return sum(2 if ord(char) > 0x2E80 else 1 for char in text)


def _title(title, used):
    """A sheet's name as Excel allows it: 31 characters, each once."""
    base = BAD_TITLE.sub(" ", str(title)).strip()[:28] or "Sheet"
    name, number = base, 2
    while name.lower() in used:
        name, number = f"{base} {number}", number + 1
    used.add(name.lower())
    return name
