"""Random tests: hundreds of seeds

Those of tests/unit that take a `seed`; `make test` runs a few seeds of each.
"""

import os
import re
import subprocess
import sys
import time

from devkit import paths
from devkit.bench import Table

SEEDS = int(os.environ.get("MED_SEEDS", "200"))


def run(bench):
    """Run them on both cores; what fails is printed by pytest with its seed."""
    started = time.monotonic()
    files = [
        str(path) for path in (paths.ROOT / "tests/unit").glob("test_*.py") if "(seed)" in path.read_text()
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:odoo", "-q", "-n", "2", *files],
        cwd=paths.ROOT,
        env={**os.environ, "MED_SEEDS": str(SEEDS)},
        capture_output=True,
        text=True,
        check=False,
    )
    closing = re.search(r"(\d+) passed", done.stdout)
    passed = int(closing[1]) if closing else 0
    if done.returncode:
        sys.stdout.write(done.stdout[-5000:])
    return Table(
        ["files", "seeds", "tests", "seconds"],
        [(len(files), SEEDS, passed, f"{time.monotonic() - started:.0f}")],
        [("no seed fails", done.returncode == 0 and passed >= SEEDS)],
    )
