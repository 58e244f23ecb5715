"""Where things are. Everything comes from the environment that scripts/lib/env.sh sets."""

import hashlib
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOME = pathlib.Path(os.environ.get("HOME") or pathlib.Path.home())
CACHE = pathlib.Path(
    os.environ.get("MED_CACHE")
    or pathlib.Path(os.environ.get("XDG_CACHE_HOME") or HOME / ".cache") / "med-suite"
)
DATA = pathlib.Path(
    os.environ.get("MED_DATA")
    or pathlib.Path(os.environ.get("XDG_DATA_HOME") or HOME / ".local/share") / "med-suite"
)
ODOO = pathlib.Path(os.environ.get("MED_ODOO") or CACHE / "odoo/current/usr/lib/python3/dist-packages")
ADDONS = ROOT / "addons"


class Problem(Exception):
    """Something the user can mend; printed without a traceback."""


def say(text):
    """Print progress to standard error, at once."""
    sys.stderr.write(f"==> {text}\n")
    sys.stderr.flush()


def root_key():
    """Short name of this clone, so that two clones do not share databases or ports by accident."""
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


def our_addons():
    """Names of this repository's installable addons, in an order in which they can be installed."""
    graph = {}
    for manifest in sorted(ADDONS.glob("*/__manifest__.py")):
        data = _read_manifest(manifest)
        if data.get("installable", True):
            graph[manifest.parent.name] = data.get("depends", [])
    ordered = []

    def visit(name):
        if name in graph and name not in ordered:
            for dependency in graph[name]:
                visit(dependency)
            ordered.append(name)

    for name in graph:
        visit(name)
    return ordered


def _read_manifest(path):
    import ast

    return ast.literal_eval(path.read_text())


def addons_path():
    """Addons folders for Odoo's configuration, ours last; only folders that hold addons."""
    extra = os.environ.get("MED_EXTRA_ADDONS", "").split(",")
    folders = [ODOO / "addons", ODOO / "odoo/addons", ADDONS, *map(pathlib.Path, filter(None, extra))]
    return [str(folder) for folder in folders if any(folder.glob("*/__manifest__.py"))]
