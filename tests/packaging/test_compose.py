"""docker-compose.yml: valid, no secret in it, every file it mounts is there."""

import importlib.resources
import json
import re

import jsonschema
import pytest
import ruamel.yaml

from devkit import paths

COMPOSE = paths.ROOT / "docker-compose.yml"


@pytest.fixture(scope="module")
def compose():
    """The file as the container tools see it, before variables are put in."""
    return ruamel.yaml.YAML(typ="safe").load(COMPOSE.read_text())


def test_file_fits_the_compose_schema(compose):
    folder = importlib.resources.files("check_jsonschema") / "builtin_schemas/vendor"
    schema = json.loads((folder / "compose-spec.json").read_text())
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(compose)] == []
    assert not validator.is_valid({"services": {"db": {"imagine": "postgres:17"}}})


def test_images_are_those_promised(compose):
    images = {name: service["image"] for name, service in compose["services"].items()}
    assert images["odoo"] == images["odoo-2"] == images["backup"] == "odoo:19.0"
    assert images["db"] == images["db-replica"] == "postgres:17"


def test_profile_scale_adds_a_replica_and_a_second_worker_host(compose):
    scale = {name for name, service in compose["services"].items() if "scale" in service.get("profiles", [])}
    assert scale == {"db-replica", "odoo-2"}
    assert "--db_replica_host=db-replica" in compose["services"]["odoo-2"]["command"]


def test_long_running_services_have_health_checks(compose):
    without = [name for name, service in compose["services"].items() if "healthcheck" not in service]
    assert without == ["backup"]


def test_passwords_come_from_the_environment_file_only(compose):
    text = COMPOSE.read_text()
    for line in text.splitlines():
        if re.search(r"password", line, re.IGNORECASE) and ":" in line:
            assert re.search(r"\$\{\w+:\?set it in \.env\}", line), line
    example = dict(
        line.split("=", 1) for line in (paths.ROOT / ".env.example").read_text().splitlines() if "=" in line
    )
    used = set(re.findall(r"\$\{(\w+)", text))
    assert used <= set(example)
    assert not any(value for name, value in example.items() if "PASSWORD" in name)


def test_every_mounted_file_is_in_the_repository(compose):
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (paths.ROOT / source).exists(), source
            elif not source.startswith("$"):
                assert source in compose["volumes"], source


def test_production_closes_the_database_manager():
    text = (paths.ROOT / "config/odoo.prod.conf").read_text()
    options = dict(re.findall(r"^(\w+) = (.*)$", text, re.MULTILINE))
    assert options["list_db"] == "False"
    assert options["proxy_mode"] == "True"
    assert options["admin_passwd"].startswith("$pbkdf2-sha512$")
    assert int(options["workers"]) > 1
    assert int(options["limit_memory_hard"]) > int(options["limit_memory_soft"])
    assert not re.search(r"^db_password", text, re.MULTILINE)


def test_odoo_accepts_the_production_options():
    from odoo.tools import config  # the option table only, nothing is started

    names = re.findall(r"^(\w+) = ", (paths.ROOT / "config/odoo.prod.conf").read_text(), re.MULTILINE)
    assert [name for name in names if name not in config.options_index] == []
