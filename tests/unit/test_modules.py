"""The addons stay separable: dependencies in one direction, no internals of another addon."""

import ast
import pathlib

import pytest

ADDONS = pathlib.Path(__file__).resolve().parents[2] / "addons"
NAMES = sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))
# DESIGN: an arrow never turns back; later addons stand further right
ORDER = (
    "med_base",
    "med_qualification",
    "med_credit",
    "med_quality",
    "med_udi_trace",
    "med_returns",
    "med_aftersales",
)
PURE = {
    "med_base": "medkernel",
    "med_qualification": "medpapers",
    "med_credit": "creditmath",
    "med_quality": "qualitymath",
}
# what other addons may import: pure packages, the ground of tests, controllers to extend
PUBLIC = {"medkernel", "medpapers", "providers", "qualitymath", "tests", "controllers"}


def _manifest(name):
    return ast.literal_eval((ADDONS / name / "__manifest__.py").read_text())


def _imports(path):
    """Dotted names a file imports, relative ones with their dots."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def _foreign(name):
    """(file, imported) of what an addon imports of another of ours."""
    for path in (ADDONS / name).rglob("*.py"):
        for module in _imports(path):
            parts = module.split(".")
            if parts[:2] == ["odoo", "addons"] and parts[2:] and parts[2] in NAMES and parts[2] != name:
                yield path.relative_to(ADDONS), parts[2:]


def _is_attack(path, parts):
    """Tests of a later addon may attack the kernel's ticket by its own name."""
    return parts[1:3] == ["models", "ticket"] and "tests" in path.parts


@pytest.mark.parametrize("name", NAMES)
def test_x20_dependencies_never_turn_back(name):
    ours = [other for other in _manifest(name)["depends"] if other.startswith("med_")]
    assert name in ORDER
    assert all(ORDER.index(other) < ORDER.index(name) for other in ours)


@pytest.mark.parametrize("name", NAMES)
def test_x20_no_addon_imports_the_internals_of_another(name):
    found = [
        (path, parts)
        for path, parts in _foreign(name)
        if (len(parts) < 2 or parts[1] not in PUBLIC) and not _is_attack(path, parts)
    ]
    assert found == []


@pytest.mark.parametrize("name", NAMES)
def test_x20_the_kernel_knows_no_later_addon(name):
    later = set(ORDER[ORDER.index(name) + 1 :])
    words = {
        path.relative_to(ADDONS): later & set(path.read_text().replace('"', " ").replace("'", " ").split())
        for path in (ADDONS / name).rglob("*.py")
    }
    assert {path: names for path, names in words.items() if names} == {}


@pytest.mark.parametrize(("name", "package"), sorted(PURE.items()))
def test_x20_pure_packages_import_no_odoo(name, package):
    files = sorted((ADDONS / name / package).rglob("*.py"))
    assert files
    assert [path for path in files for module in _imports(path) if module.split(".")[0] == "odoo"] == []
