"""Columns of the import sheets: names in both languages, how a cell is read, samples."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Column:
    """One column. ``kind``: text, date, end_date, flag, choice, codes, uscc, amount, signed, days."""

    key: str
    english: str
    chinese: str
    kind: str = "text"
    required: bool = False
    help_english: str = ""
    help_chinese: str = ""
    choices: dict = field(default_factory=dict)
    longest: int = 200
    others: tuple = ()

    @property
    def titles(self):
        """Header texts that mean this column."""
        return (self.english, self.chinese, self.key, *self.others)


ROLES = {
    "customer": ("customer", "客户", "购货者", "销售"),
    "supplier": ("supplier", "供应商", "供货者", "采购"),
    "both": ("both", "两者", "客户和供应商", "购销"),
}
MODES = {
    "wholesale": ("wholesale", "批发"),
    "retail": ("retail", "零售"),
    "both": ("both", "批零兼营", "批发零售", "批发兼零售"),
}
ORIGINS = {
    "domestic": ("domestic", "国产", "境内", "准"),
    "import": ("import", "imported", "进口", "进"),
    "hmt": ("hmt", "港澳台", "许"),
}
CLASSES = {
    "1": ("1", "i", "ⅰ", "一类", "第一类", "i类", "class i"),
    "2": ("2", "ii", "ⅱ", "二类", "第二类", "ii类", "class ii"),
    "3": ("3", "iii", "ⅲ", "三类", "第三类", "iii类", "class iii"),
}

_PAPER = (
    Column("number", "Number", "证照编号", longest=120, others=("许可证编号", "证件编号", "编号")),
    Column("issuer", "Issued By", "发证机关", others=("发证部门",)),
    Column("date_issued", "Issued On", "发证日期", "date"),
    Column("date_valid_from", "Valid From", "有效期起", "date", others=("生效日期",)),
    Column(
        "date_valid_to",
        "Valid Until",
        "有效期至",
        "end_date",
        help_english="Last valid day, or the word “long-term”.",
        help_chinese="最后一天有效日;无期限填“长期”。",
        others=("到期日", "失效日期"),
    ),
)

PARTNER = (
    Column("name", "Name", "企业名称", required=True, others=("单位名称", "名称")),
    Column(
        "uscc",
        "Unified Social Credit Code",
        "统一社会信用代码",
        "uscc",
        help_english="Decides first whether two rows are the same party.",
        help_chinese="判断是否同一单位的首要依据。",
        others=("USCC", "信用代码"),
    ),
    Column("party_type", "Party Type", "单位类型", help_english="Name or code of the party type."),
    Column("role", "Customer or Supplier", "往来方向", "choice", choices=ROLES),
    Column("phone", "Phone", "电话", longest=60),
    Column("email", "Email", "邮箱", longest=120),
    Column("address", "Address", "地址"),
    Column("paper_type", "Paper", "证照类型", help_english="Name or code; empty: party only."),
    *_PAPER,
    Column("legal_representative", "Legal Representative", "法定代表人", longest=60),
    Column("site", "Licensed Site", "经营场所", others=("住所",)),
    Column("warehouse", "Warehouse Address", "库房地址", others=("仓库地址",)),
    Column("business_mode", "Mode of Business", "经营方式", "choice", choices=MODES),
    Column(
        "scope_text",
        "Scope as Printed",
        "经营范围",
        longest=5000,
        help_english="Where no codes are given its categories are read from the text.",
        help_chinese="未填范围代码时,从文字中识别目录类别。",
    ),
    Column(
        "scope_class_2",
        "Scope Codes Class II",
        "二类范围代码",
        "codes",
        help_english="Codes of either catalogue: 04 07 6840; “all” for all.",
        help_chinese="两版目录代码,如 04 07 6840;全部填“all”。",
    ),
    Column("scope_class_3", "Scope Codes Class III", "三类范围代码", "codes"),
    Column(
        "file",
        "File Name",
        "文件名",
        help_english="Name of the file in the archive; else it is found by code and type, or number.",
        help_chinese="压缩包内文件名;不填则按“代码_类型”或编号匹配。",
    ),
)

PRODUCT = (
    Column("name", "Product Name", "产品名称", required=True, others=("品名", "名称")),
    Column("specification", "Model / Specification", "规格型号", others=("型号规格", "型号")),
    Column("default_code", "Internal Reference", "货号", longest=60, others=("产品编码",)),
    Column(
        "registration_no",
        "Registration or Filing No.",
        "注册证号/备案号",
        required=True,
        longest=120,
        help_english="With the model it decides whether two rows are the same product.",
        help_chinese="与规格型号一起判断是否同一产品。",
        others=("注册证号", "备案号", "注册证编号"),
    ),
    Column("device_class", "Device Class", "管理类别", "choice", choices=CLASSES, others=("类别",)),
    Column("categories", "Category Codes", "分类编码", "codes", others=("分类代码",)),
    Column("registrant", "Registrant or Filer", "注册人/备案人", others=("注册人", "备案人", "生产企业")),
    Column("di", "UDI-DI", "产品标识DI", longest=60, others=("DI", "最小销售单元产品标识")),
    Column("is_ivd", "In-vitro Diagnostic", "体外诊断", "flag"),
    Column("is_implant", "Implant", "植入", "flag", others=("植入类",)),
    Column("is_cold_chain", "Cold Chain", "冷链", "flag", others=("冷链管理",)),
    Column("origin", "Origin", "产地", "choice", choices=ORIGINS),
    *_PAPER[1:],
    Column("file", "File Name", "文件名"),
)

# other addons add their kinds of sheets, see ``sheet_template.register``
KINDS = {"partner": PARTNER, "product": PRODUCT}
