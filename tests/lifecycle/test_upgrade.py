"""Upgrading keeps the data and logs nothing."""

import pytest

from devkit import history, logcheck, paths, testdb


@pytest.mark.parametrize("addon", paths.our_addons())
def test_addon_is_upgraded_without_a_warning(cluster, copy_of_installed, addon):
    log = testdb.run_server(cluster, copy_of_installed, "-u", addon)
    assert logcheck.listed(logcheck.complaints(log)) == ""


def test_last_landed_state_is_upgraded_with_all_its_data(cluster):
    reference = history.last_landed()
    with history.checkout(reference) as earlier:
        before = history.addons_in(earlier)
        database = f"med_old_{paths.root_key()}"
        try:
            if before:
                history.install_earlier(cluster, database, earlier)
                rows = history.count_rows(cluster, database)
                log = testdb.run_server(cluster, database, "-u", ",".join(before))
            else:
                rows = {}
                log = testdb.install(cluster, database)
            assert logcheck.listed(logcheck.complaints(log)) == ""
            after = history.count_rows(cluster, database)
            assert {
                table: (count, after.get(table))
                for table, count in rows.items()
                if after.get(table, 0) < count
            } == {}
        finally:
            cluster.drop(database)
