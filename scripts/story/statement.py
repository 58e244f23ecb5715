"""Statements of account: made at once, answered over a link, the difference noted line by line."""

import re

from .visitor import Visitor

QIANJIANG = "12330108470012356W"
YUEZHOU = "52330110MJ912K0379"


def perform(play):
    """丁小芳 makes and sends, one customer confirms, the other ticks what differs."""
    play.stage.scene("十、对账:不用密码,手机上确认或逐笔提出差异")
    statements = make(play)
    agree(play, statements[0])
    if len(statements) > 1:
        differ(play, statements[1])


def make(play):
    """Statements of two hospitals as of a day of this run's own."""
    clerk, stage = play.billing, play.stage
    parties = [play.party(QIANJIANG), play.party(YUEZHOU)]
    run = clerk.create(
        "med.credit.statement.run", date_to=play.day(1 - play.run), partner_ids=[[6, 0, parties]]
    )
    clerk.call("med.credit.statement.run", "action_start", run)
    row = clerk.read("med.credit.statement.run", run, "statement_count", "progress", "state")
    stage.expect(row["state"] == "done" and row["statement_count"], f"对账单应已生成:{row}")
    stage.does(clerk, f"一次生成 {row['statement_count']} 份对账单")
    return clerk.search(
        "med.credit.statement", [["run_id", "=", run]], "name", "balance", "partner_id", order="id"
    )


def _page(play, statement):
    """The customer's phone with the page of this statement open."""
    action = play.billing.call("med.credit.statement", "action_copy_link", statement["id"])
    url = action["context"]["default_line_ids"][0][2]["url"]
    phone = Visitor(play.base)
    phone.open(url)
    play.stage.expect(phone.status == 200 and statement["name"] in phone.text, "链接应打开对账单")
    return phone


def _name(play, statement):
    return play.billing.read("res.partner", statement["partner_id"], "name")["name"]


def _digest(phone):
    return re.search(r'name="digest" value="([0-9a-f]+)"', phone.text)[1]


def agree(play, statement):
    """Confirmed once; pressing again changes nothing."""
    stage, phone = play.stage, _page(play, statement)
    answer = {"decision": "agree", "digest": _digest(phone), "name": "王会计"}
    phone.post("answer", answer)
    stage.line(f"  {_name(play, statement)}:手机打开链接(不用密码),核对 {statement['name']} 后确认")
    phone.post("answer", {**answer, "decision": "differ", "their_balance": "1"})
    row = play.billing.read("med.credit.statement", statement["id"], "state", "answered_by")
    stage.expect(row["state"] == "confirmed", f"应保持已确认:{row}")
    stage.outcome("已确认;再次提交或改数字都不起作用")


def differ(play, statement):
    """One item is lower on the customer's books."""
    stage, phone = play.stage, _page(play, statement)
    item = re.search(r'name="differs_(\d+)"', phone.text)[1]
    phone.post(
        "answer",
        {
            "decision": "differ",
            "digest": _digest(phone),
            "name": "沈会计",
            f"differs_{item}": "1",
            f"amount_{item}": "100.00",
            f"note_{item}": "我方已退回一盒",
        },
    )
    stage.line(f"  {_name(play, statement)}:勾选一笔不符,写明贵方金额和原因")
    row = play.billing.read("med.credit.statement", statement["id"], "state", "difference_count")
    stage.expect((row["state"], row["difference_count"]) == ("differs", 1), f"应记下一笔差异:{row}")
    stage.outcome("差异成为开票员的待办,处理结果写回对账单")
