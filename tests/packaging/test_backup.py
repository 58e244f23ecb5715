"""A backup is restored in another cluster; Odoo runs there and its ledger goes on."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from devkit import backup, paths, server, template
from devkit import cluster as clusters

PROBE = """
import json
ledger = env["med.ledger.entry"]
ledger._append("backup.tested", facts={"count": 1})
env.cr.commit()  # house: ok, runs in a shell of its own
print("SEEN " + json.dumps(ledger.verify(), default=str))  # house: ok, what the test reads
"""


def script(name, cluster, *arguments):
    """Run scripts/<name> against a cluster as an administrator would; returns the finished process."""
    environment = {
        **os.environ,
        **cluster.environment(),
        "MED_DATA_DIR": str(cluster.data_dir()),
        "MED_CLUSTER": "test",
    }
    call = [paths.ROOT / "scripts" / name, *map(str, arguments)]
    return subprocess.run(call, env=environment, capture_output=True, text=True, check=False)


def ledger_after_append(cluster, database):
    """Append an entry in a shell; returns what verify() says then."""
    done = subprocess.run(
        [sys.executable, "-m", "odoo", "shell", "-d", database, "--no-http"],
        input=PROBE,
        env=template.config.environment(cluster),
        capture_output=True,
        text=True,
        check=False,
    )
    line = next((line for line in done.stdout.splitlines() if line.startswith("SEEN ")), None)
    assert line, done.stdout + done.stderr
    return json.loads(line[5:])


@pytest.fixture(scope="module")
def source(cluster, installed):
    """A database with ledger entries and an attachment in its filestore."""
    database = f"med_bak_{paths.root_key()}"
    cluster.copy(installed, database)
    assert ledger_after_append(cluster, database)["ok"]
    yield database
    cluster.drop(database)


@pytest.fixture(scope="module")
def made(cluster, source, tmp_path_factory):
    """Folder of a backup and the status file written with it."""
    folder = tmp_path_factory.mktemp("backups")
    status = folder / "status.json"
    done = script(
        "backup", cluster, "--database", source, "--to", folder, "--status", status, "--test-restore"
    )
    assert done.returncode == 0, done.stderr
    return backup.backups(folder, source)[-1], json.loads(status.read_text())


def test_status_file_says_when_how_much_where_and_that_it_was_tried(made):
    folder, status = made
    assert status["ok"] is True
    assert status["place"] == str(folder)
    assert status["size_bytes"] == sum(
        path.stat().st_size for path in folder.iterdir() if path.suffix != ".json"
    )
    assert status["backup_at"] <= status["restore_tested_at"]
    assert status["restore_seen"]["ledger"]["ok"] is True
    assert status["restore_seen"]["ledger"]["entries"] > 0


def test_restored_in_another_cluster_the_ledger_verifies_and_goes_on(made):
    folder, _status = made
    other = clusters.Cluster.temporary("restored")
    try:
        other.start()
        done = script("restore", other, folder, "--database", "med_restored")
        assert done.returncode == 0, done.stderr
        before = int(other.query("SELECT count(*) FROM med_ledger_entry", "med_restored"))
        seen = ledger_after_append(other, "med_restored")
        assert seen["ok"], seen
        assert seen["entries"] > before
        with server.Server(other, "med_restored") as process:
            assert process.client().call("res.users", "search_count", domain=[]) > 0
    finally:
        other.destroy()
        shutil.rmtree(other.data_dir(), ignore_errors=True)


def test_existing_database_is_never_overwritten(cluster, made, source):
    done = script("restore", cluster, made[0], "--database", source)
    assert done.returncode == 1
    assert "exists already" in done.stderr


def test_damaged_backup_is_refused_and_leaves_nothing(cluster, made, tmp_path):
    copy = tmp_path / made[0].name
    shutil.copytree(made[0], copy)
    with (copy / "database.dump").open("r+b") as handle:
        handle.seek(200)
        handle.write(b"x")
    done = script("restore", cluster, copy, "--database", "med_never")
    assert done.returncode == 1
    assert "damaged" in done.stderr
    assert not cluster.exists("med_never")


def test_failed_backup_is_said_in_the_status_and_keeps_the_last_good_one(cluster, made, tmp_path):
    folder, status = made
    path = tmp_path / "status.json"
    path.write_text(json.dumps(status))
    done = script("backup", cluster, "--database", "med_missing", "--to", tmp_path, "--status", path)
    assert done.returncode == 1
    after = json.loads(path.read_text())
    assert after["ok"] is False
    assert "med_missing" in after["error"]
    assert after["backup_at"] == status["backup_at"]
    assert list(tmp_path.glob(".unfinished*")) == []


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    """A key file as `openssl rand -hex 32` makes it."""
    path = tmp_path_factory.mktemp("keys") / "backup.key"
    path.write_text("5e" * 32 + "\n")
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def secret(cluster, source, key, tmp_path_factory):
    """Folder of an encrypted backup and its status."""
    folder = tmp_path_factory.mktemp("secret")
    status = folder / "status.json"
    flags = ("--key-file", key, "--status", status, "--test-restore")
    done = script("backup", cluster, "--database", source, "--to", folder, *flags)
    assert done.returncode == 0, done.stderr
    return backup.backups(folder, source)[-1], json.loads(status.read_text())


def test_x7_encrypted_backup_holds_nothing_readable_and_was_restored(secret):
    folder, status = secret
    assert status["encrypted"] is True
    assert status["restore_seen"]["ledger"]["ok"] is True
    assert sorted(path.name for path in folder.iterdir()) == [
        "database.dump.enc",
        "filestore.tar.enc",
        "manifest.json",
    ]
    assert (folder / "database.dump.enc").read_bytes()[:8] == b"Salted__"
    assert b"PGDMP" not in (folder / "database.dump.enc").read_bytes()


def test_x7_encrypted_backup_needs_its_key(cluster, secret, tmp_path):
    other = tmp_path / "other.key"
    other.write_text("17" * 32)
    other.chmod(0o600)
    for flags, words in (([], "is encrypted"), (["--key-file", other], "not made with this key")):
        done = script("restore", cluster, secret[0], "--database", "med_never", *flags)
        assert done.returncode == 1
        assert words in done.stderr
    assert not cluster.exists("med_never")


def test_x7_exchanged_file_of_an_encrypted_backup_is_refused(cluster, secret, key, tmp_path):
    copy = tmp_path / secret[0].name
    shutil.copytree(secret[0], copy)
    path = copy / "filestore.tar.enc"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["files"][path.name]["sha256"] = backup.digest(path)
    (copy / "manifest.json").write_text(json.dumps(manifest))
    done = script("restore", cluster, copy, "--database", "med_never", "--key-file", key)
    assert done.returncode == 1
    assert "somebody has changed it" in done.stderr


def test_x7_weak_or_open_key_file_is_refused(tmp_path):
    path = tmp_path / "key"
    path.write_text("short")
    path.chmod(0o600)
    with pytest.raises(backup.Failure, match="too short"):
        backup.key_of(path)
    path.write_text("5e" * 32)
    path.chmod(0o644)
    with pytest.raises(backup.Failure, match="read by others"):
        backup.key_of(path)


def test_only_the_newest_backups_are_kept(tmp_path):
    for day in range(1, 6):
        folder = tmp_path / f"db-2026010{day}T000000Z"
        folder.mkdir()
        (folder / "manifest.json").touch()
    (tmp_path / "other-20260101T000000Z").mkdir()
    backup.prune(tmp_path, "db", 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "db-20260104T000000Z",
        "db-20260105T000000Z",
        "other-20260101T000000Z",
    ]
