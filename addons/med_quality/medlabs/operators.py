"""What the operator of a warehouse reports: rows of a file or of a call, as plain values."""

import math
from datetime import UTC, datetime, timedelta, timezone

from .reports import ReportError, _csv, _xlsx, number_of, plain, text_of

MAX_ROWS = 5000
CHINA = timezone(timedelta(hours=8))
HEADERS = {
    "reference": ("单号", "单据号", "入库单号", "出库单号", "收货单号", "reference", "document"),
    "product": ("产品编码", "货号", "产品标识", "di", "gtin", "product", "code"),
    "lot": ("批号", "序列号", "批号/序列号", "生产批号", "lot", "serial"),
    "quantity": ("数量", "实收数量", "实发数量", "验收数量", "quantity"),
    "rejected": ("不合格数量", "拒收数量", "rejected"),
    "reason": ("不合格原因", "原因", "reason"),
    "happened_at": ("时间", "日期", "发生时间", "记录时间", "happened_at", "time", "date"),
    "person": ("经办人", "收货人", "验收人", "记录人", "person", "by"),
    "expiry": ("失效日期", "有效期至", "效期", "expiry"),
    "area": ("库区", "测点", "area", "place"),
    "temperature": ("温度", "温度℃", "temperature"),
    "humidity": ("湿度", "湿度%", "相对湿度", "humidity"),
}
NEEDED = {
    "receipt": ("reference", "product", "quantity", "happened_at"),
    "shipment": ("reference", "product", "quantity", "happened_at"),
    "inspection": ("reference", "product", "quantity", "happened_at"),
    "reading": ("area", "temperature", "happened_at"),
}
FIGURES = ("quantity", "rejected", "temperature", "humidity")
FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d")


def read_file(raw, kind):
    """Rows of a csv or xlsx file, by their headings.

    :raise ReportError: unreadable, headers, empty, too_many
    """
    cells = _xlsx(raw) if raw.startswith(b"PK") else _csv(raw)
    columns, rows = None, []
    for line in cells:
        if columns is None:
            columns = _columns(line, kind)
            continue
        found = {key: line[at] for key, at in columns.items() if at < len(line)}
        if any(text_of(value) for value in found.values()):
            rows.append(found)
        if len(rows) > MAX_ROWS:
            raise ReportError("too_many", str(MAX_ROWS))
    if columns is None:
        raise ReportError("headers")
    if not rows:
        raise ReportError("empty")
    return rows


def clean(row, kind, now=None):
    """One row as values; moments become naive UTC, told in Chinese time where no zone is given.

    :raise ReportError: ``lacks``, ``value``, ``date``, ``future`` with the words it is about
    """
    if not isinstance(row, dict):
        raise ReportError("row", text_of(row)[:80])
    values = {key: text_of(row.get(key))[:200] for key in HEADERS}
    lacking = [key for key in NEEDED[kind] if not values[key]]
    if lacking:
        raise ReportError("lacks", ", ".join(lacking))
    for key in FIGURES:
        values[key] = _figure(row.get(key)) if values[key] else None
    for key in ("quantity", "rejected"):
        if values[key] is not None and values[key] < 0:
            raise ReportError("value", text_of(row.get(key)))
    if kind != "reading" and not (values["quantity"] or values["rejected"]):
        raise ReportError("value", "0")
    values["happened_at"] = moment(row["happened_at"])
    values["expiry"] = day(row["expiry"]) if values["expiry"] else None
    now = now or datetime.now(UTC).replace(tzinfo=None)
    if values["happened_at"] > now + timedelta(minutes=5):
        raise ReportError("future", text_of(row["happened_at"]))
    return values


def moment(value):
    """A moment as naive UTC.

    :raise ReportError: date
    """
    if not isinstance(value, datetime):
        words = text_of(value).replace("T", " ")
        value = _parsed(words)
    zoned = value if value.tzinfo else value.replace(tzinfo=CHINA)
    return zoned.astimezone(UTC).replace(tzinfo=None)


def _parsed(words):
    for shape in FORMATS:
        try:
            return datetime.strptime(words, shape)
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(words)
    except ValueError as error:
        raise ReportError("date", words[:40]) from error


def _figure(value):
    number = number_of(value)
    if number is None or not math.isfinite(number):
        raise ReportError("value", text_of(value)[:40])
    return number


def _columns(line, kind):
    titles = [plain(cell) for cell in line]
    columns = {}
    for key, words in HEADERS.items():
        for word in words:
            if plain(word) in titles:
                columns[key] = titles.index(plain(word))
                break
    return columns if set(NEEDED[kind]) <= set(columns) else None


def day(value):
    """A day as a date.

    :raise ReportError: date
    """
    value = value if isinstance(value, datetime) else _parsed(text_of(value).replace("/", "-"))
    return value.date()
