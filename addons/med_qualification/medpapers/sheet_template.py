"""The empty import sheet with explanations and twenty sample rows (needs xlsxwriter)."""

import io
from datetime import date

from stdnum.cn import uscc as uscc_rules

from .sheet_columns import KINDS

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_TYPES = ("business_licence", "operating_licence", "operating_filing", "institution_licence")
_RULES = {
    "partner": (
        (
            "One row is one paper of one party. Rows with the same credit code are one party; without "
            "code, the exact name decides.",
            "一行为一个单位的一张证照。信用代码相同即同一单位;无代码按名称完全一致判断。",
        ),
        (
            "Papers enter as drafts with the opening balance mark; nothing is approved by an import.",
            "导入的证照均为草稿(期初标记),导入不产生审核通过。",
        ),
        (
            "Values that are there already are never overwritten; differences are listed.",
            "已有内容不会被覆盖,差异将列出。",
        ),
    ),
    "product": (
        (
            "One row is one model. Registration number and model, or the UDI-DI, decide whether it is "
            "the same product.",
            "一行为一个规格型号。注册证号+规格型号,或DI,判断是否同一产品。",
        ),
        (
            "Rows with the same registration number share one certificate.",
            "注册证号相同的行共用一张注册证。",
        ),
    ),
}


def sample_uscc(number):
    """A valid invented credit code."""
    body = f"9199{number:04d}MA{number:07d}"[:17]
    return body + uscc_rules.calc_check_digit(body)


def sample_rows(kind, count=20):
    """Invented rows: values by column key."""
    return [_SAMPLES[kind](n) for n in range(1, count + 1)]


def register(kind, columns, sample_row, rules=()):
    """Add a kind of sheet.

    :param kind: code of the kind
    :param columns: tuple of ``Column``
    :param sample_row: function number -> values by column key
    :param rules: tuple of (English, Chinese) sentences for the help sheet
    """
    KINDS[kind] = columns
    _SAMPLES[kind] = sample_row
    _RULES[kind] = rules


def _partner_row(n):
    party = (n + 1) // 2
    second = n % 2 == 0
    row = {
        "name": f"示例医疗器械有限公司{party:02d}",
        "uscc": sample_uscc(party),
        "party_type": "distributor",
        "role": "客户" if party % 3 else "供应商",
        "phone": f"0571-8800{party:04d}",
        "address": f"示例市示例路{party}号",
        "paper_type": "operating_licence" if second else "business_licence",
        "issuer": "示例市市场监督管理局",
        "date_issued": date(2023, 5, 10),
        "date_valid_from": date(2023, 5, 10),
        "date_valid_to": date(2028, 5, 9) if second else "长期",
        "legal_representative": "示例人",
    }
    if second:
        row.update(
            number=f"浙杭药监械经营许2023{9000 + party}号",
            business_mode="批发",
            scope_text="三类:6815 注射穿刺器械;14 注输、护理和防护器械",
            scope_class_3="14 6815",
        )
    else:
        row["number"] = sample_uscc(party)
    return row


def _product_row(n):
    certificate = (n + 1) // 2
    return {
        "name": f"示例敷贴{certificate:02d}",
        "specification": f"{10 * (1 + n % 2)}cm",
        "default_code": f"S{n:04d}",
        "registration_no": f"浙械注准20232149{900 + certificate}",
        "device_class": "二类",
        "categories": "14",
        "registrant": "示例卫材有限公司",
        "is_ivd": "否",
        "is_implant": "否",
        "is_cold_chain": "否",
        "origin": "国产",
        "issuer": "浙江省药品监督管理局",
        "date_issued": date(2023, 6, 1),
        "date_valid_from": date(2023, 6, 1),
        "date_valid_to": date(2028, 5, 31),
    }


_SAMPLES = {"partner": _partner_row, "product": _product_row}


def build_template(kind, rows=None, chinese=True):
    """The sheet as bytes.

    :param kind: "partner" or "product"
    :param rows: values by column key, the twenty samples if none
    :param chinese: language of the headers; both are read
    """
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    formats = {
        "title": book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1}),
        "required": book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    _data_sheet(book, formats, kind, sample_rows(kind) if rows is None else rows, chinese)
    _help_sheet(book, formats, kind)
    book.close()
    return stream.getvalue()


def _data_sheet(book, formats, kind, rows, chinese):
    sheet = book.add_worksheet("数据 Data")
    sheet.freeze_panes(1, 1)
    for position, column in enumerate(KINDS[kind]):
        title = column.chinese if chinese else column.english
        sheet.write_string(0, position, title, formats["required" if column.required else "title"])
        sheet.set_column(position, position, 16)
        for line, row in enumerate(rows, start=1):
            value = row.get(column.key)
            if isinstance(value, date):
                sheet.write_datetime(line, position, value, formats["date"])
            elif value not in (None, ""):
                sheet.write_string(line, position, str(value))


def _help_sheet(book, formats, kind):
    sheet = book.add_worksheet("说明 Help")
    sheet.set_column(0, 2, 26)
    sheet.set_column(3, 4, 60)
    titles = ("列名", "Column", "必填 Required", "说明", "Explanation")
    for position, title in enumerate(titles):
        sheet.write_string(0, position, title, formats["title"])
    for line, column in enumerate(KINDS[kind], start=1):
        choices = " / ".join(names[1] for names in column.choices.values() if len(names) > 1)
        words = " / ".join(names[0] for names in column.choices.values())
        sheet.write_string(line, 0, column.chinese)
        sheet.write_string(line, 1, column.english)
        sheet.write_string(line, 2, "✓" if column.required else "")
        sheet.write_string(
            line, 3, "; ".join(t for t in (column.help_chinese, choices) if t), formats["wrap"]
        )
        sheet.write_string(line, 4, "; ".join(t for t in (column.help_english, words) if t), formats["wrap"])
    for line, (english, chinese) in enumerate(_RULES[kind], start=len(KINDS[kind]) + 2):
        sheet.write_string(line, 3, chinese, formats["wrap"])
        sheet.write_string(line, 4, english, formats["wrap"])
