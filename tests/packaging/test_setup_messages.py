"""What the scripts say when they cannot go on: the reason and the way out, no traceback."""

import os
import socket
import subprocess

import pytest

from devkit import paths

SECRETS_OF_A_TRACE = ("Traceback", "unbound variable", "line ")


def run(name, *arguments, **environment):
    """Run a script with some variables changed; returns (status, what it said)."""
    done = subprocess.run(
        [paths.ROOT / "scripts" / name, *arguments],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    text = done.stdout + done.stderr
    assert not any(word in text for word in SECRETS_OF_A_TRACE), text
    return done.returncode, text


def test_too_little_disk_names_what_is_needed(tmp_path):
    status, text = run("setup", MED_MIN_DISK_MB="999999999", MED_CACHE=str(tmp_path))
    assert status == 1
    assert "999999999 MB are needed" in text
    assert "MED_CACHE" in text


def test_no_network_names_the_ways_out(tmp_path):
    dead = "http://127.0.0.1:9"
    status, text = run(
        "setup", MED_CACHE=str(tmp_path), MED_MIN_DISK_MB="1", http_proxy=dead, https_proxy=dead
    )
    assert status == 1
    assert "Without network" in text
    assert "ODOO_HOME" in text
    assert "docker compose up" in text
    assert not (tmp_path / "odoo" / "current").exists()


def test_folder_that_cannot_be_written_is_named():
    status, text = run("setup", MED_CACHE="/proc/med-suite")
    assert status == 1
    assert "cannot write to /proc/med-suite" in text


def test_wrong_python_is_named():
    status, text = run("setup", MED_PYTHON="/bin/false")
    assert status == 1
    assert "no Python 3.11 to 3.13" in text


def test_odoo_home_without_odoo_is_refused(tmp_path):
    status, text = run("setup", ODOO_HOME=str(tmp_path))
    assert status == 1
    assert "holds no Odoo" in text


def test_missing_packages_without_root_or_sudo_name_the_command(tmp_path):
    """A user who is neither root nor has sudo, on a machine that lacks a package."""
    script = (
        f'. "{paths.ROOT}/scripts/lib/env.sh"; . "{paths.ROOT}/scripts/lib/fetch.sh";'
        'id() { echo 1000; }; command() { [ "$2" != sudo ] && builtin command "$@"; };'
        "MED_CACHE=$1 install_system_packages no-such-package-here"
    )
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script, "bash", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "neither root nor is sudo there" in done.stderr
    assert "apt-get install no-such-package-here" in done.stderr


@pytest.fixture
def busy_port():
    """A port that somebody listens on."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield str(holder.getsockname()[1])


def test_busy_port_is_named_before_anything_is_started(busy_port, tmp_path):
    status, text = run("run", MED_PORT=busy_port, MED_DATA=str(tmp_path))
    assert status == 1
    assert f"port {busy_port} is not free" in text
    assert "MED_PORT" in text
    assert not (tmp_path / "postgresql").exists()


def test_second_run_at_the_same_time_is_refused(tmp_path):
    import fcntl

    with (tmp_path / ".run.lock").open("w") as holder:
        holder.write("process 1, http://127.0.0.1:1\n")
        holder.flush()
        fcntl.flock(holder, fcntl.LOCK_EX)
        status, text = run("run", MED_DATA=str(tmp_path))
    assert status == 1
    assert "another `make run` uses" in text
    assert "http://127.0.0.1:1" in text


def test_interrupted_fetch_is_started_anew(tmp_path):
    left_over = tmp_path / "odoo" / ".fetching"
    (left_over / "tree").mkdir(parents=True)
    dead = "http://127.0.0.1:9"
    status, text = run("setup", MED_CACHE=str(tmp_path), MED_MIN_DISK_MB="1", http_proxy=dead)
    assert status == 1
    assert "fetching Odoo 19" in text
    assert not (left_over / "tree").exists()
