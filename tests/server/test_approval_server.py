"""Approvals where it matters that commits are real: two press at once, refusals that stay."""

import concurrent.futures

import pytest

CHANGE = "med.device.change"
REQUEST = "med.approval.request"
PRESSES = 8


@pytest.fixture(scope="module")
def house(server):
    """Two heads, an applicant, and the route of the shipped device change."""
    server.make_user("head1", "med_base.group_quality_head")
    server.make_user("head2", "med_base.group_quality_head")
    server.make_user("applicant", "med_base.group_quality_officer")
    return server


def _submitted(house):
    """A device change that waits for a quality head: its number."""
    boss, applicant = house.client(), house.client("applicant")
    product = boss.call(
        "product.template", "create", vals_list=[{"name": "Tape", "is_medical_device": True}]
    )[0]
    change = applicant.call(
        CHANGE, "create", vals_list=[{"product_tmpl_id": product, "reason": "office tape"}]
    )[0]
    applicant.call(CHANGE, "action_submit", ids=[change])
    return change


def _kinds(house, change):
    rows = house.sql(
        "SELECT kind FROM med_approval_decision WHERE res_model = %s AND res_id = %s ORDER BY id",
        CHANGE,
        change,
    )
    return [row[0] for row in rows]


def _press(client, change):
    try:
        client.call(CHANGE, "action_approve", ids=[change])
        return "approved"
    except Exception as error:  # what each of them was told is the subject
        return str(error)


def test_several_approvers_at_once_make_one_decision(house):
    change = _submitted(house)
    clients = [house.client(f"head{1 + number % 2}") for number in range(PRESSES)]
    with concurrent.futures.ThreadPoolExecutor(PRESSES) as pool:
        answers = list(pool.map(lambda client: _press(client, change), clients))
    assert answers.count("approved") == 1
    assert all("not waiting" in a for a in answers if a != "approved"), answers
    assert _kinds(house, change) == ["submitted", "approved"]


def test_two_submissions_at_once_make_one_request(house):
    change = _submitted(house)
    applicant = house.client("applicant")
    applicant.call(CHANGE, "action_withdraw", ids=[change])

    def submit(_number):
        try:
            applicant.call(CHANGE, "action_submit", ids=[change])
            return True
        except Exception:  # house: ok, the others are refused, in whatever words
            return False

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        done = list(pool.map(submit, range(4)))
    assert done.count(True) == 1
    pending = house.sql(
        "SELECT count(*) FROM med_approval_request"
        " WHERE res_model = %s AND res_id = %s AND state = 'pending'",
        CHANGE,
        change,
    )
    assert pending[0][0] == 1


def test_a_decision_on_changed_content_is_refused_and_stays_void(house):
    change = _submitted(house)
    house.sql("UPDATE med_device_change SET reason = 'slipped in' WHERE id = %s", change)
    answer = _press(house.client("head1"), change)
    assert "slipped in" in answer
    state = house.sql(
        "SELECT state FROM med_approval_request WHERE res_model = %s AND res_id = %s",
        CHANGE,
        change,
    )
    assert state[0][0] == "void"
    assert _kinds(house, change) == ["submitted", "voided"]
