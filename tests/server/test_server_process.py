"""The ground the other tests of this folder stand on: keys, commits, crashes."""

import pytest

from devkit import server as servers


def test_wrong_key_is_refused(server):
    stranger = servers.Client(server.base, server.database, "0" * 40)
    with pytest.raises(servers.RpcError) as refusal:
        stranger.call("res.partner", "search_count", domain=[])
    assert refusal.value.status == 401


def test_plain_user_cannot_do_what_only_the_administrator_may(server):
    server.make_user("clerk")
    with pytest.raises(servers.RpcError) as refusal:
        server.client("clerk").call("res.users", "create", vals_list=[{"name": "x", "login": "x"}])
    assert refusal.value.status == 403


def test_committed_data_outlives_kill_minus_nine(server):
    partner = server.client().call("res.partner", "create", vals_list=[{"name": "Outliving"}])
    server.kill()
    assert not server.answers()
    server.restart()
    assert server.client().call("res.partner", "read", ids=partner, fields=["name"])[0]["name"] == "Outliving"
    assert server.sql("SELECT count(*) FROM res_partner WHERE name = %s", "Outliving") == [(1,)]
