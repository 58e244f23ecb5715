"""Single sign-on with Odoo's own addons: it gives no job, is in the ledger, and is no signature."""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import re
import struct
import time

import pytest
import requests
from sso_servers import Directory, Provider, running

from devkit import server as servers
from devkit import testdb

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SIGN_UP = "auth_signup.invitation_scope"
SYSTEM = pathlib.Path("/usr/lib/python3/dist-packages")
LDAP_PARTS = ("ldap", "ldapurl.py", "ldif.py", "_ldap*", "pyasn1*", "python_ldap*")


@pytest.fixture(scope="module")
def ldap_path(tmp_path_factory):
    """A folder with Debian's python3-ldap alone (auth_ldap needs it; PyPI has its source only)."""
    folder = tmp_path_factory.mktemp("ldap")
    for pattern in LDAP_PARTS:
        for path in SYSTEM.glob(pattern):
            (folder / path.name).symlink_to(path)
    assert (folder / "ldap").exists(), "install Debian's python3-ldap (scripts/setup does)"
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(folder), before]))
    yield folder
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before


@pytest.fixture(scope="module")
def server(cluster, installed, ldap_path):
    """A server with auth_oauth and auth_ldap beside the suite."""
    database = f"med_sso_{testdb.paths.root_key()}"
    cluster.copy(installed, database)
    try:
        testdb.run_server(cluster, database, "-i", "auth_oauth,auth_ldap")
        with servers.Server(cluster, database) as process:
            yield process
    finally:
        cluster.drop(database)


@pytest.fixture(scope="module")
def provider(server):
    """The OAuth provider, entered in Odoo as an administrator would."""
    with running(Provider()) as chat:
        vals = {
            "name": "Company login",
            "client_id": "odoo",
            "auth_endpoint": f"{chat.base}/authorize",
            "validation_endpoint": f"{chat.base}/userinfo",
            "scope": "openid",
            "body": "Company login",
            "enabled": True,
        }
        boss = server.client()
        chat.number = boss.call("auth.oauth.provider", "create", vals_list=[vals])[0]
        boss.call("ir.config_parameter", "set_param", key=SIGN_UP, value="b2b")
        yield chat


@pytest.fixture(scope="module")
def head(server, provider):
    """A quality head who has no password and signs in with the provider only."""
    user = server.make_user("sso_head", "med_base.group_quality_head", lang="en_US")
    link = {"oauth_provider_id": provider.number, "oauth_uid": "head-1"}
    server.client().call("res.users", "write", ids=[user], vals=link)
    server.sql("UPDATE res_users SET password = NULL WHERE id = %s", user)
    return user


@pytest.fixture(scope="module")
def directory(server):
    """The LDAP directory; its template user holds a job, as a careless set-up would have it."""
    people = {"ldap_li": ("Li Lei", "secret-li"), "ldap_han": ("Han Mei", "secret-han")}
    with running(Directory(people)) as tree:
        template = server.make_user("sso_template", "med_base.group_quality_head")
        company = server.sql("SELECT min(id) FROM res_company")[0][0]
        vals = {
            "company": company,
            "ldap_server": "127.0.0.1",
            "ldap_server_port": tree.port,
            "ldap_base": "dc=example,dc=com",
            "ldap_filter": "(uid=%s)",
            "create_user": True,
            "user": template,
        }
        server.client().call("res.company.ldap", "create", vals_list=[vals])
        yield tree


def oauth_login(server, provider, person):
    """Press the provider's button on the login page; returns the browser's session and where it landed."""
    provider.person = person
    browser = requests.Session()
    page = browser.get(f"{server.base}/web/login", params={"db": server.database}).text
    link = re.search(rf'href="({re.escape(provider.base)}/authorize[^"]*)"', page)[1].replace("&amp;", "&")
    back = browser.get(link, allow_redirects=False).headers["Location"]
    target, _hash, fragment = back.partition("#")
    assert target == f"{server.base}/auth_oauth/signin"
    return browser, browser.get(f"{target}?{fragment}", allow_redirects=False)


def password_login(server, login, password):
    """The login form; returns the browser's session and the answer."""
    browser = requests.Session()
    page = browser.get(f"{server.base}/web/login", params={"db": server.database}).text
    form = {"csrf_token": csrf(page), "login": login, "password": password}
    return browser, browser.post(f"{server.base}/web/login", data=form, allow_redirects=False)


def csrf(page):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]


def rpc(server, browser, model, method, *arguments, **options):
    """A call of the web client with this session: result, or the error's message."""
    params = {"model": model, "method": method, "args": list(arguments), "kwargs": options}
    answer = browser.post(f"{server.base}/web/dataset/call_kw/{model}/{method}", json={"params": params})
    data = answer.json()
    return data["result"] if "result" in data else data["error"]["data"]["message"]


def jobs(server, login):
    """Names of the suite's groups that a user holds directly."""
    rows = server.sql(
        "SELECT d.name FROM res_groups_users_rel r JOIN res_users u ON u.id = r.uid"
        " JOIN ir_model_data d ON d.model = 'res.groups' AND d.res_id = r.gid AND d.module = 'med_base'"
        " WHERE u.login = %s",
        login,
    )
    return {row[0] for row in rows}


def entries(server, event, user):
    """Facts of the ledger's entries of that kind about a user."""
    rows = server.sql("SELECT facts FROM med_ledger_entry WHERE event = %s AND user_id = %s", event, user)
    return [row[0] for row in rows]


def code(steps=0):
    """The six digits of now, by RFC 6238, or of so many half minutes later (a code counts once)."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(SECRET), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


def test_x8_oauth_signs_in_the_linked_user_with_his_own_jobs_and_is_ledgered(server, provider, head):
    browser, answer = oauth_login(server, provider, {"user_id": "head-1", "email": "head@example.com"})
    assert answer.status_code == 303, answer.text
    assert "oauth_error" not in answer.headers["Location"]
    name = rpc(server, browser, "res.users", "read", [head], ["login"])
    assert name[0]["login"] == "sso_head"
    assert jobs(server, "sso_head") == {"group_quality_head"}
    assert any('"method":"oauth"' in facts for facts in entries(server, "login.succeeded", head))


def test_x8_unknown_person_of_the_provider_does_not_come_in(server, provider):
    browser, answer = oauth_login(server, provider, {"user_id": "stranger", "email": "stranger@example.com"})
    assert "oauth_error" in answer.headers["Location"]
    assert server.sql("SELECT 1 FROM res_users WHERE login = 'stranger@example.com'") == []
    assert "Session" in rpc(server, browser, "res.users", "search_count", [])


def test_x8_free_sign_up_by_oauth_gives_no_job(server, provider):
    boss = server.client()
    boss.call("ir.config_parameter", "set_param", key=SIGN_UP, value="b2c")
    try:
        oauth_login(server, provider, {"user_id": "free", "email": "free@example.com", "name": "Free"})
    finally:
        boss.call("ir.config_parameter", "set_param", key=SIGN_UP, value="b2b")
    assert server.sql("SELECT share FROM res_users WHERE login = 'free@example.com'") == [(True,)]
    assert jobs(server, "free@example.com") == set()


def test_x8_false_token_is_refused(server, provider):
    state = json.dumps({"d": server.database, "p": provider.number, "r": "x"})
    answer = requests.get(
        f"{server.base}/auth_oauth/signin",
        params={"access_token": "guessed", "state": state},
        allow_redirects=False,
    )
    assert "oauth_error" in answer.headers["Location"]


def test_x8_user_without_password_must_have_a_second_factor_to_sign(server, provider, head):
    person = {"user_id": "head-1", "email": "head@example.com"}
    browser, _answer = oauth_login(server, provider, person)
    review = rpc(server, browser, "med.access.review", "create", [{}])[0]
    rpc(server, browser, "med.access.review", "action_fill", [review])
    rpc(server, browser, "med.access.review", "action_keep_all", [review])
    told = rpc(server, browser, "med.access.review", "action_open_sign", [review])
    assert "two-factor authentication" in told
    server.sql("UPDATE res_users SET totp_secret = %s WHERE id = %s", SECRET, head)
    server.restart()  # it keeps what it knows of users
    browser, answer = oauth_login(server, provider, person)
    assert "/web/login/totp" in answer.headers["Location"]
    page = browser.get(f"{server.base}/web/login/totp").text
    form = {"csrf_token": csrf(page), "totp_token": code()}
    browser.post(f"{server.base}/web/login/totp", data=form, allow_redirects=False)
    dialog = rpc(server, browser, "med.access.review", "action_open_sign", [review])
    wrong = rpc(server, browser, "med.sign.wizard", "action_sign", [dialog["res_id"]], secret="000000")
    assert wrong["res_model"] == "med.sign.wizard"
    done = rpc(server, browser, "med.sign.wizard", "action_sign", [dialog["res_id"]], secret=code(1))
    assert done["infos"] == {"signed": True}, done
    rows = server.sql("SELECT state, done_by_id FROM med_access_review WHERE id = %s", review)
    assert rows == [("done", head)]
    assert server.sql("SELECT means FROM med_signature WHERE user_id = %s", head) == [("totp",)]


def test_x8_ldap_makes_the_user_without_the_jobs_of_its_template(server, directory):
    browser, answer = password_login(server, "ldap_li", "secret-li")
    assert answer.status_code == 303, answer.text[:500]
    rows = server.sql("SELECT id, password, share FROM res_users WHERE login = 'ldap_li'")
    assert len(rows) == 1
    user, stored, share = rows[0]
    assert (stored, share) == (None, False)
    assert jobs(server, "ldap_li") == set()
    assert jobs(server, "sso_template") == {"group_quality_head"}
    assert any('"method":"ldap"' in facts for facts in entries(server, "login.succeeded", user))
    assert isinstance(rpc(server, browser, "res.users", "search_count", []), int)


def test_x8_ldap_password_is_checked_by_the_directory_each_time(server, directory):
    password_login(server, "ldap_han", "secret-han")
    user = server.sql("SELECT id FROM res_users WHERE login = 'ldap_han'")[0][0]
    _browser, answer = password_login(server, "ldap_han", "wrong")
    assert answer.status_code == 200
    directory.people["ldap_han"] = ("Han Mei", "changed")
    assert password_login(server, "ldap_han", "secret-han")[1].status_code == 200
    assert password_login(server, "ldap_han", "changed")[1].status_code == 303
    counted = "SELECT count FROM med_ledger_login WHERE kind = 'login.failed' AND user_number = %s"
    assert server.sql(counted, user)[0][0] >= 1


def test_x8_job_of_a_directory_user_is_requested_and_granted_like_any_other(server, directory):
    server.make_user("sso_granter", "med_base.group_quality_head")
    password_login(server, "ldap_li", "secret-li")
    user = server.sql("SELECT id FROM res_users WHERE login = 'ldap_li'")[0][0]
    boss = server.client()
    with pytest.raises(servers.RpcError):
        boss.call(
            "res.users", "write", ids=[user], vals={"group_ids": [[4, server.ref("med_base.group_sales")]]}
        )
    grant = boss.call("med.role.grant", "action_request", user_id=user, role_code="sales", reason="new")
    granted = grant if isinstance(grant, list) else [grant]
    server.client("sso_granter").call("med.role.grant", "action_grant", ids=granted)
    assert jobs(server, "ldap_li") == {"group_sales"}
