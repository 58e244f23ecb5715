"""Sheets of the first day: limits and terms, open receivables."""

from datetime import date, timedelta

from odoo.addons.med_qualification.medpapers.sheet_columns import Column
from odoo.addons.med_qualification.medpapers.sheet_template import register, sample_uscc

_PARTY = (
    Column("name", "Customer", "客户名称", required=True, others=("名称", "企业名称", "单位名称", "Name")),
    Column("uscc", "Unified Social Credit Code", "统一社会信用代码", "uscc", others=("USCC", "信用代码")),
)
CREDIT = (
    *_PARTY,
    Column("limit", "Limit", "信用额度", "amount", required=True, others=("额度",)),
    Column("term_days", "Term (Days)", "账期(天)", "days", others=("账期", "账期天数")),
    Column(
        "valid_until",
        "Valid Until",
        "有效期至",
        "date",
        help_english="Empty: the day of the import.",
        help_chinese="不填则按导入设置的日期。",
    ),
)
RECEIVABLE = (
    *_PARTY,
    Column("document", "Document", "单据号", required=True, longest=60, others=("发票号", "凭证号")),
    Column("date", "Date", "单据日期", "date", required=True, others=("开票日期", "日期")),
    Column(
        "due",
        "Due Date",
        "到期日",
        "date",
        required=True,
        help_english="Kept as it is: the days overdue go on.",
        help_chinese="原样保留,逾期天数连续计算。",
    ),
    Column("amount", "Open Amount", "未收金额", "amount", required=True, others=("余额", "应收余额")),
)


_BANDS = {
    "4": ("excellent", "优", "优秀", "4"),
    "3": ("good", "良", "良好", "3"),
    "2": ("fair", "中", "一般", "2"),
    "1": ("poor", "差", "较差", "1"),
    "0": ("default", "违约", "0"),
}
_OPINIONS = {
    "rating": ("rating", "评级", "信用评级"),
    "bank": ("bank", "银行", "银行资信", "征信"),
    "reputation": ("reputation", "行业信誉", "信誉"),
}
RATING = (
    *_PARTY,
    Column("kind", "Kind", "类别", "choice", choices=_OPINIONS),
    Column("date", "Date", "评级日期", "date", required=True, others=("日期",)),
    Column("valid_until", "Valid Until", "有效期至", "date"),
    Column("agency", "Agency or Bank", "评级机构或银行", others=("评级机构", "银行", "机构")),
    Column("rating", "Rating", "评级结果", longest=60, others=("等级", "结果")),
    Column("band", "Means", "相当于", "choice", choices=_BANDS),
)
STATEMENT = (
    *_PARTY,
    Column("date", "End of the Year", "报表日期", "date", required=True, others=("日期", "年末")),
    Column("working_capital", "Working Capital", "营运资金", "signed"),
    Column("total_assets", "Total Assets", "资产总额", "amount", required=True, others=("总资产",)),
    Column("retained_earnings", "Retained Earnings", "留存收益", "signed", others=("未分配利润",)),
    Column("ebit", "Profit before Interest and Tax", "息税前利润", "signed"),
    Column("equity", "Net Worth", "净资产", "signed", others=("所有者权益",)),
    Column("total_liabilities", "Total Liabilities", "负债总额", "amount", others=("总负债",)),
    Column("sales", "Sales of the Year", "营业收入", "amount"),
    Column("paid_in_capital", "Paid-in Capital", "实缴资本", "amount"),
    Column("is_audited", "Audited", "已审计", "flag"),
)


def _party(n):
    return {"name": f"示例医疗器械有限公司{n:02d}", "uscc": sample_uscc(n)}


def _credit_row(n):
    return {**_party(n), "limit": str(50000 * (1 + n % 4)), "term_days": str(30 * (1 + n % 3))}


def _receivable_row(n):
    day = date(2026, 1, 5) + timedelta(days=9 * n)
    amounts = {"document": f"FP2026{n:04d}", "amount": f"{1250 * n}.00"}
    return {**_party((n + 1) // 2), **amounts, "date": day, "due": day + timedelta(days=60)}


def _rating_row(n):
    day = date(2026, 3, 1) + timedelta(days=n)
    return {**_party(n), "kind": "评级", "date": day, "agency": "示例资信评估", "rating": "A+", "band": "良"}


def _statement_row(n):
    assets = 1000000 * n
    figures = {"total_assets": assets, "total_liabilities": assets * 0.6, "equity": assets * 0.4}
    return {**_party(n), "date": date(2025, 12, 31), **{k: f"{v:.2f}" for k, v in figures.items()}}


register("rating", RATING, _rating_row)
register("statement", STATEMENT, _statement_row)
register(
    "credit",
    CREDIT,
    _credit_row,
    (
        (
            "Limits count as approved until their day, then they are asked again.",
            "额度在有效期内视同已批准,到期后须重新申请。",
        ),
        ("A limit that was approved here stays as it is.", "系统内已批准的额度保持不变。"),
    ),
)
register(
    "receivable",
    RECEIVABLE,
    _receivable_row,
    (
        ("One row is one open document.", "一行为一张未收清的单据。"),
        ("Each becomes a posted opening entry with its own due date.", "每行生成一笔期初分录,保留原到期日。"),
    ),
)
