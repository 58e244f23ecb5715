"""Pure-Python tests: the packages inside the addons are imported by their own names, without Odoo."""

import pathlib
import sys

ADDONS = pathlib.Path(__file__).resolve().parents[2] / "addons"
sys.path[:0] = [str(manifest.parent) for manifest in sorted(ADDONS.glob("*/__manifest__.py"))]
