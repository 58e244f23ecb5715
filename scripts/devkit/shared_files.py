"""Pytest plugin: the workers of one run leave each other's files alone.

pytest-odoo gives each worker a database of its own, and all of them one folder of files. Odoo's test
classes end by collecting unused files; those of another worker's open transaction look unused, too.
"""

import os


def pytest_collection_finish():
    """Once Odoo's test classes are loaded, workers no longer collect."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        from odoo.tests.common import TransactionCase

        TransactionCase._gc_filestore = classmethod(lambda cls: None)
