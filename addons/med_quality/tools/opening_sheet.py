"""Sheet of the opening stock: what lies where on the first day."""

from datetime import date, timedelta

from odoo.addons.med_qualification.medpapers.sheet_columns import Column
from odoo.addons.med_qualification.medpapers.sheet_template import register, sample_uscc

OPENING = (
    Column("name", "Product Name", "产品名称", required=True, others=("品名", "名称")),
    Column("specification", "Model / Specification", "规格型号", others=("型号规格", "型号")),
    Column("default_code", "Internal Reference", "货号", longest=60, others=("产品编码",)),
    Column(
        "registration_no",
        "Registration or Filing No.",
        "注册证号/备案号",
        longest=120,
        help_english="With the model it finds the product; else UDI-DI, reference or name.",
        help_chinese="与规格型号一起查找产品;或按DI、货号、名称查找。",
        others=("注册证号", "备案号"),
    ),
    Column("di", "UDI-DI", "产品标识DI", longest=60, others=("DI",)),
    Column("lot", "Lot or Serial Number", "批号/序列号", longest=60, others=("批号", "序列号", "生产批号")),
    Column("quantity", "Quantity", "数量", "amount", required=True, others=("库存数量", "结存数量")),
    Column(
        "expiry",
        "Expiry",
        "有效期至",
        "end_date",
        help_english="As on the label; “long-term” where it bears none. Empty: asked for later.",
        help_chinese="按标签填写;标签无有效期填“长期”。不填则列入待补清单。",
        others=("失效日期", "有效期", "效期"),
    ),
    Column("production", "Production Date", "生产日期", "date"),
    Column("sterilisation", "Sterilisation Lot", "灭菌批号", longest=60),
    Column("supplier", "Supplier", "供应商", others=("供货者", "供货单位")),
    Column("supplier_uscc", "Code of Supplier", "供应商信用代码", "uscc"),
    Column("location", "Location", "库位", others=("货位", "仓位")),
    Column("cost", "Unit Cost", "单价", "amount", others=("成本", "单位成本")),
)


def _row(n):
    made = date(2026, 1, 5) + timedelta(days=9 * n)
    return {
        "name": f"示例敷贴{(n + 1) // 2:02d}",
        "specification": f"{10 * (1 + n % 2)}cm",
        "registration_no": f"浙械注准20232149{900 + (n + 1) // 2}",
        "lot": f"26{n:04d}",
        "quantity": str(20 * n),
        "expiry": "" if n % 7 == 0 else made + timedelta(days=730),
        "production": made,
        "supplier": f"示例医疗器械有限公司{n:02d}",
        "supplier_uscc": sample_uscc(n),
        "cost": "12.50",
    }


register(
    "opening",
    OPENING,
    _row,
    (
        (
            "One row is one lot in one place. Quality releases all rows by one signature.",
            "一行为一个批号在一个库位的数量。导入后形成批次,由质量人员一次签名放行。",
        ),
        (
            "Lots without expiry lie in the yellow zone until it is completed; expired ones in the red zone.",
            "缺有效期的批号入待验区待补;已过期的入不合格品区。",
        ),
    ),
)
