"""Install, upgrade and uninstall on databases of their own."""

import pytest

from devkit import testdb


@pytest.fixture(scope="session")
def cluster():
    """The running test cluster."""
    return testdb.shared_cluster()


@pytest.fixture(scope="session")
def installed(cluster):
    """Name of the database with all addons installed; never written to."""
    return testdb.ensure(cluster)


@pytest.fixture
def copy_of_installed(cluster, installed):
    """A database with all addons installed that a test may change."""
    database = f"med_life_{testdb.paths.root_key()}"
    cluster.copy(installed, database)
    yield database
    cluster.drop(database)
