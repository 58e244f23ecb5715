"""Waivers with real commits: two decide at once, by two sessions."""

import concurrent.futures
import datetime
import http.cookiejar
import json
import threading
import urllib.request

import pytest

WAIVER = "med.gate.waiver"
CHECK = "device_class_missing"


class Session:
    """A person signed in with the browser; signing takes no API key."""

    def __init__(self, server, login):
        self.base = server.base
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        self.post("/web/session/authenticate", db=server.database, login=login, password=login)

    def post(self, path, **params):
        """The result, or the server's message as an error."""
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.base + path, data=body, headers=headers)
        with self.opener.open(request, timeout=120) as answer:
            told = json.load(answer)
        if "error" in told:
            raise PermissionError(told["error"]["data"]["message"])
        return told["result"]

    def call(self, model, method, *args):
        """Call a method as the screen does."""
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self.post(path, model=model, method=method, args=args, kwargs={})


@pytest.fixture(scope="module")
def house(server):
    """A live company where two quality heads may waive a missing class."""
    head = server.ref("med_base.group_quality_head")
    server.sql("UPDATE res_company SET med_mode = 'live'")
    server.sql("UPDATE med_gate_check SET waiver_group_id = %s WHERE code = %s", head, CHECK)
    server.make_user("w_sales", "med_base.group_sales")
    for login in ("w_head1", "w_head2"):
        server.make_user(login, "med_base.group_quality_head")
    return server


def _asked(house):
    """A waiver that waits for a decision: its number."""
    boss, sales = house.client(), house.client("w_sales")
    partner = boss.call("res.partner", "create", vals_list=[{"name": "W 医疗"}])[0]
    vals = {"name": "W 无分类器械", "type": "consu", "is_medical_device": True}
    product = boss.call("product.product", "create", vals_list=[vals])[0]
    line = [0, 0, {"product_id": product, "product_uom_qty": 1}]
    order = sales.call("sale.order", "create", vals_list=[{"partner_id": partner, "order_line": [line]}])[0]
    findings = sales.call("sale.order", "action_gate_check", ids=[order], stage="confirm")
    digest = next(f["digest"] for f in findings if f["check"] == CHECK)
    vals = {"res_model": "sale.order", "res_id": order, "check_code": CHECK, "digest": digest}
    waiver = sales.call(WAIVER, "create", vals_list=[vals])[0]
    until = str(datetime.date.today() + datetime.timedelta(days=3))
    sales.call(WAIVER, "action_request", ids=[waiver], reason="courier is late", valid_until=until)
    return waiver


def _grant(session, waiver, login):
    """Open the signing dialog now; the returned function signs."""
    dialog = session.call(WAIVER, "action_open_grant", [waiver])["res_id"]
    return lambda: session.call("med.sign.wizard", "action_sign", [dialog], login)


def _at_once(*presses):
    """Run all at the same moment; each answer is ``True`` or what was told."""
    barrier = threading.Barrier(len(presses))

    def press(decide):
        barrier.wait(30)
        try:
            decide()
        except PermissionError as error:
            return str(error)
        return True

    with concurrent.futures.ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(press, presses))


def _decisions(house, waiver):
    return house.sql(
        "SELECT event, user_login FROM med_ledger_entry WHERE res_model = %s AND res_id = %s"
        " AND event IN ('gate.waiver_granted', 'gate.waiver_refused')",
        WAIVER,
        waiver,
    )


def _signatures(house):
    return house.sql("SELECT count(*) FROM med_signature WHERE res_model = %s", WAIVER)[0][0]


def test_k12_two_grants_at_once_make_one_decision(house):
    sessions = {login: Session(house, login) for login in ("w_head1", "w_head2")}
    for _round in range(3):
        waiver, before = _asked(house), _signatures(house)
        presses = [_grant(session, waiver, login) for login, session in sessions.items()]
        answers = _at_once(*presses)
        assert answers.count(True) == 1, answers
        decisions = _decisions(house, waiver)
        assert [event for event, _login in decisions] == ["gate.waiver_granted"]
        rows = house.sql(
            "SELECT w.state, u.login FROM med_gate_waiver w JOIN res_users u ON u.id = w.granted_by_id"
            " WHERE w.id = %s",
            waiver,
        )
        assert rows == [("granted", decisions[0][1])]
        assert _signatures(house) == before + 1, "who came too late has signed nothing"


def test_k12_two_windows_of_one_person_grant_once(house):
    waiver = _asked(house)
    presses = [_grant(Session(house, "w_head1"), waiver, "w_head1") for _window in range(2)]
    answers = _at_once(*presses)
    assert answers.count(True) == 1, answers
    assert len(_decisions(house, waiver)) == 1


def test_k12_grant_and_refusal_at_once_leave_one_of_them(house):
    granter, refuser = Session(house, "w_head1"), Session(house, "w_head2")
    waiver = _asked(house)
    answers = _at_once(
        _grant(granter, waiver, "w_head1"),
        lambda: refuser.call(WAIVER, "action_refuse", [waiver], "no class, no sale"),
    )
    assert answers.count(True) == 1, answers
    (event, login), *more = _decisions(house, waiver)
    state = house.sql("SELECT state FROM med_gate_waiver WHERE id = %s", waiver)[0][0]
    assert not more
    assert (event, login) in (("gate.waiver_granted", "w_head1"), ("gate.waiver_refused", "w_head2"))
    assert event == f"gate.waiver_{state}"
