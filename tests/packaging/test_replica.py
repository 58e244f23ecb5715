"""Odoo reads from a streaming replica and writes to the primary."""

import shutil
import subprocess
import time

import pytest

from devkit import cluster as clusters
from devkit import server

DATABASE = "med_replicated"


@pytest.fixture(scope="module")
def pair(cluster, installed):
    """A primary with a copy of the installed database and its replica, both running."""
    primary, replica = (
        clusters.Cluster.temporary("primary", wal_level="replica"),
        clusters.Cluster.temporary("replica"),
    )
    try:
        primary.start()
        primary.query(f'CREATE DATABASE "{DATABASE}"')
        dump = subprocess.Popen(
            [cluster.bin / "pg_dump", "-h", cluster.socket, "-U", "odoo", "-O", "-x", "-d", installed],
            stdout=subprocess.PIPE,
        )
        load = [primary.bin / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", primary.socket, "-U", "odoo"]
        subprocess.run([*load, "-d", DATABASE], stdin=dump.stdout, stdout=subprocess.DEVNULL, check=True)
        assert dump.wait() == 0
        shutil.copytree(cluster.filestore(installed), primary.filestore(DATABASE), dirs_exist_ok=True)
        replica.follow(primary)
        yield primary, replica
    finally:
        replica.destroy()
        primary.destroy()
        shutil.rmtree(primary.data_dir(), ignore_errors=True)


def sessions(cluster):
    """Number of Odoo's sessions in the database."""
    where = f"datname = '{DATABASE}' AND application_name LIKE 'odoo%'"
    return int(cluster.query(f"SELECT count(*) FROM pg_stat_activity WHERE {where}", user=clusters.ADMIN))


def test_replica_follows_the_primary(pair):
    primary, replica = pair
    assert replica.query("SELECT pg_is_in_recovery()") == "t"
    primary.query("CREATE TABLE followed (n int); INSERT INTO followed VALUES (42)", DATABASE)
    assert eventually(lambda: table_exists(replica))
    assert replica.query("SELECT n FROM followed", DATABASE) == "42"


def table_exists(cluster):
    return cluster.query("SELECT to_regclass('followed')", DATABASE) == "followed"


def eventually(condition, seconds=20):
    """Whether the condition comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_odoo_reads_from_the_replica_and_writes_to_the_primary(pair):
    primary, replica = pair
    options = ["--db_replica_host", str(replica.socket), "--db_replica_port", "5432"]
    with server.Server(primary, DATABASE, *options) as process:
        admin = process.client()
        partner = admin.call("res.partner", "create", vals_list=[{"name": "Replicated"}])
        assert eventually(
            lambda: (
                replica.query("SELECT count(*) FROM res_partner WHERE name = 'Replicated'", DATABASE) == "1"
            )
        )
        assert admin.call("res.partner", "search_count", domain=[["id", "in", partner]]) == 1
        assert sessions(replica) > 0
        assert sessions(primary) > 0
        admin.call("res.partner", "write", ids=partner, vals={"name": "Renamed"})
        assert primary.query(f"SELECT name FROM res_partner WHERE id = {partner[0]}", DATABASE) == "Renamed"


def test_replica_refuses_writes_by_itself(pair):
    with pytest.raises(clusters.paths.Problem, match="read-only"):
        pair[1].query("CREATE TABLE never (n int)", DATABASE)
