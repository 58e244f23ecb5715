"""The examples of docs/guides/api.md, run as they stand there."""

import os
import pathlib
import re
import subprocess

import pytest

GUIDE = pathlib.Path(__file__).parents[2] / "docs" / "guides" / "api.md"
BLOCK = re.compile(r"^```(python|sh)\n(.*?)^```$", re.M | re.S)


def blocks():
    """(language, code, line number) of each example."""
    text = GUIDE.read_text(encoding="utf-8")
    return [(m[1], m[2], text[: m.start()].count("\n") + 2) for m in BLOCK.finditer(text)]


@pytest.fixture(scope="module")
def keys(server):
    """A live company, three people and their keys in the environment, as a reader would set them."""
    server.sql("UPDATE res_company SET med_mode = 'live'")
    people = {"SALES": ("sales",), "OFFICER": ("quality_officer",), "HEAD": ("quality_head",)}
    wanted = {"ODOO_URL": server.base, "ODOO_DATABASE": server.database}
    for name, jobs in people.items():
        login = f"api_{name.lower()}"
        server.make_user(login, *(f"med_base.group_{job}" for job in jobs), lang="en_US")
        wanted[f"KEY_{name}"] = server.make_key(login)
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    yield wanted
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


def test_x8_every_example_of_the_api_guide_runs(keys):
    names, ran = {}, []
    for language, code, line in blocks():
        where = f"{GUIDE.name}:{line}"
        if language == "python":
            # as many lines above as in the guide: an error names the guide's line
            exec(compile("\n" * (line - 1) + code, str(GUIDE), "exec"), names)
        else:
            done = subprocess.run(["bash", "-euc", code], capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{where}: {done.stdout}{done.stderr}"
        ran.append(where)
    assert len(ran) >= 10


def test_x8_examples_have_no_address_or_key_of_their_own():
    for _language, code, line in blocks():
        assert "http://" not in code, f"line {line}"
        assert not re.search(r"bearer [0-9a-f]{20}", code), f"line {line}"
