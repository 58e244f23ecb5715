"""Random tests: hundreds of seeds

Those of tests/unit that take a `seed`, and the exposure of customers over random histories; `make test` runs
a few seeds of each. MED_SEEDS sets how many.
"""

import os
import re
import subprocess
import sys
import time

from devkit import config, paths
from devkit.bench import Table

SEEDS = int(os.environ.get("MED_SEEDS", "500"))
EXPOSURE = "addons/med_credit/tests/test_exposure_random.py"


def run(bench):
    """Run them all; what fails is printed by pytest with its seed."""
    units = [path for path in (paths.ROOT / "tests/unit").glob("test_*.py") if "(seed)" in path.read_text()]
    rows = [("tests/unit", *_pytest(bench, ["-p", "no:odoo", "-n", "2", *map(str, units)]))]
    with bench.database("suite") as suite:
        config_file = config.write(bench.cluster)
        database = [f"--odoo-config={config_file}", f"--odoo-database={suite}"]
        rows.append(("exposure of customers", *_pytest(bench, [*database, EXPOSURE])))
    return Table(
        ["tests", "seeds", "passed", "failed", "seconds"],
        rows,
        [("no seed fails", all(passed and not failed for _title, _seeds, passed, failed, _s in rows))],
    )


def _pytest(bench, arguments):
    """Run pytest: (seeds, passed, failed, seconds); a seed is a test or a subtest."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *arguments],
        cwd=paths.ROOT,
        env={**os.environ, **bench.cluster.environment(), "MED_SEEDS": str(SEEDS)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stdout.write(done.stdout[-5000:])
    passed = sum(map(int, re.findall(r"(\d+) (?:subtests )?passed", done.stdout)))
    failed = sum(map(int, re.findall(r"(\d+) (?:subtests )?failed", done.stdout)))
    return SEEDS, passed, failed or int(done.returncode != 0), f"{time.monotonic() - started:.0f}"
