"""Reports of laboratories: other names, other words, and what makes no sense."""

import datetime
import io

import openpyxl
import pytest
from medlabs import reports, soap

GOOD = {
    "number": "SJ1",
    "status": "已出具",
    "reportNumber": "R1",
    "reportDate": datetime.date(2026, 3, 1),
    "conclusion": "合格",
    "results": {"result": [{"code": "A", "value": "1,250.5", "unit": "mg", "verdict": "符合规定"}]},
}


def test_report_is_read_whatever_types_the_service_uses():
    report = reports.read_answer(GOOD)
    assert (report["number"], report["date"], report["conclusion"]) == ("R1", "2026-03-01", "pass")
    assert report["rows"][0]["number"] == 1250.5
    single = {**GOOD, "results": {"result": GOOD["results"]["result"][0]}}
    assert reports.read_answer(single)["rows"] == report["rows"]


@pytest.mark.parametrize("words", ["", "检验中", "pending", "已收样", " Pending "])
def test_report_that_is_not_ready_is_pending(words):
    assert reports.read_answer({"status": words}) == {"status": "pending"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": "丢失"}, "status"),
        ({"conclusion": "也许"}, "conclusion"),
        ({"reportDate": "31.12.2026"}, "date"),
        ({"results": None, "conclusion": ""}, "empty"),
        ({"results": {"result": ["text"]}}, "row"),
        ({"results": {"result": [{"value": "1"}]}}, "row"),
        ({"results": {"result": [{"code": "A", "value": "NaN"}]}}, "value"),
        ({"results": {"result": [{"code": "A", "value": float("inf")}]}}, "value"),
        ({"results": {"result": [{"code": "A"}, {"code": "A"}]}}, "double"),
        ({"file": "not base64!"}, "file"),
    ],
)
def test_report_that_makes_no_sense_is_refused_with_its_reason(change, code):
    with pytest.raises(reports.ReportError) as error:
        reports.read_answer({**GOOD, **change})
    assert error.value.code == code


def test_an_answer_that_is_no_record_is_refused():
    for answer in (None, "ok", 5, []):
        with pytest.raises(reports.ReportError):
            reports.read_answer(answer)


@pytest.mark.parametrize(
    ("text", "number"),
    [("3.2", 3.2), ("1 250", 1250.0), ("-0.5", -0.5), ("1e3", 1000.0), ("<0.01", None), ("无菌生长", None)],
)
def test_figures_are_told_from_words(text, number):
    assert reports.number_of(text) == number


def test_table_is_read_from_csv_and_xlsx_with_the_laboratorys_headings():
    book = openpyxl.Workbook()
    book.active.append(["某检验研究院检验结果"])
    book.active.append(["检测参数", "测定结果", "单位"])
    book.active.append(["pH", 6.5, ""])
    book.active.append([None, None, None])
    raw = io.BytesIO()
    book.save(raw)
    rows = reports.read_sheet(raw.getvalue(), {"row.name": "检测参数", "row.value": "测定结果"})
    assert [(row["name"], row["number"]) for row in rows] == [("pH", 6.5)]
    text = "检验项目;检验结果;结论\n无菌;无菌生长;合格\n"
    rows = reports.read_sheet(text.encode("gb18030"))
    assert rows[0]["verdict"] == "pass"


@pytest.mark.parametrize("raw", [b"\0\0", b"PK broken", b"a,b\n1,2\n", "检验项目,检验结果\n".encode()])
def test_file_that_is_no_table_of_results_is_refused(raw):
    with pytest.raises(reports.ReportError):
        reports.read_sheet(raw)


def test_values_are_put_where_the_service_wants_them():
    nested = reports.place({"Order.Number": "1", "Order.Client": "", "tests.test": [{"name": "a"}]})
    assert nested == {"Order": {"Number": "1"}, "tests": {"test": [{"name": "a"}]}}
    assert reports.dig({"a": [{"b": 2}]}, "a.b") == 2
    assert reports.dig({"a": "text"}, "a.b") is None


@pytest.mark.parametrize(
    "url", ["", "ftp://x", "http://", "http://user@host/", "file:///etc/passwd", "/etc/passwd"]
)
def test_addresses_that_are_no_web_addresses_are_refused(url):
    with pytest.raises(soap.SoapError) as error:
        soap.origin_of(url)
    assert error.value.code == "bad_address"
