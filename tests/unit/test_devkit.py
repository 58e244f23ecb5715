"""The tools' own logic."""

import xml.etree.ElementTree as ElementTree

import pytest

from devkit import logcheck, paths, testrun

LOG = """\
2026-01-02 03:04:05,678 99 INFO db odoo.modules.loading: Modules loaded.
2026-01-02 03:04:05,678 99 WARNING db odoo.addons.mail: 12 things are odd
2026-01-02 03:04:06,678 99 ERROR db odoo.addons.med_base: broken
Traceback (most recent call last):
"""
CORE = "2026-02-02 03:04:05,678 7 WARNING other odoo.addons.mail: 99 things are odd\n"


def test_warnings_errors_and_tracebacks_are_found():
    assert [entry[0] for entry in logcheck.complaints(LOG)] == ["WARNING", "ERROR", "ERROR"]


def test_what_the_core_says_by_itself_is_left_out():
    assert [entry[1] for entry in logcheck.new_complaints(LOG, CORE)] == ["odoo.addons.med_base", "traceback"]


def test_addons_come_after_what_they_depend_on():
    addons = paths.our_addons()
    assert "med_base" in addons
    if "med_qualification" in addons:
        assert addons.index("med_base") < addons.index("med_qualification")


@pytest.fixture
def stage(tmp_path):
    """A stage of two files whose report the test writes."""
    stage = testrun.Stage("probe", ["tests/a.py", "tests/b.py"])
    stage.files = [testrun.pathlib.PurePath(name) for name in ("tests/a.py", "tests/b.py")]
    stage.report = tmp_path / "report.xml"
    return stage


def write_report(stage, *cases):
    suite = ElementTree.Element("testsuite")
    for file, outcome in cases:
        case = ElementTree.SubElement(suite, "testcase", file=file, name="test")
        if outcome:
            ElementTree.SubElement(case, outcome)
    ElementTree.ElementTree(suite).write(stage.report)


def test_good_report_passes(stage):
    write_report(stage, ("tests/a.py", None), ("tests/b.py", None))
    assert testrun.judge(stage, 0) == (2, [])


@pytest.mark.parametrize("outcome", ["failure", "error", "skipped"])
def test_anything_but_a_pass_is_a_failure(stage, outcome):
    write_report(stage, ("tests/a.py", outcome), ("tests/b.py", None))
    assert testrun.judge(stage, 0) == (1, [f"tests/a.py::test: {outcome}"])


def test_file_that_collects_nothing_is_a_failure(stage):
    write_report(stage, ("tests/a.py", None))
    assert testrun.judge(stage, 0) == (1, ["tests/b.py: no test ran from this file"])


def test_missing_report_is_a_failure(stage):
    assert testrun.judge(stage, 5) == (0, ["probe: pytest ended with status 5 and left no report"])
