import pytest
from medpapers.model_list import match_key, read_models


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        ("LCP-3.5", ("LCP-3.5", "")),
        ("LCP-3.5\t6孔", ("LCP-3.5", "6孔")),
        ("LCP-3.5;6孔", ("LCP-3.5", "6孔")),
        ("LCP-3.5;6孔", ("LCP-3.5", "6孔")),
        ("LCP-3.5 | 6孔", ("LCP-3.5", "6孔")),
        ("LCP-3.5  6孔", ("LCP-3.5", "6孔")),
        ("12. LCP-3.5\t6孔", ("LCP-3.5", "6孔")),
        ("1、 LCP-3.5", ("LCP-3.5", "")),
        ("A\tB\tC", ("A", "B C")),
    ],
)
def test_a_line_is_a_model_and_its_specification(line, pair):
    assert read_models(line) == [pair]


def test_blank_lines_and_repetitions_are_left_out():
    assert read_models("A1\n\n  \na 1\nA1\tx\n") == [("A1", ""), ("A1", "x")]


def test_names_are_compared_without_blanks_width_and_case():
    assert match_key(" lcp-3.5 6") == match_key("LCP-3.5 6")


@pytest.mark.parametrize("text", [None, "", "\n\n", 7, "\x00" * 50])
def test_odd_input_raises_nothing(text):
    assert isinstance(read_models(text), list)
