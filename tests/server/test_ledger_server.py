"""The ledger with real commits: late committers, crashes, failed logins, another cluster."""

import json
import pathlib
import subprocess
import sys
import threading
import urllib.request

import pytest

from devkit import cluster as clusters
from devkit import server as servers

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEALER_LOCK = 0x6D65646C


@pytest.fixture(scope="module")
def auditor(server):
    """A JSON-2 client who may read the ledger."""
    user = server.make_user("ledger_reader")
    group = server.ref("med_base.group_auditor")
    # jobs are given by request only; the way there is not what is tested here
    server.sql("INSERT INTO res_groups_users_rel (gid, uid) VALUES (%s, %s)", group, user)
    server.restart()
    return server.client("ledger_reader")


def happen(server, count=1):
    """Make ledger entries the ordinary way: exports, one committed entry each."""
    admin = server.client()
    for _ in range(count):
        admin.call("res.partner", "export_data", ids=[1], fields_to_export=["name"])


def seal(server):
    """Run the cron of the sealer."""
    cron = server.ref("med_base.ir_cron_ledger_seal")
    server.client().call("ir.cron", "method_direct_trigger", ids=[cron])


def unsealed(server):
    return server.sql("SELECT count(*) FROM med_ledger_pending")[0][0]


def verified(client):
    """Verify over JSON-2; returns the result after checking that it is intact."""
    result = client.call("med.ledger.entry", "verify")
    assert result["ok"], result["problems"]
    assert result["first_broken"] is None
    return result


def forge_uncommitted(cursor, company_id):
    """Insert a right entry in an open transaction, as a slow request would."""
    sys.path.insert(0, str(ROOT / "addons" / "med_base"))
    from medkernel import chain

    cursor.execute("SELECT nextval('med_ledger_entry_id_seq'), clock_timestamp() AT TIME ZONE 'UTC'")
    number, now = cursor.fetchone()
    row = {"id": number, "company_id": company_id, "event": "test.late", "facts": "{}", "logged_at": now}
    row["hash"] = chain.entry_hash(row)
    cursor.execute(
        "INSERT INTO med_ledger_entry (id, company_id, event, facts, logged_at, hash) VALUES"
        " (%(id)s, %(company_id)s, %(event)s, %(facts)s, %(logged_at)s, %(hash)s)",
        row,
    )
    cursor.execute(
        "INSERT INTO med_ledger_pending (entry_id, company_id) VALUES (%s, %s)", (number, company_id)
    )
    return number


def seal_of(server, entry):
    rows = server.sql(
        "SELECT s.number FROM med_ledger_seal s JOIN med_ledger_seal_line l ON l.seal_id = s.id"
        " WHERE l.entry_id = %s",
        entry,
    )
    return rows[0][0] if rows else None


def test_entries_are_sealed_and_verified(server, auditor):
    happen(server, 3)
    seal(server)
    assert unsealed(server) == 0
    result = verified(auditor)
    assert result["unsealed"] == 0
    assert result["heads"]


def test_late_committer_stands_in_the_next_seal(server, auditor):
    happen(server)
    company = server.sql("SELECT max(company_id) FROM med_ledger_pending")[0][0]
    connection = server.connect()
    with connection.cursor() as cursor:
        late = forge_uncommitted(cursor, company)
        happen(server, 2)
        seal(server)
        assert seal_of(server, late) is None
        newest = server.sql("SELECT max(id) FROM med_ledger_entry")[0][0]
        assert newest > late
        assert seal_of(server, newest) is not None
        connection.commit()
    connection.close()
    seal(server)
    assert seal_of(server, late) > seal_of(server, newest)
    verified(auditor)


def test_second_sealer_stands_back_and_nothing_is_lost(server, auditor):
    happen(server)
    company = server.sql("SELECT max(company_id) FROM med_ledger_pending")[0][0]
    connection = server.connect()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", (SEALER_LOCK, company))
        before = unsealed(server)
        seal(server)
        assert unsealed(server) == before
        connection.rollback()
    connection.close()
    seal(server)
    assert unsealed(server) == 0
    verified(auditor)


def test_kill_minus_nine_leaves_a_chain_that_goes_on(server, auditor):
    stopping = threading.Event()

    def work():
        while not stopping.is_set():
            try:
                happen(server)
            except (OSError, servers.RpcError):
                return

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    seal(server)
    server.kill()
    stopping.set()
    for thread in threads:
        thread.join(60)
    server.restart()
    happen(server)
    seal(server)
    assert unsealed(server) == 0
    verified(auditor)


def log_in(server, login, password):
    """Try to log in as a browser does; returns whether it worked."""
    params = {"db": server.database, "login": login, "password": password}
    request = urllib.request.Request(
        f"{server.base}/web/session/authenticate",
        data=json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return "error" not in json.load(answer)


def entries_of(server, event):
    return server.sql("SELECT user_login, res_name, facts FROM med_ledger_entry WHERE event = %s", event)


def test_failed_login_is_recorded_though_its_transaction_rolls_back(server, auditor):
    server.make_user("forgetful")
    for _ in range(3):
        assert not log_in(server, "forgetful", "wrong")
    rows = [row for row in entries_of(server, "login.failed") if row[1] == "forgetful"]
    assert len(rows) == 1
    counted = server.sql(
        "SELECT count FROM med_ledger_login WHERE user_number ="
        " (SELECT id FROM res_users WHERE login = 'forgetful') AND kind = 'login.failed'"
    )
    assert counted == [(3,)]
    verified(auditor)


def test_login_that_succeeds_is_recorded_with_its_address_apart(server, auditor):
    server.restart()  # forgets the pause after failed logins
    server.make_user("punctual")
    assert log_in(server, "punctual", "punctual")
    rows = [row for row in entries_of(server, "login.succeeded") if row[0] == "punctual"]
    assert len(rows) == 1
    assert "127.0.0.1" not in rows[0][2]
    payloads = server.sql("SELECT payload FROM med_ledger_payload ORDER BY id DESC LIMIT 1")
    assert "127.0.0.1" in payloads[0][0]
    verified(auditor)


@pytest.fixture
def other_cluster(tmp_path_factory):
    """A second PostgreSQL cluster that knows nothing of the first."""
    cluster = clusters.Cluster("ledger-k20", home=clusters.home_of("ledger-k20"))
    cluster.destroy()
    cluster.start()
    yield cluster
    cluster.destroy()


def copy_by_dump(server, target, database):
    """Dump the server's database and restore it in another cluster."""
    connection = ["-h", str(server.cluster.socket), "-p", "5432", "-U", "odoo"]
    dump = subprocess.run(
        [str(server.cluster.bin / "pg_dump"), *connection, "-Fc", server.database],
        capture_output=True,
        check=True,
    )
    target.query(f'CREATE DATABASE "{database}"')
    connection = ["-h", str(target.socket), "-p", "5432", "-U", "odoo"]
    subprocess.run(
        [str(target.bin / "pg_restore"), *connection, "--no-owner", "-d", database],
        input=dump.stdout,
        check=True,
        capture_output=True,
    )


def test_k20_restored_into_another_cluster_the_chain_verifies_and_sealing_goes_on(
    server, auditor, other_cluster
):
    happen(server, 3)
    seal(server)
    happen(server, 2)  # not sealed when the dump is taken
    before = verified(auditor)
    copy_by_dump(server, other_cluster, server.database)
    with servers.Server(other_cluster, server.database) as restored:
        client = restored.client("ledger_reader")
        after = verified(client)
        assert after["entries"] >= before["entries"]
        head = restored.sql("SELECT max(number) FROM med_ledger_seal")[0][0]
        happen(restored, 2)
        seal(restored)
        assert unsealed(restored) == 0
        assert restored.sql("SELECT max(number) FROM med_ledger_seal")[0][0] > head
        verified(client)
        with pytest.raises(Exception, match="append-only"):
            restored.sql("DELETE FROM med_ledger_entry")


def test_tampering_by_the_owner_of_the_database_is_named_over_json2(server, auditor):
    happen(server, 2)
    seal(server)
    victim = server.sql("SELECT max(entry_id) FROM med_ledger_seal_line")[0][0]
    server.sql("ALTER TABLE med_ledger_entry DISABLE TRIGGER med_append_only")
    server.sql("UPDATE med_ledger_entry SET user_name = 'somebody else' WHERE id = %s", victim)
    server.sql("ALTER TABLE med_ledger_entry ENABLE TRIGGER med_append_only")
    result = auditor.call("med.ledger.entry", "verify")
    assert (result["ok"], result["first_broken"]) == (False, victim)
