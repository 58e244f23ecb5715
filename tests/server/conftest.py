"""Tests against a real server process: real commits, several connections, several clients.

def test_x(server):
    boss = server.client()                       # JSON-2 as admin, with an API key
    server.make_user("clerk", "med_base.group_x")
    server.client("clerk").call("sale.order", "action_confirm", ids=[7])   # RpcError if refused
    server.sql("SELECT …")                       # a transaction of its own; server.connect() for more
    server.kill(); server.restart()              # kill -9 and a new process
"""

import pathlib

import pytest

from devkit import server as servers
from devkit import testdb


@pytest.fixture(scope="session")
def cluster():
    """The running test cluster."""
    return testdb.shared_cluster()


@pytest.fixture(scope="session")
def installed(cluster):
    """Name of the database with all addons installed; never written to."""
    return testdb.ensure(cluster)


@pytest.fixture(scope="module")
def server(cluster, installed, request):
    """A server on a copy of the installed database, one for each test module."""
    database = f"med_srv_{pathlib.Path(request.module.__file__).stem}_{testdb.paths.root_key()}"
    cluster.copy(installed, database)
    try:
        with servers.Server(cluster, database) as process:
            yield process
    finally:
        cluster.drop(database)
