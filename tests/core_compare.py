"""Odoo's own tests with the suite and without it: the same ones must fail.

    scripts/python tests/core_compare.py [sale] [purchase] [stock] [account]

Some of Odoo's tests fail by themselves on a Chinese database with more applications
than they expect, so failures are compared as sets. Too long for every run of
`make test`. Exit status 1 where the suite breaks a test that passes without it.
"""

import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "scripts"))

from devkit import config, paths, template, testdb  # noqa: E402

PARTS = {
    "sale": ["sale/tests"],
    "purchase": ["purchase/tests"],
    "stock": ["stock/tests"],
    "account": [
        f"account/tests/test_account_{name}.py"
        for name in (
            "move_entry",
            "move_out_invoice",
            "move_out_refund",
            "move_payments_widget",
            "payment",
            "payment_register",
            "payment_items",
            "lock_exception",
        )
    ],
}


def outcomes(cluster, database, part):
    """{test id: passed, failed or skipped} of a part of Odoo's tests on a database."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                f"--odoo-config={config.environment(cluster)['ODOO_RC']}",
                f"--odoo-database={database}",
                f"--junitxml={report.name}",
                "-q",
                "--maxfail=1000",
                "--no-header",
                "-p",
                "no:cacheprovider",
                *[str(paths.ODOO / "odoo" / "addons" / path) for path in PARTS[part]],
            ],
            env=config.environment(cluster),
            stdout=subprocess.DEVNULL,
            check=False,
            cwd=tempfile.gettempdir(),
        )
        tree = xml.etree.ElementTree.parse(report.name)
    return {f"{case.get('classname')}::{case.get('name')}": _outcome(case) for case in tree.iter("testcase")}


def _outcome(case):
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"


def compare(cluster, part):
    """Run a part on both databases; returns the tests that only the suite breaks."""
    plain, ours = f"med_core_plain_{part}", f"med_core_suite_{part}"
    cluster.copy(template.ensure(cluster), plain)
    cluster.copy(testdb.ensure(cluster), ours)
    try:
        before, after = outcomes(cluster, plain, part), outcomes(cluster, ours, part)
    finally:
        cluster.drop(plain)
        cluster.drop(ours)
    failed = {name for name, outcome in before.items() if outcome == "failed"}
    broken = {name for name, outcome in after.items() if outcome == "failed" and name not in failed}
    mended = {name for name in failed if after.get(name) == "passed"}
    paths.say(
        f"{part}: {len(before)} tests without the suite, {len(failed)} fail; "
        f"{len(after)} with it, {len(broken)} more and {len(mended)} fewer fail"
    )
    for name in sorted(broken):
        paths.say(f"  broken: {name}")
    return broken


def main():
    """Compare the parts named on the command line, or all."""
    cluster = testdb.shared_cluster()
    broken = [compare(cluster, part) for part in sys.argv[1:] or PARTS]
    return 1 if any(broken) else 0


if __name__ == "__main__":
    sys.exit(main())
