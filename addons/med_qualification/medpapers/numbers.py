"""Grammars of certificate numbers (Order 47 art. 114-116, Order 54; city habits vary).

``parse`` never raises on odd input: the number is normalised, what was understood is in
``parts``, what looks wrong in ``warnings`` (codes, worded by the caller). Cities write
their own styles, so a grammar warns and never forbids.
"""

import functools
import re
import unicodedata
from dataclasses import dataclass, field

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

PROVINCES = "京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川蜀贵黔云滇陕秦甘陇青宁新藏蒙兵"
ORIGINS = {"准": "domestic", "进": "import", "许": "hmt"}
MAX_LENGTH = 120

_REGISTRATION = re.compile(
    rf"^(?P<area>国|[{PROVINCES}])械注(?P<origin>[准进许])(?P<year>(?:19|20)\d\d)"
    r"(?P<device_class>[123])(?P<category>\d\d)(?P<serial>\d{4,6})$"
)
_FILING = re.compile(
    rf"^(?P<area>国|[{PROVINCES}](?:[\u4e00-\u9fff]{{1,3}})?)械备"
    r"(?P<year>(?:19|20)\d\d)(?P<serial>\d{3,6})$"
)
_LEGACY = re.compile(
    rf"^(?P<area>国|[{PROVINCES}][\u4e00-\u9fff]{{0,3}}?)(?:食)?药(?:监|管)械"
    r"(?:\((?P<origin>[准进许])\))?字?(?P<year>(?:19|20)\d\d)第"
    r"(?P<device_class>[123])(?P<category>\d\d)(?P<serial>\d{4,5})号?"
    r"(?:\((?P<mark>[更延].*)\))?$"
)
_OPERATING = (
    rf"^(?P<area>[{PROVINCES}][\u4e00-\u9fff]{{0,5}}?)(?:食)?(?:药监|市监|审批|行审)?"
    r"械经营%s(?P<year>(?:19|20)\d\d)(?P<serial>[A-Z]?\d{3,6})$"
)
_MAKING = (
    rf"^(?P<area>[{PROVINCES}][\u4e00-\u9fff]{{0,5}}?)(?:食)?(?:药监|市监)?"
    r"械生产%s(?P<year>(?:19|20)\d\d)(?P<serial>[A-Z]?\d{3,6})$"
)
_INSTITUTION = re.compile(
    r"^(?P<organisation>[0-9A-Z]{9})(?P<region>\d{6})(?P<economy>\d{2})"
    r"(?P<category>[0-9A-Z]{4})(?P<management>\d)$"
)
PATTERNS = {
    "registration": _REGISTRATION,
    "filing": _FILING,
    "legacy_registration": _LEGACY,
    "operating_licence": re.compile(_OPERATING % "许"),
    "operating_filing": re.compile(_OPERATING % "备"),
    "manufacturing_licence": re.compile(_MAKING % "许"),
    "manufacturing_filing": re.compile(_MAKING % "备"),
    "institution_licence": _INSTITUTION,
}
GRAMMARS = (*PATTERNS, "uscc")
# written with 号 by the office; asked for and kept off by the others
_WITH_SUFFIX = {
    "operating_licence",
    "operating_filing",
    "manufacturing_licence",
    "manufacturing_filing",
}


@dataclass(frozen=True)
class Number:
    """One number as understood: ``kind`` is "" where no grammar fitted."""

    raw: str
    normalised: str
    kind: str = ""
    parts: dict = field(default_factory=dict)
    warnings: tuple = ()

    @property
    def is_recognised(self):
        """Whether a grammar fitted."""
        return bool(self.kind)


def normalise(raw):
    """The number with half-width letters, round brackets and no blanks.

    Accepts anything; more than 120 characters are cut (nothing printed is longer).
    """
    text = str(raw or "")[:MAX_LENGTH]
    for _step in range(3):  # capitals of odd letters decompose again
        text = unicodedata.normalize("NFKC", text).upper()
    text = re.sub(r"[\[【〔{]", "(", text)
    text = re.sub(r"[\]】〕}]", ")", text)
    text = "".join(
        char
        for char in text
        if not char.isspace() and unicodedata.category(char) not in ("Cc", "Cf")
    )
    return text[:MAX_LENGTH]


def parse(kind, raw):
    """Read ``raw`` as a number of ``kind`` (one of GRAMMARS; else only normalised)."""
    text = normalise(raw)
    if not text:
        return Number(str(raw or ""), "", warnings=("empty",))
    if kind == "uscc":
        return _parse_uscc(raw, text)
    pattern = PATTERNS.get(kind)
    if pattern is None:
        return Number(str(raw), text)
    match = pattern.match(text if kind == "legacy_registration" else _without_suffix(text))
    if not match:
        return Number(str(raw), text, warnings=("unknown_form",))
    parts = {key: value for key, value in match.groupdict().items() if value}
    return Number(
        str(raw), _written(kind, text), kind, _named(parts), _doubts(kind, parts)
    )


def recognise(raw, kinds=("registration", "filing", "legacy_registration")):
    """The first grammar of ``kinds`` that fits, else an unrecognised Number."""
    text = str(raw or "")
    if len(text) > MAX_LENGTH:
        return _recognise.__wrapped__(text, kinds)
    return _recognise(text, tuple(kinds))


@functools.lru_cache(maxsize=4096)  # the same certificates are looked at all day
def _recognise(raw, kinds):
    for kind in kinds:
        number = parse(kind, raw)
        if number.is_recognised:
            return number
    return Number(raw, normalise(raw), warnings=("unknown_form",))


def _without_suffix(text):
    return re.sub(r"号+$", "", text)


def _written(kind, text):
    if kind == "legacy_registration":
        return text
    bare = _without_suffix(text)
    return f"{bare}号" if kind in _WITH_SUFFIX else bare


def _named(parts):
    named = dict(parts)
    if "year" in named:
        named["year"] = int(named["year"])
    if "origin" in named:
        named["origin"] = ORIGINS[named["origin"]]
    return named


def _doubts(kind, parts):
    doubts = []
    if int(parts.get("year", 2000)) > 2100:
        doubts.append("year")
    if kind == "registration":
        doubts += _registration_doubts(parts)
    return tuple(doubts)


def _registration_doubts(parts):
    """国 registers domestic III and all imports, a province domestic II (Order 47)."""
    national = parts["area"] == "国"
    if national and parts["origin"] == "准" and parts["device_class"] != "3":
        yield "national_class"
    if not national and parts["origin"] != "准":
        yield "province_origin"
    if not national and parts["device_class"] != "2":
        yield "province_class"
    if not 1 <= int(parts["category"]) <= 77:
        yield "category"


def _parse_uscc(raw, text):
    try:
        compact = uscc.validate(text)
    except ValidationError:
        return Number(str(raw), text, warnings=("uscc_check",))
    parts = {"registering": compact[0], "type": compact[1], "region": compact[2:8]}
    return Number(str(raw), compact, "uscc", parts)
