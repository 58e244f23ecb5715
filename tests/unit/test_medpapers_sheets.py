import io
import random
import zipfile
from datetime import date, datetime

import pytest
from medpapers.archives import ArchiveError, PaperArchive
from medpapers.import_sheets import SheetError, read_cell, read_row, read_sheet
from medpapers.sheet_columns import KINDS
from medpapers.sheet_template import build_template, sample_rows, sample_uscc


def column(kind, key):
    return next(c for c in KINDS[kind] if c.key == key)


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("chinese", [True, False])
def test_the_template_reads_back_without_a_problem(kind, chinese):
    rows, unknown = read_sheet(build_template(kind, chinese=chinese), kind)
    assert len(rows) == 20
    assert not unknown
    assert not [row.problems for row in rows if row.problems]
    assert rows[0].number == 2


@pytest.mark.parametrize(
    "raw, expected",
    [
        ("2027-03-01", "2027-03-01"),
        ("2027/3/1", "2027-03-01"),
        ("2027年3月1日", "2027-03-01"),
        ("20270301", "2027-03-01"),
        (datetime(2027, 3, 1, 8), "2027-03-01"),
        (date(2027, 3, 1), "2027-03-01"),
        (46447, "2027-03-01"),
        ("长期", "long_term"),
    ],
)
def test_dates_are_read_as_people_write_them(raw, expected):
    assert read_cell(column("partner", "date_valid_to"), raw) == (expected, "")


@pytest.mark.parametrize("raw", ["2027-13-40", "soon", "2027-02-30", True, 3])
def test_what_is_no_date_is_named(raw):
    assert read_cell(column("partner", "date_issued"), raw)[1] == "not_date"


def test_each_wrong_cell_is_named_and_the_others_are_kept():
    row = read_row(
        "partner", 7, {"name": "", "uscc": "123", "role": "friend", "phone": "1" * 99, "email": "a@b.c"}
    )
    assert {(key, code) for key, code, _text in row.problems} == {
        ("name", "required"),
        ("uscc", "uscc_check"),
        ("role", "not_choice"),
        ("phone", "too_long"),
    }
    assert row.values == {"email": "a@b.c"}


def test_sample_codes_are_valid_and_invented_rows_differ():
    codes = {sample_uscc(n) for n in range(1, 2000)}
    assert len(codes) == 1999
    assert len({tuple(sorted(map(str, r.items()))) for r in sample_rows("product")}) == 20


def test_codes_of_both_catalogues_are_read():
    codes = column("partner", "scope_class_3")
    assert read_cell(codes, "04、6840, 14-16-08") == (["04", "6840", "14"], "")
    assert read_cell(codes, "all") == (["all"], "")
    assert read_cell(codes, "bone")[1] == "not_code"


@pytest.mark.parametrize("raw", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_what_is_no_sheet_is_refused(raw):
    with pytest.raises(SheetError) as caught:
        read_sheet(raw, "partner")
    assert caught.value.code == "unreadable"


def test_a_sheet_without_our_columns_is_refused():
    with pytest.raises(SheetError) as caught:
        read_sheet(build_template("product", rows=[]), "partner")
    assert caught.value.code == "no_headers"


def test_a_sheet_that_unpacks_to_something_huge_is_refused(monkeypatch):
    monkeypatch.setattr("medpapers.import_sheets.MAX_SHEET_BYTES", 1000)
    with pytest.raises(SheetError) as caught:
        read_sheet(build_template("partner"), "partner")
    assert caught.value.code == "too_big"


def archive(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        for name, raw in files.items():
            book.writestr(name, raw)
    return stream.getvalue()


def test_files_are_found_by_name_code_and_type_or_number():
    papers = PaperArchive(
        archive(
            **{
                "a/91320505MA3LW9N23D_business_licence.pdf": b"%PDF-1",
                "91320505MA3LW9N23D_医疗器械经营许可证.jpg": b"\xff\xd8\xff1",
                "浙杭药监械经营许20239018号.pdf": b"%PDF-2",
                "scan 7.PNG": b"\x89PNG\r\n1",
            }
        )
    )
    code = "91320505MA3LW9N23D"
    assert papers.find(code=code, kinds=("business_licence",)).endswith("business_licence.pdf")
    assert papers.find(code=code, kinds=("operating_licence", "医疗器械经营许可证")).endswith(".jpg")
    assert papers.find(number="浙杭药监械经营许20239018") == "浙杭药监械经营许20239018号.pdf"
    assert papers.read(papers.find(file="Folder\\Scan 7.png")) == b"\x89PNG\r\n1"
    assert not papers.find(code=code, kinds=("annual_report",))
    assert not papers.find(file="missing.pdf")


def test_paths_in_names_lead_nowhere():
    papers = PaperArchive(archive(**{"../../../etc/passwd.pdf": b"%PDF", "C:\\x\\evil.pdf": b"%PDF"}))
    assert papers.names() == ["evil.pdf", "passwd.pdf"]


def test_a_zip_bomb_is_refused(monkeypatch):
    monkeypatch.setattr("medpapers.archives.MAX_FILE", 1000)
    with pytest.raises(ArchiveError) as caught:
        PaperArchive(archive(**{"bomb.pdf": b"\0" * 10_000_000}))
    assert caught.value.code == "bomb"


def test_a_single_file_that_is_too_big_or_lies_about_its_kind_is_refused(monkeypatch):
    papers = PaperArchive(archive(**{"virus.pdf": b"MZ\x90", "ok.pdf": b"%PDF" + b"x" * 2000}))
    with pytest.raises(ArchiveError) as caught:
        papers.read("virus.pdf")
    assert caught.value.code == "wrong_kind"
    monkeypatch.setattr("medpapers.archives.MAX_FILE", 1000)
    with pytest.raises(ArchiveError) as caught:
        papers.read("ok.pdf")
    assert caught.value.code == "file_too_big"


def test_other_kinds_of_files_are_listed_as_rejected():
    papers = PaperArchive(archive(**{"setup.exe": b"MZ", "a.pdf": b"%PDF", ".DS_Store": b"x"}))
    assert papers.rejected == ["setup.exe"]


def test_rubbish_never_crashes_the_reader(seed):
    random.seed(seed)
    for _round in range(200):
        raw = bytes(random.randrange(256) for _ in range(random.randrange(200)))
        for reader in (lambda r: read_sheet(r, "partner"), PaperArchive):
            with pytest.raises((SheetError, ArchiveError)):
                reader(raw)
