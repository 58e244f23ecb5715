"""Pure-Python tests: the packages inside the addons are imported by their own names, without Odoo."""

import os
import pathlib
import sys

ADDONS = pathlib.Path(__file__).resolve().parents[2] / "addons"
sys.path[:0] = [str(manifest.parent) for manifest in sorted(ADDONS.glob("*/__manifest__.py"))]


def pytest_generate_tests(metafunc):
    """A random test takes `seed`: a few of them here, hundreds in `make bench`, by MED_SEEDS."""
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(int(os.environ.get("MED_SEEDS", "3"))))
