"""Runs all tests in stages and adds them up.

A stage is one pytest process. What makes the whole run fail: a failed test, a skipped test,
a test file that collects nothing, no test at all.
"""

import os
import pathlib
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree

from . import cluster as clusters
from . import config, paths, testdb

SERIAL = ("*_tour.py", "*_http.py")


class Stage:
    """Name, folders, and how pytest is to be called."""

    def __init__(self, name, files, arguments=(), odoo=False):
        self.name, self.files, self.arguments, self.odoo = name, sorted(files), list(arguments), odoo
        self.report = paths.CACHE / "log" / f"{paths.root_key()}-{name}.xml"


def test_files(*folders):
    """All test files below the folders, relative to the repository."""
    return [
        path.relative_to(paths.ROOT)
        for folder in folders
        for path in paths.ROOT.glob(folder + "/**/test_*.py")
        if "static" not in path.parts
    ]


def is_serial(path):
    """Whether a file holds browser or HTTP tests, which run one after the other."""
    return any(path.match(pattern) for pattern in SERIAL)


def stages():
    """All stages in the order of their cost."""
    inside = test_files("addons/*/tests", "tests/scenarios")
    workers = os.environ.get("MED_TEST_WORKERS", "2")
    return [
        Stage("unit", test_files("tests/unit")),
        Stage(
            "transaction",
            [path for path in inside if not is_serial(path)],
            ["-n", workers, "--dist", "loadscope", "-p", "devkit.shared_files"],
            odoo=True,
        ),
        Stage(
            "browser",
            [path for path in inside if is_serial(path)],
            ["-p", "no:xdist", "--odoo-http"],
            odoo=True,
        ),
        Stage("server", test_files("tests/server")),
        Stage("lifecycle", test_files("tests/lifecycle")),
        Stage("packaging", test_files("tests/packaging")),
    ]


def command(stage, cluster, database):
    """The pytest call of a stage."""
    call = [sys.executable, "-m", "pytest", "-q", "-o", "junit_family=xunit1", f"--junitxml={stage.report}"]
    call += ["--durations=5", *stage.arguments]
    if stage.odoo:
        shots = paths.CACHE / "log" / "screenshots"
        call += [f"--odoo-config={config.write(cluster)}", f"--odoo-database={database}"]
        call += [f"--odoo-extra=screenshots={shots}"]
    else:
        call += ["-p", "no:odoo"]
    return call + [str(path) for path in stage.files]


def run(stage, cluster, database):
    """Run a stage; returns (passed, list of what failed)."""
    paths.say(f"tests: {stage.name} ({len(stage.files)} files)")
    stage.report.unlink(missing_ok=True)
    environment = {**os.environ, **cluster.environment()}
    environment.pop("ODOO_RC", None)
    started = time.monotonic()
    done = subprocess.run(command(stage, cluster, database), cwd=paths.ROOT, env=environment, check=False)
    passed, failed = judge(stage, done.returncode)
    paths.say(f"{stage.name}: {passed} passed, {len(failed)} failed, {time.monotonic() - started:.0f} s")
    return passed, failed


def judge(stage, status):
    """Read pytest's report: (passed, problems), a problem a line of text."""
    if not stage.report.exists():
        return 0, [f"{stage.name}: pytest ended with status {status} and left no report"]
    passed, problems, seen = 0, [], set()
    for case in ElementTree.parse(stage.report).iter("testcase"):
        seen.add(pathlib.PurePath(case.get("file") or ""))
        name = f"{case.get('file')}::{case.get('name')}"
        outcome = {child.tag for child in case} & {"failure", "error", "skipped"}
        if outcome:
            problems.append(f"{name}: {', '.join(sorted(outcome))}")
        else:
            passed += 1
    problems += [f"{path}: no test ran from this file" for path in stage.files if path not in seen]
    if status and not problems:
        problems.append(f"{stage.name}: pytest ended with status {status}")
    return passed, problems


def main(arguments):
    """Run the stages named, or all; a test cluster that was down is stopped afterwards."""
    known = {stage.name: stage for stage in stages()}
    unknown = [name for name in arguments if name not in known]
    if unknown:
        raise paths.Problem(f"unknown stage {', '.join(unknown)}; there are {', '.join(known)}.")
    chosen = [known[name] for name in arguments or known]
    cluster = clusters.Cluster("test")
    was_running = cluster.running()
    try:
        return run_all(chosen, cluster.start(), fresh=not arguments)
    finally:
        if not was_running:
            cluster.stop()


def run_all(chosen, cluster, fresh):
    """Run the stages, print what failed and the sum; returns the exit status."""
    # A whole run starts from a new database; a single stage may use the one that is there.
    database = testdb.ensure(cluster, fresh=fresh)
    passed, problems = 0, []
    for stage in chosen:
        if not stage.files:
            paths.say(f"tests: {stage.name}: there are no such tests yet")
            continue
        stage_passed, stage_problems = run(stage, cluster, database)
        passed += stage_passed
        problems += stage_problems
    if not passed and not problems:
        problems.append("no test ran at all")
    for problem in problems:
        sys.stdout.write(f"FAILED {problem}\n")
    sys.stdout.write(f"{passed} passed, {len(problems)} failed\n")
    return 1 if problems else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except paths.Problem as error:
        sys.stderr.write(f"error: {error}\n")
        sys.stdout.write("0 passed, 1 failed\n")
        sys.exit(1)
