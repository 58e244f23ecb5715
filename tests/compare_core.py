"""Odoo's own tests with the suite installed against without: they must fail in the same places.

    scripts/python tests/compare_core.py              sale, purchase, stock, account's posting and payment
    scripts/python tests/compare_core.py sale stock/tests/test_packing.py

Some of Odoo's tests fail by themselves when other applications are installed or without demonstration
data, so sets are compared. Too long for every CI run: about an hour on two cores. Browser tests are left out.
Exit status 1 where a test fails with the suite only.
"""

import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "scripts"))

from devkit import cluster as clusters
from devkit import config, paths, template, testdb

CORE_ADDONS = paths.ODOO / "odoo" / "addons"
POSTING = (
    "test_account_move_entry test_account_move_out_invoice test_account_move_in_invoice test_account_payment "
    "test_account_payment_register test_account_move_reconcile test_invoice_taxes test_sequence_mixin"
).split()
DEFAULT = ["sale", "purchase", "stock", *(f"account/tests/{name}.py" for name in POSTING)]


def run(cluster, database, kind, targets):
    """Run Odoo's tests on a database; returns {test: passed, failed or skipped}."""
    report = paths.CACHE / "log" / f"core-tests-{kind}.xml"
    call = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-n", os.environ.get("MED_TEST_WORKERS", "2")]
    call += ["--dist", "loadscope", f"--junitxml={report}", "-o", "addopts=", "-p", "no:cacheprovider"]
    call += [f"--odoo-config={config.write(cluster)}", f"--odoo-database={database}", *targets]
    path = f"{cluster.bin}:{os.environ['PATH']}"  # pytest-odoo calls createdb
    environment = {**os.environ, **cluster.environment(), "PATH": path}
    environment.pop("ODOO_RC", None)
    subprocess.run(call, cwd=CORE_ADDONS, env=environment, stdout=subprocess.DEVNULL, check=False)
    found = {}
    for case in ElementTree.parse(report).iter("testcase"):
        tags = {child.tag for child in case}
        outcome = "failed" if tags & {"failure", "error"} else "skipped" if "skipped" in tags else "passed"
        found[f"{case.get('classname')}.{case.get('name')}"] = outcome
    return found


def targets_of(names):
    """Paths of pytest for names like `sale` or `stock/tests/test_packing.py`."""
    chosen = [CORE_ADDONS / (name if name.endswith(".py") else f"{name}/tests") for name in names]
    missing = [str(path) for path in chosen if not path.exists()]
    if missing:
        raise paths.Problem(f"there is no {', '.join(missing)}")
    return [str(path) for path in chosen]


def main(names):
    """Run both, print the counts and every difference."""
    cluster, targets = clusters.Cluster("test").start(), targets_of(names or DEFAULT)
    databases = {"core": template.ensure(cluster), "suite": testdb.ensure(cluster)}
    results = {}
    for kind, source in databases.items():
        database = f"med_coretest_{kind}_{paths.root_key()}"
        cluster.copy(source, database)
        try:
            paths.say(f"Odoo's tests on {kind}")
            results[kind] = run(cluster, database, kind, targets)
        finally:
            cluster.drop(database)
    core, suite = results["core"], results["suite"]
    for kind, found in results.items():
        counts = {outcome: list(found.values()).count(outcome) for outcome in ("passed", "failed", "skipped")}
        sys.stdout.write(f"{kind}: " + ", ".join(f"{count} {name}" for name, count in counts.items()) + "\n")
    different = sorted(name for name in core.keys() | suite.keys() if core.get(name) != suite.get(name))
    for name in different:
        sys.stdout.write(f"{name}: {core.get(name)} without, {suite.get(name)} with the suite\n")
    worse = [name for name in different if suite.get(name) != "passed"]
    sys.stdout.write(f"{len(worse)} tests fail with the suite only\n")
    return 1 if worse or not core else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except paths.Problem as problem:
        sys.stderr.write(f"error: {problem}\n")
        sys.exit(1)
