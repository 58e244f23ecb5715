import io
import random

import openpyxl
import pytest
from medkernel import registers
from medkernel.registers import RegisterError, entry_key, read_list


def book(*rows):
    stream, made = io.BytesIO(), openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(stream)
    return stream.getvalue()


def test_csv_and_workbook_say_the_same():
    header = ["企业名称", "统一社会信用代码", "许可证编号", "处罚日期", "案由"]
    row = ["甲公司", "91320505MA3LW9N23D", "苏药监械经营许20231234号", "2026年3月1日", "无证经营"]
    text = "\n".join(",".join(cells) for cells in (header, row))
    (entry,) = read_list(text.encode("gb18030"))
    assert read_list(book(header, row)) == [entry]
    assert entry["date"] == "2026-03-01"
    assert entry["reason"] == "无证经营"


def test_rows_before_the_headers_and_doubles_are_left_out():
    text = "某省药监局公告\n企业名称;编号\n甲;1\n甲;1\n;\n乙;2\n"
    entries = read_list(text.encode())
    assert [entry["name"] for entry in entries] == ["甲", "乙"]
    assert len({entry_key(entry) for entry in entries}) == 2


@pytest.mark.parametrize(
    "raw, code", [(b"PKrubbish", "unreadable"), (b"\xff\xff\x00", "unreadable"), (b"a,b\n1,2", "no_headers")]
)
def test_what_is_no_list_is_refused(raw, code):
    with pytest.raises(RegisterError) as caught:
        read_list(raw)
    assert caught.value.code == code


def test_huge_lists_are_refused(monkeypatch):
    monkeypatch.setattr(registers, "MAX_ROWS", 3)
    with pytest.raises(RegisterError) as caught:
        read_list("名称,企业名称\n".encode() + "".join(f"x,{n}\n" for n in range(9)).encode())
    assert caught.value.code == "too_many"
    monkeypatch.setattr(registers, "MAX_UNPACKED", 10)
    with pytest.raises(RegisterError) as caught:
        read_list(book(["企业名称"], ["甲"]))
    assert caught.value.code == "too_big"


def test_rubbish_never_crashes_the_reader(seed):
    random.seed(seed)
    for _round in range(200):
        raw = bytes(random.randrange(256) for _ in range(random.randrange(300)))
        try:
            assert isinstance(read_list(raw), list)
        except RegisterError:
            assert raw is not None
