"""The file of a party, with real commits: two reviewers press at once, content changed behind the back."""

import base64
import concurrent.futures
import datetime
import io
import time

import pytest
from reportlab.pdfgen.canvas import Canvas

DOSSIER = "med.dossier"
PAPER = "med.credential"
CODES = ("91330203MA7TR4H373", "91350102MA4YU8R53Y")


@pytest.fixture(scope="module")
def house(server):
    """A small live company with two quality heads and a salesperson."""
    server.sql("UPDATE res_company SET med_mode = 'live', med_approval_size = 'small'")
    server.make_user("d_sales", "med_base.group_sales")
    for login in ("d_head1", "d_head2"):
        server.make_user(login, "med_base.group_quality_head")
    return server


def _scan(text):
    """Bytes of a PDF that opens, other ones for each text."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 720, text)
    canvas.save()
    return buffer.getvalue()


def _paper(house, sales, partner, code, **vals):
    scan = base64.b64encode(_scan(code)).decode()
    file = sales.call(
        "ir.attachment",
        "create",
        vals_list=[{"name": f"{code}.pdf", "datas": scan, "res_model": PAPER}],
    )[0]
    start = datetime.date.today() - datetime.timedelta(100)
    base = {
        "type_id": house.ref(f"med_qualification.credential_type_{code}"),
        "partner_id": partner,
        "issuer": "Office",
        "holder_name": "Two reviewers",
        "legal_representative": "Wang Wu",
        "address": "Road 1",
        "date_issued": str(start),
        "date_valid_from": str(start),
        "date_valid_to": str(start + datetime.timedelta(900)),
        "attachment_ids": [[4, file]],
    }
    return sales.call(PAPER, "create", vals_list=[{**base, **vals}])[0]


def _submitted(house, code):
    """A file under review: its number and that of its business licence."""
    boss, sales = house.client(), house.client("d_sales")
    kind = house.ref("med_base.party_type_distributor")
    vals = {"name": "Two reviewers", "is_company": True, "med_party_type_id": kind, "med_uscc": code}
    partner = boss.call("res.partner", "create", vals_list=[vals])[0]
    dossier = sales.call(DOSSIER, "create", vals_list=[{"partner_id": partner, "direction": "customer"}])[0]
    licence = _paper(house, sales, partner, "business_licence", number=code)
    sales.call(DOSSIER, "action_submit", ids=[dossier])
    return dossier, licence


def _press(client, method, dossier, **values):
    try:
        client.call(DOSSIER, method, ids=[dossier], **values)
        return True
    except Exception as error:  # what each of them was told is the subject
        return str(error)


def test_two_reviewers_at_once_make_one_decision_and_the_second_is_told(house):
    dossier, _licence = _submitted(house, CODES[0])
    heads = [house.client(login) for login in ("d_head1", "d_head2")]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        approve = pool.submit(_press, heads[0], "action_approve", dossier)
        give_back = pool.submit(_press, heads[1], "action_return", dossier, reason="Scan unreadable")
        answers = [approve.result(), give_back.result()]
    assert answers.count(True) == 1, answers
    told = next(answer for answer in answers if answer is not True)
    assert "not waiting" in told, told
    state = house.sql("SELECT state FROM med_dossier WHERE id = %s", dossier)[0][0]
    assert state == ("qualified" if answers[0] is True else "draft")
    kinds = house.sql(
        "SELECT kind FROM med_approval_decision WHERE res_model = %s AND res_id = %s ORDER BY id",
        DOSSIER,
        dossier,
    )
    assert len(kinds) == 2


def test_a_paper_changed_by_sql_is_ledgered_once_whoever_meets_it(house):
    dossier, licence = _submitted(house, CODES[1])
    house.client("d_head1").call(DOSSIER, "action_approve", ids=[dossier])
    house.sql("UPDATE med_credential SET number = 'X1' WHERE id = %s", licence)
    partner = house.sql("SELECT partner_id FROM med_dossier WHERE id = %s", dossier)[0][0]
    product = house.client().call(
        "product.product",
        "create",
        vals_list=[{"name": "Device", "type": "consu", "is_medical_device": True}],
    )[0]
    line = [0, 0, {"product_id": product, "product_uom_qty": 1}]
    sales = house.client("d_sales")
    order = sales.call("sale.order", "create", vals_list=[{"partner_id": partner, "order_line": [line]}])[0]
    for _attempt in range(3):
        answer = None
        try:
            sales.call("sale.order", "action_confirm", ids=[order])
        except Exception as error:  # the words of the refusal are the subject
            answer = str(error)
        assert "differs from what was approved" in answer, answer
    for _wait in range(20):
        events = _altered(house, licence)
        if events:
            break
        time.sleep(0.2)
    assert events == 1


def _altered(house, paper):
    return house.sql(
        "SELECT count(*) FROM med_ledger_entry WHERE event = 'credential.altered' AND res_id = %s", paper
    )[0][0]
