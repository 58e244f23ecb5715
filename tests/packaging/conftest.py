"""Deployment: files of the container set-up, backup, restore, replica, what setup says when it cannot."""

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
