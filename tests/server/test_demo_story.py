"""`make demo` against a real server: every outcome as told, twice, and nothing earlier changed."""

import os
import subprocess
import sys

import pytest

from devkit import demo, paths
from devkit import server as servers

EXPECTED = (
    "杭州康泽医疗器械有限公司:正式运行",
    "许萌:初审通过 苏州禾瑞医疗 第{run}场 的档案",
    "顾雯:批准 苏州禾瑞医疗 第{run}场 的档案",
    "自己批准自己提交的档案被拒绝",
    "已确认,只提醒不拦截",
    "开订单",
    "无菌敷贴",
    "法定要求的特批被拒绝",
    "已确认(接骨板、纱布)",
    "加行被拒绝",
    "换客户被拒绝",
    "重新校验,合格,放行并留痕",
    "只有初审,副本被拒绝",
    "的拦截已消失,何涛 收到通知",
    "福州闽康医疗器械有限公司",
    "没有签名的特批被拒绝",
    "监护仪 批号",
    "已出库",
    "台账核验通过",
    "2 个单位和各自的证照草稿已建",
    "整批撤销",
    "法定代表人: 顾明禾 → 沈知远",
    "批准 苏州禾瑞医疗 第{run}场 的重新审核",
    "销售员自己开授权书被拒绝",
    "授权书生效",
    "给 何涛 一份汇总",
    "自己放行自己的订单被拒绝",
    "沈立军:手机上批准本单",
    "发货时不再因同一原因拦截",
    "第 {run} 场演完",
)
FINGERPRINT = """
    SELECT 'partner', count(*), md5(string_agg(id || name || write_date, ',' ORDER BY id))
      FROM res_partner WHERE id <= %s AND is_company
    UNION SELECT 'order', count(*), md5(string_agg(name || state || amount_total, ',' ORDER BY id))
      FROM sale_order WHERE id <= %s
    UNION SELECT 'paper', count(*), md5(string_agg(number || state || version, ',' ORDER BY id))
      FROM med_credential WHERE id <= %s
"""


@pytest.fixture(scope="module")
def house(cluster, installed):
    """A server on a database with the cast."""
    database = f"med_srv_demo_story_{paths.root_key()}"
    cluster.copy(installed, database)
    try:
        demo.load_cast(cluster, database)
        with servers.Server(cluster, database) as process:
            yield process
    finally:
        cluster.drop(database)


def _play(house, **variables):
    environment = {**os.environ, "MED_URL": house.base, "MED_DB": house.database, **variables}
    return subprocess.run(
        [paths.ROOT / "scripts/demo"],
        env={**environment, "MED_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def _marks(house):
    tables = ("res_partner", "sale_order", "med_credential")
    return [house.sql(f"SELECT max(id) FROM {table}")[0][0] for table in tables]


@pytest.fixture(scope="module")
def plays(house):
    """Two plays, with a fingerprint of what the first left behind taken before and after the second."""
    first = _play(house)
    marks = _marks(house)
    before = house.sql(FINGERPRINT, *marks)
    second = _play(house)
    return {"first": first, "second": second, "before": before, "after": house.sql(FINGERPRINT, *marks)}


@pytest.mark.parametrize(("name", "run"), [("first", 1), ("second", 2)])
def test_each_play_ends_well_and_tells_every_outcome(plays, name, run):
    done = plays[name]
    assert done.returncode == 0, done.stdout + done.stderr
    missing = [line for text in EXPECTED if (line := text.format(run=run)) not in done.stdout]
    assert not missing, done.stdout


def test_second_play_changes_nothing_of_the_first(plays):
    assert sorted(plays["before"]) == sorted(plays["after"])


def test_both_dealers_end_qualified_with_their_own_papers(house, plays):
    assert plays["second"].returncode == 0
    rows = house.client("quality_head").call(
        "res.partner",
        "search_read",
        domain=[["name", "=like", "苏州禾瑞医疗 第%场"]],
        fields=["name", "med_qualification_state", "med_credential_count"],
    )
    assert len(rows) == 2
    assert {row["med_qualification_state"] for row in rows} == {"qualified"}
    assert {row["med_credential_count"] for row in rows} == {3}


def test_plays_leave_no_api_key_behind(house, plays):
    assert plays["first"].returncode == 0
    assert house.sql("SELECT count(*) FROM res_users_apikeys WHERE name LIKE 'make demo%%'") == [(0,)]


def test_loading_the_cast_again_changes_nothing(house, cluster, plays):
    assert plays["second"].returncode == 0
    counts = """
        SELECT (SELECT count(*) FROM med_credential), (SELECT count(*) FROM res_users),
               (SELECT count(*) FROM stock_move), (SELECT count(*) FROM sale_order)
    """
    before = house.sql(counts)
    demo.load_cast(cluster, house.database)
    assert house.sql(counts) == before


def test_a_play_that_goes_otherwise_ends_with_an_error(house, plays):
    assert plays["second"].returncode == 0
    head = house.client("quality_head")
    company = house.sql("SELECT id FROM res_company ORDER BY id LIMIT 1")[0][0]
    head.call("res.company", "action_med_go_trial", ids=[company])
    try:
        done = _play(house)
        assert done.returncode == 1
        assert "与预期不符" in done.stderr
    finally:
        head.call("res.company", "action_med_go_live", ids=[company])


def test_without_a_server_the_message_says_what_to_do():
    done = subprocess.run(
        [paths.ROOT / "scripts/demo"],
        env={**os.environ, "MED_URL": "http://127.0.0.1:9", "MED_DB": "x", "MED_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "make run" in done.stderr
