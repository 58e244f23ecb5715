"""Scene 9: quality at home: an import with undo, a party that changed, a letter, the digest."""

import base64

from . import invented, sheet

HEADS = ("企业名称", "统一社会信用代码", "单位类型", "往来方向", "证照类型")
HEADS += ("证照编号", "发证机关", "有效期起", "有效期至")
OLD, NEW = "顾明禾", "沈知远"
NINGBO = "91330203MA7TR4H373"


def perform(play):
    """What quality does besides orders."""
    play.stage.scene("九、质量管理的日常:导入与撤销、重新审核、授权书、每日汇总")
    take_in(play)
    changed(play)
    letter(play)
    digest(play)


def take_in(play):
    """Two old parties and a broken row from a sheet: looked at, taken in, taken back."""
    officer, stage = play.quality_officer, play.stage
    content = base64.b64encode(table(play)).decode()
    run = officer.create("med.import.run", kind="partner", sheet=content, sheet_name="老客户.xlsx")
    officer.call("med.import.run", "action_check", run)
    row = officer.read("med.import.run", run, "name", "state", "new_count", "refused_count")
    stage.does(officer, f"上传老客户表 {row['name']},先检查不写入")
    stage.expect(
        (row["state"], row["new_count"], row["refused_count"]) == ("checked", 2, 1),
        f"应为 2 行新增、1 行拒收:{row}",
    )
    refused = officer.search(
        "med.import.line", [["run_id", "=", run], ["action", "=", "refused"]], "row_no", "message"
    )[0]
    stage.note(f"第 {refused['row_no']} 行拒收:{refused['message']}")
    officer.call("med.import.run", "action_start", run)
    stage.expect(len(imported(play)) == 2, f"应新增 2 个单位:{imported(play)}")
    stage.outcome("2 个单位和各自的证照草稿已建,没有一份自动通过")
    officer.call("med.import.run", "action_undo", run)
    row = officer.read("med.import.run", run, "state", "kept_count")
    stage.expect(row == {"id": run, "state": "undone", "kept_count": 0}, f"应全部撤销:{row}")
    stage.expect(not imported(play), f"撤销后不应留下单位:{imported(play)}")
    stage.does(officer, "发现表格拿错了,整批撤销")
    stage.outcome("新增的都已移除,台账里留有导入和撤销")


def names(play):
    """The parties of the sheet."""
    return [f"旧系统客户{letter} 第{play.run}场" for letter in "甲乙"]


def table(play):
    """The sheet: two parties with a business licence, and one whose code cannot be."""
    rows = [HEADS]
    for place, name in enumerate(names(play)):
        code = invented.old_code(play.run, place)
        paper = ("营业执照", code, "苏州市市场监督管理局", "2019-03-01", "长期")
        rows.append((name, code, "经销商", "客户", *paper))
    rows.append((f"旧系统客户丙 第{play.run}场", "91320505MA3LW0000Z", "经销商", "客户", "", "", "", "", ""))
    return sheet.xlsx(rows)


def imported(play):
    """Parties of the sheet that are there."""
    return play.quality_officer.search("res.partner", [["name", "in", names(play)]], "name")


def changed(play):
    """The dealer's legal representative is another: its file is reviewed again in time."""
    officer, stage, file = play.quality_officer, play.stage, play.ids["dossier"]
    officer.call("res.partner", "write", play.ids["dealer"], vals={"med_legal_representative": NEW})
    stage.does(officer, f"{play.dealer_name} 的法定代表人由 {OLD} 变更为 {NEW}")
    rows = officer.search(
        "med.dossier.requalification",
        [["dossier_id", "=", file], ["state", "=", "open"]],
        "reason_code",
        "detail",
        "due_on",
    )
    stage.expect(
        [row["reason_code"] for row in rows] == ["legal_representative"] and NEW in rows[0]["detail"],
        f"应只有一条待重审(法定代表人变更):{rows}",
    )
    stage.note(f"{rows[0]['detail']};{rows[0]['due_on']} 前可继续交易")
    findings = play.findings(play.sales, "sale.order", play.ids["copy"])
    stage.expect(not findings, f"重审期间不应拦截:{findings}")
    play.sales.call("med.dossier", "action_submit", file)
    stage.does(play.sales, f"重新提交 {play.dealer_name} 的档案")
    play.approve("med.dossier", file, f"{play.dealer_name} 的重新审核")
    row = officer.read("med.dossier", file, "state", "requalify_text", "review_on")
    stage.expect(row["state"] == "qualified" and not row["requalify_text"], f"重审后应为合格,不再待审:{row}")
    stage.outcome(f"重新审核完成,下次复审 {row['review_on']}")


def letter(play):
    """何涛 gets a letter of authorisation; it is called in again."""
    officer, stage = play.quality_officer, play.stage
    wizard = officer.create("med.own.letter", user_id=play.sales.id)
    paper = officer.call("med.own.letter", "action_make", wizard)["res_id"]
    row = officer.read("med.credential", paper, "number", "authorised_identity")
    identity = row["authorised_identity"]
    stage.does(officer, f"为 {play.sales.name} 开具销售人员授权书 {row['number']}({identity})")
    stage.expect("*" in identity, f"身份证号应脱敏:{row}")
    stage.refused(
        "销售员自己开授权书",
        lambda: play.sales.call(
            "med.own.letter", "action_make", play.sales.create("med.own.letter", user_id=play.sales.id)
        ),
    )
    scan(play, paper)
    officer.call("med.credential", "action_submit", paper)
    play.quality_head.call("med.credential", "action_approve", paper, comment="演示:已盖章")
    row = officer.read("med.credential", paper, "state", "date_valid_to")
    stage.expect(row["state"] == "valid", f"授权书应已生效:{row}")
    stage.outcome(f"授权书生效,至 {row['date_valid_to']}")
    officer.call("med.credential", "action_revoke", paper, reason="演示:调换销售区域")
    row = officer.read("med.credential", paper, "state")
    stage.expect(row["state"] == "revoked", f"授权书应已收回:{row}")
    stage.does(officer, "调换区域,收回授权书;到期或人员离职时系统自动终止")


def scan(play, paper):
    """The signed letter as a file, where the server prints none."""
    officer = play.quality_officer
    if not officer.read("med.credential", paper, "attachment_ids")["attachment_ids"]:
        file = officer.create(
            "ir.attachment", name="授权书.png", datas=base64.b64encode(play.photo()).decode()
        )
        officer.call("med.credential", "write", paper, vals={"attachment_ids": [[4, file, 0]]})


def digest(play):
    """The nightly run: what ends or is missing goes to the one who answers for it."""
    stage = play.stage
    job = reminders(play)
    for _night in range(2):
        play.admin.call("ir.cron", "method_direct_trigger", job)
    rows = play.sales.search(
        "med.reminder.digest",
        [["user_id", "=", play.sales.id], ["day", "=", play.day(0)]],
        "name",
        "expired_count",
        "expiring_count",
        "missing_count",
    )
    stage.expect(len(rows) == 1, f"每人每天应只有一份汇总:{rows}")
    row = rows[0]
    stage.line(f"  每夜任务:给 {play.sales.name} 一份汇总“{row['name']}”")
    stage.expect(row["expired_count"] and row["expiring_count"], f"应列出过期与临期:{row}")
    stage.note(
        f"过期 {row['expired_count']} 份、临期 {row['expiring_count']} 份、缺少 {row['missing_count']} 份"
    )
    board = play.sales.search("med.paper.todo", [["partner_id", "=", play.party(NINGBO)]], "kind")
    stage.expect("expiring" in {line["kind"] for line in board}, f"宁波海畅应在临期清单:{board}")
    stage.outcome("再跑一次也只有一份;点开即到证照,一键发上传链接")


def reminders(play):
    """Id of the scheduled job."""
    rows = play.admin.search(
        "ir.model.data",
        [["module", "=", "med_qualification"], ["name", "=", "ir_cron_reminders"]],
        "res_id",
    )
    return rows[0]["res_id"]
