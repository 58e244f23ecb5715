"""Scene of storage: rooms read, a cold store too warm, goods on hold, assessed and released."""

import datetime

COLD = "K4"


def perform(play):
    """Round, bad rows, excursion, hold, assessment, release."""
    play.stage.scene("十、储存与温控:超温自动暂停,评估后放行")
    rounds(play)
    excursion = too_warm(play)
    assessed(play, excursion)


def moment(minutes):
    """ISO text of so many minutes ago, UTC."""
    now = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=minutes)
    return now.strftime("%Y-%m-%d %H:%M:%S")


def rounds(play):
    """吴志强 reads four rooms on one screen; what cannot be true is refused row by row."""
    keeper, stage = play.keeper, play.stage
    areas = keeper.call("med.storage.area", "round_data")["areas"]
    stage.expect(len(areas) >= 4, f"应有四个库房:{areas}")
    rows = [{"area": area["id"], "temperature": sum(area["temperature"]) / 2} for area in areas]
    for row, area in zip(rows, areas, strict=True):
        if area["humidity"]:
            row["humidity"] = sum(area["humidity"]) / 2
    result = keeper.call("med.storage.reading", "record_round", rows=rows)
    stage.expect(result["accepted"] == len(areas), f"应全部记录:{result}")
    stage.does(keeper, f"一屏录入 {len(areas)} 个库房的温湿度")
    bad = [
        {"area": COLD, "read_at": moment(3), "temperature": "NaN"},
        {"area": COLD, "read_at": "2999-01-01 08:00:00", "temperature": 5},
    ]
    refused = keeper.call("med.storage.reading", "record", rows=bad)["refused"]
    stage.expect([row["code"] for row in refused] == ["not_number", "future"], f"应逐行拒收:{refused}")
    for row in refused:
        stage.note(f"第 {row['row'] + 1} 行拒收:{row['message']}")


def too_warm(play):
    """A reading of 11.6 °C: what lies there is on hold at once."""
    keeper, stage = play.keeper, play.stage
    rows = [{"area": COLD, "read_at": moment(-0.05), "temperature": 11.6}]
    found = keeper.call("med.storage.reading", "record", rows=rows)["excursions"]
    stage.expect(len(found) == 1, f"应产生一条超限:{found}")
    row = keeper.read("med.storage.excursion", found[0], "name", "peak", "lot_count", "held_count")
    stage.does(keeper, f"冷藏柜记录 {row['peak']} ℃,系统生成超限 {row['name']}")
    stage.outcome(f"当时在库的 {row['lot_count']} 个批次自动暂停")
    return found[0]


def assessed(play, excursion):
    """许萌 decides on cause and mean kinetic temperature, once the place is cold again."""
    officer, keeper, stage = play.quality_officer, play.keeper, play.stage
    release = ("med.storage.excursion", "action_release", excursion)
    stage.refused("保管员自己放行", lambda: keeper.call(*release))
    stage.refused("没有评估就放行", lambda: officer.call(*release))
    values = {"cause": "door", "assessment": "厂家资料:25 ℃ 以下累计不超过 24 小时,质量不受影响"}
    officer.call("med.storage.excursion", "write", excursion, vals=values)
    stage.refused("冷藏柜还在超温时放行", lambda: officer.call(*release))
    # later than the warm reading, however fast the play is
    cold = {"area": COLD, "read_at": moment(-0.15), "temperature": 5.1}
    keeper.call("med.storage.reading", "record", rows=[cold])
    officer.call(*release)
    row = officer.read("med.storage.excursion", excursion, "name", "state", "mkt", "held_count")
    stage.expect((row["state"], row["held_count"]) == ("released", 0), f"应已放行:{row}")
    stage.does(officer, f"评估 {row['name']}:平均动力学温度 {row['mkt']:.1f} ℃,放行")
    stage.outcome("暂停解除,原因与依据留在台账")
