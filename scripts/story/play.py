"""The play: who is on stage, the number of this run, and the order of the scenes."""

import concurrent.futures
import datetime
import re
import zoneinfo

from . import (
    cases,
    credit,
    dealer,
    deliver,
    expiry,
    goods,
    house,
    inspection,
    limits,
    order,
    outside,
    picture,
    statement,
    storage,
)
from .client import Person, Unreachable
from .stage import Stage

CAST = (
    "sales",
    "purchaser",
    "receiver",
    "inspector",
    "quality_officer",
    "quality_head",
    "auditor",
    "billing",
    "admin",
    "owner",
    "keeper",
)
SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")
DEALER = "苏州禾瑞医疗 第{run}场"


class Play:
    """State of one run: persons by login, ids by name."""

    def __init__(self, base, database, stage=None):
        self.base, self.database = base, database
        self.stage = stage or Stage()
        self.people = {login: Person(base, database, login) for login in CAST}
        self.ids = {}
        self.run = 0
        self.today = datetime.datetime.now(SHANGHAI).date()  # the day of the company on stage

    def __getattr__(self, login):
        people = self.__dict__.get("people", {})
        if login in people:
            return people[login]
        raise AttributeError(login)

    def day(self, offset):
        """ISO date that many days from today."""
        return (self.today + datetime.timedelta(days=offset)).isoformat()

    def perform(self):
        """All scenes of this stage of the product."""
        try:
            self.sign_in()
            self.run = self.next_run()
            self.prologue()
            scenes = (
                dealer,
                goods,
                order,
                limits,
                deliver,
                outside,
                credit,
                house,
                storage,
                statement,
                expiry,
                inspection,
                cases,
            )
            for scene in scenes:
                scene.perform(self)
            self.epilogue()
        finally:
            self.curtain()

    def sign_in(self):
        """All at once: the server takes its time over each password."""
        with concurrent.futures.ThreadPoolExecutor(len(CAST)) as pool:
            list(pool.map(Person.sign_in, self.people.values()))

    def next_run(self):
        """One more than the highest run number that any dealer carries."""
        rows = self.sales.search("res.partner", [["name", "=like", "苏州禾瑞医疗 第%场"]], "name")
        found = [int(match[1]) for row in rows if (match := re.search(r"第(\d+)场", row["name"]))]
        return max(found, default=0) + 1

    def prologue(self):
        """What is going to be seen."""
        self.stage.line(f"第 {self.run} 场  {self.base}  数据库 {self.database}")
        company = self.auditor.search("res.company", [], "name", "med_mode", limit=1)[0]
        self.stage.expect(company["med_mode"] == "live", "公司应处于正式模式,而不是试运行")
        self.stage.line(f"{company['name']}:正式运行,审批规模“标准”(管理员初审 → 质量负责人批准)")

    def epilogue(self):
        """Count and farewell."""
        self.stage.line(
            f"\n第 {self.run} 场演完:{self.stage.steps} 步,其中 {self.stage.refusals} 次被拒绝,"
            "全部与预期一致。记录都留在系统里,可登录查看。"
        )

    def curtain(self):
        """Give the keys back; a server that has gone away needs no farewell."""
        for person in self.people.values():
            try:
                person.sign_out()
            except Unreachable:
                continue

    # what several scenes need --------------------------------------------

    def product(self, key):
        """Id of a product of the cast by the end of its DI."""
        if key not in self.ids:
            di = {
                "plate": "06909999100019",
                "dressing": "06909999100040",
                "gauze": "06909999100057",
                "monitor": "06909999100064",
            }[key]
            self.ids[key] = self.find("product.product", [["med_di", "=", di]], di)
        return self.ids[key]

    def party(self, uscc):
        """Id of a party of the cast by its credit code."""
        return self.find("res.partner", [["med_uscc", "=", uscc], ["parent_id", "=", False]], uscc)

    def photo(self):
        """A picture of a paper, as a phone would take it."""
        return picture.paper("授权书", [("编号", f"第{self.run}场")])

    def find(self, model, domain, what):
        """Id of the one record of the cast that matches."""
        rows = self.sales.search(model, domain, limit=1, order="id")
        if not rows:
            raise Unreachable(f"数据库 {self.database} 中没有演示角色 {what}:请先运行 make run")
        return rows[0]["id"]

    def findings(self, person, model, record, stage=None):
        """Findings of a document as its panel shows them."""
        return person.call(model, "action_gate_check", record, stage=stage)

    def show(self, findings):
        """Print findings as short remarks."""
        for finding in findings:
            word = "拦截" if finding["severity"] == "block" else "提醒"
            where = f"{finding['product']}:" if finding["product"] else ""
            law = f"({finding['law']})" if finding["law"] else ""
            self.stage.note(f"{word} {where}{finding['message']}{law}")

    def approve(self, model, record, name):
        """Standard route: quality officer, then quality head; both by JSON-2."""
        for person, word in (
            (self.quality_officer, "初审通过"),
            (self.quality_head, "批准"),
        ):
            person.call(model, "action_approve", record, comment="演示:已核对原件")
            self.stage.does(person, f"{word} {name}")
