import io
from datetime import date, datetime

import openpyxl
from medpapers.sheets import workbook


def load(tables):
    return openpyxl.load_workbook(io.BytesIO(workbook(tables)))


def test_a_table_becomes_a_sheet_with_its_types():
    book = load(
        [
            (
                "Papers",
                ["Name", "Day", "Time", "Number", "Yes"],
                [
                    ["Licence", date(2026, 1, 31), datetime(2026, 1, 31, 8, 5), 2.5, True],
                ],
            )
        ]
    )
    row = [cell.value for cell in book["Papers"][2]]
    assert row == ["Licence", datetime(2026, 1, 31), datetime(2026, 1, 31, 8, 5), 2.5, "✓"]


def test_what_people_typed_is_never_a_formula():
    book = load([("A", ["Name"], [["=1+1"], ["@SUM(A1)"], ["+1"]])])
    cells = [book["A"][f"A{number}"] for number in (2, 3, 4)]
    assert [cell.data_type for cell in cells] == ["s", "s", "s"]
    assert cells[0].value == "=1+1"


def test_titles_are_made_fit_and_stay_different():
    long = "A very long title of a table: with [marks]/"
    book = load([(long, ["A"], []), (long, ["A"], []), ("", ["A"], [])])
    assert len(set(book.sheetnames)) == 3
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_empty_cells_and_empty_tables_are_fine():
    book = load([("A", ["B", "C"], [[None, False], ["", 0]])])
    assert [cell.value for cell in book["A"][2]] == [None, None]
    assert book["A"]["B3"].value == 0
