"""The words of a scope text as patterns; the reading itself is in ``scope_text``."""

import re

from .catalogues import NAMES

_LINKS = "、,和及与的"
_CLASS = r"(?:III|II|I|[一二三123])"
_LINK = r"[、,，和及与/\-]"
CLASS_OF = {"III": "3", "II": "2", "I": "1", "三": "3", "二": "2", "一": "1"}

CLASS = re.compile(
    rf"(?<![\dA-Za-z])第?{_CLASS}(?:类?{_LINK}\s*第?{_CLASS})*\s*类"
    rf"|(?<![A-Za-z])(?:III|II)(?=\s*[-:]?\s*(?:68\d\d|(?:0\d|1\d|2[0-2])(?!\d)))\s*[-:]?"
)
CLASS_PARTS = re.compile(_CLASS)
CATALOGUE = re.compile(
    r"[按依据]{0,2}(?:《)?(?:(?P<a>20(?:02|17))\s*年?(?:新|旧|原)?版?|(?P<b>新|旧|原|老)版?)"
    r"(?:的)?(?:《)?(?:医疗器械)?(?:分类)?(?:目录|编码|代码)(?:》)?版?"
    r"|《?(?:医疗器械)?分类目录》?\s*\(?(?P<c>20(?:02|17))\s*年?版?\)?"
    r"|\(?(?P<d>20(?:02|17))\s*年?版\)?"
)
CATALOGUE_OF = {"2002": "2002", "旧": "2002", "原": "2002", "老": "2002", "2017": "2017", "新": "2017"}
RANGE = re.compile(
    r"(?P<from>68\d\d)\s*(?:-|~|至|到)\s*(?P<to>68\d\d)(?!\d)"
    r"|(?<![\d.])(?P<from2>[012]\d)\s*(?:~|至|到)\s*(?P<to2>[012]\d)(?![\d年])"
)
SUB = re.compile(r"(?:68\d\d|(?<![\d.])[012]\d)-\d{1,2}(?![\d年])")
CODE = re.compile(r"68\d\d(?!\d)|(?<![\d.])(?:0[1-9]|1\d|2[0-2])(?![\d年])")
_IVD = r"(?:医用)?(?:临床检验)?(?:体外诊断试剂|诊断试剂|IVD试剂|IVD)(?:[(]盒[)]|盒)?"
IVD = re.compile(rf"(?:6840\s*)?{_IVD}")
IVD_SUFFIX = re.compile(rf"\s*[及和与、]\s*{_IVD}")
_ICE = r"(?:冷链|冷藏|冷冻)"
COLD = re.compile(
    rf"(?:需要?|须)?(?:低温)?{_ICE}(?:\s*[、,和及/]?\s*{_ICE})*"
    r"(?:(?:运输|贮存|储存|存储|保存|管理|储运|贮运)[、,和及]?)*的?(?:医疗器械|产品|药械)?"
)
IMPLANT = re.compile(r"植入(?:类|性)?(?:医疗器械|产品|器械)?(?![材\w])")
ABOVE = r"(?P<above>(?:以上|上述|前述)(?:经营)?(?:范围|类别|品种|产品)?(?:中|内)?(?:均|都|全部)?|均|都)?"
# the target of an exclusion ends where the clause ends
EXCLUDED = re.compile(
    rf"{ABOVE}(?:不含|不包括|不包含|不得经营|不得含|不涉及)(?P<target>.+?)(?:在内)?$"
    rf"|{ABOVE.replace('above', 'above2')}除(?P<target2>.+?)(?:之外|以外|外)(?:的)?$"
    rf"|{ABOVE.replace('above', 'above3')}(?P<target3>.+?)(?:均|都)?(?:除外|不得经营)$"
)
INCLUDED = re.compile(rf"{ABOVE}(?:含|包括|包含|可经营|可以经营|增加)(?P<target>.+)$")
LIMITED = re.compile(r".*(?:仅限|只限|限于|限|仅|只经营).*$")
NEGATIVE = re.compile(r"[除外不限仅非]")
ALL_WORDS = re.compile(r"全部(?:类别)?|所有(?:类别)?|全类别|全品种")
DEVICES = re.compile(r"医疗器械|产品")
MODES = (
    ("both", re.compile(r"批零兼营|批发兼零售|批发[、,和及]零售")),
    ("wholesale", re.compile(r"批发")),
    ("retail", re.compile(r"零售")),
)
NOISE = re.compile(
    r"经营范围|经营方式|经营|销售|分类编码|分类代码|类别|范围|如下|以下空白|以下|空白|以上|其中|类|的|和|及|为|\*+"
)
END = re.compile(r"\*+|(?:以下|本栏|此栏)?空白")
SEPARATORS = ",;。、/|:\n"


def _name_pattern(name):
    parts = []
    for char in name:
        if char in _LINKS:
            parts.append(r"[、,和及与的]?")
        elif char in "()":
            parts.append(r"[()]?")
        else:
            parts.append(re.escape(char))
    return r"\s*".join(parts)


NAME_OF = {code: re.compile(_name_pattern(name)) for code, name in NAMES.items()}
BY_LENGTH = sorted(NAMES, key=lambda code: -len(NAMES[code]))
