"""The documents keep their word: tests, links, pictures, logins and languages."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DELIVERED = (
    "Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q8 Q9 Q10 Q11 Q12 Q13 Q14 Q15 Q16 Q17 Q18 Q19 Q20 Q21 Q22 Q23 Q24 Q25 Q26 "
    "Q27 Q28 Q29 Q30 Q31 Q32 Q33 Q34 Q35 Q36 Q37 Q38 Q39 Q40 Q41 Q42 Q43 Q44 Q45 Q46 Q47 Q48 "
    "C1 C2 C3 C4 C5 C6 C7 C8 C9 C10 C11 C12 C13 C14 C15 C16 C17 C18 C19 C20 C21 "
    "E2 U11 U13 U19 U20 U27 W1 W2 W3 W4 W5 QM1 QM2 QM3 QM4 QM5 "
    "X1 X2 X3 X4 X6 X7 X8 X10 X11 X14 X19 X20 X21 X22 X23 X25 X26 X27 X28 X29 "
).split()
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("addons/*/readme/*.md")])
TABLE = (ROOT / "docs/requirements.md").read_text()


def _tests():
    """Names of all tests there are."""
    files = [*ROOT.glob("addons/*/tests/**/*.py"), *ROOT.glob("tests/**/*.py")]
    return {name for path in files for name in re.findall(r"def (test_\w+)", path.read_text())}


def _rows():
    """{item: names of its tests} of the tables."""
    rows = re.findall(r"^\| ([A-Z]+\d+) \|(.*)$", TABLE, re.MULTILINE)
    return {item: re.findall(r"`(test_\w+)`", rest) for item, rest in rows}


def test_every_test_named_in_the_table_exists():
    named = set(re.findall(r"`(test_\w+)`", TABLE))
    assert named
    assert sorted(named - _tests()) == []


@pytest.mark.parametrize("item", DELIVERED)
def test_item_has_a_screen_and_a_test_of_its_own_name(item):
    names = _rows().get(item)
    assert names, f"{item} is missing in docs/requirements.md"
    letters, number = re.match(r"([A-Z]+)(\d+)", item).groups()
    prefixes = (f"test_{item.lower()}_", f"test_{letters.lower()}{int(number):02d}_")
    assert [name for name in names if name.startswith(prefixes)]


def test_each_item_stands_in_the_table_once():
    items = re.findall(r"^\| ([A-Z]+\d+) \|", TABLE, re.MULTILINE)
    assert sorted(items) == sorted(DELIVERED)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_a_document_lead_somewhere(path):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text())
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_pictures_are_small_enough_and_used():
    readmes = (ROOT / "README.md").read_text() + (ROOT / "README.zh_CN.md").read_text()
    pictures = sorted((ROOT / "docs/img").glob("*"))
    assert pictures
    assert [p.name for p in pictures if p.stat().st_size > 250_000] == []
    assert [p.name for p in pictures if readmes.count(f"docs/img/{p.name}") != 2] == []


def test_both_readmes_have_the_same_chapters_and_commands():
    english, chinese = ((ROOT / name).read_text() for name in ("README.md", "README.zh_CN.md"))
    assert len(re.findall(r"^#+ ", english, re.MULTILINE)) == len(re.findall(r"^#+ ", chinese, re.MULTILINE))
    for word in (
        "make run",
        "make demo",
        "make test",
        "ODOO_HOME",
        "docs/requirements.md",
        "docker-compose.yml",
    ):
        assert word in english
        assert word in chinese


def test_readmes_name_every_login_of_the_cast():
    cast = (ROOT / "addons/med_qualification/demo/cast.py").read_text()
    logins = re.findall(r'^    \("(\w+)", "[^"]+", \(', cast, re.MULTILINE)
    assert len(logins) == 14
    for name in ("README.md", "README.zh_CN.md"):
        text = (ROOT / name).read_text()
        assert [login for login in logins if f"`{login}`" not in text] == []


def test_the_command_of_the_readme_is_what_ci_runs():
    assert "make test" in (ROOT / "README.md").read_text()
    assert "make test" in (ROOT / ".ci/run").read_text()
