"""Scene: something is wrong with goods; nothing closes by the interface, nothing closes empty."""


def perform(play):
    """Reported by the warehouse, contained at once, decided by quality."""
    play.stage.scene("不合格品:上报即暂停,没有事实不结案")
    case = report(play)
    empty(play, case)
    decide(play, case)


def report(play):
    """An exception in the work, reported by whoever sees it."""
    keeper, stage = play.receiver, play.stage
    wizard = keeper.create(
        "med.nc.report",
        kind="deviation",
        reason=f"第{play.run}场:收货单漏附合格证",
        severity="minor",
        description="到货三箱,第二箱内没有合格证",
        containment="第二箱留在待验区,已通知供货者补寄",
    )
    number = keeper.call("med.nc.report", "action_report", wizard)["res_id"]
    name = keeper.read("med.nonconformity", number, "name")["name"]
    stage.does(keeper, f"上报异常 {name}:收货单漏附合格证")
    stage.outcome(f"{name} 已建立,责任人是质量负责人,他的待办里多了一条")
    return number


def empty(play, case):
    """Ways to close it that do not exist."""
    officer, stage = play.quality_officer, play.stage
    stage.refused(
        "通过接口直接写“已结案”",
        lambda: officer.call("med.nonconformity", "write", case, vals={"state": "done"}),
    )
    officer.call("med.nonconformity", "action_contain", case)
    stage.does(officer, "确认临时措施有效")
    stage.refused(
        "没有原因和纠正措施就定案", lambda: officer.call("med.nonconformity", "action_decide", case)
    )


def decide(play, case):
    """With every fact it is settled; the closing itself must be signed in the browser."""
    officer, stage = play.quality_officer, play.stage
    cause = play.find("med.nc.cause", [["code", "=", "supplier_papers"]], "supplier_papers")
    vals = {
        "cause_id": cause,
        "root_cause": "供货者换了发货员,没有随货清单",
        "correction": "合格证已补寄到位,供货者发货清单增加合格证一栏",
    }
    officer.call("med.nonconformity", "write", case, vals=vals)
    officer.call("med.nonconformity", "action_decide", case)
    stage.does(officer, "写明原因与纠正,定案")
    stage.refused("没有签名的结案", lambda: officer.call("med.nonconformity", "action_close", case))
    state = officer.read("med.nonconformity", case, "state")["state"]
    stage.expect(state == "decided", f"不合格应仍在等待结案,实际为 {state}")
    stage.outcome("结案须由责任人以外的质量人员在浏览器中签名")
