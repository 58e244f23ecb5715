"""From the pieces of a scope text to scope lines; the reading is in ``scope_text``."""

import unicodedata
from dataclasses import dataclass, field

from .catalogues import IVD_2002, NAMES
from .scope import ScopeLine
from .scope_words import (
    BY_LENGTH,
    CLASS,
    CODE,
    COLD,
    DEVICES,
    IMPLANT,
    IVD,
    NAME_OF,
    SEPARATORS,
)

MAX_CLAUSE = 400


@dataclass
class Entry:
    code: str
    span: tuple
    ivd: bool = False
    ivd_only: bool = False
    cold: bool = False
    no_implant: bool = False
    excluded: set = field(default_factory=set)
    reason: str = ""


@dataclass
class Section:
    classes: tuple
    start: int = 0
    entries: list = field(default_factory=list)
    excluded: set = field(default_factory=set)
    ivd: bool = False
    no_ivd: bool = False
    ivd_item: tuple = ()
    cold: bool = False
    no_cold: bool = False
    no_implant: bool = False
    says_all: tuple = ()
    has_unknown: bool = False
    blocked: list = field(default_factory=list)


def wider(lines, bounds):
    """Those of ``lines`` that reach beyond what ``bounds`` (ScopeLines) say together."""
    return [line for line in lines if not _is_within(line, bounds)]


def _is_within(line, bounds):
    left = set(line.categories) or {None}
    for bound in bounds:
        if not line.classes <= bound.classes or not _flags_within(line, bound):
            continue
        if not bound.categories:
            return True
        left -= bound.categories
    return not left


def _flags_within(line, bound):
    return (
        (bound.ivd or not line.ivd)
        and (bound.cold_chain or not line.cold_chain)
        and (line.ivd_only or not bound.ivd_only)
        and (line.no_implant or not bound.no_implant)
        and bound.excluded <= line.excluded
    )


def normalise_text(text):
    """Half-width text and, for each letter of it, its place in the original."""
    chars, origin = [], []
    for place, char in enumerate(text):
        plain = unicodedata.normalize("NFKC", char)
        plain = plain.translate(ALIKE) if plain else ""
        for letter in plain.upper():
            chars.append(letter)
            origin.append(place)
    return "".join(chars), origin


ALIKE = str.maketrans("[【〔{]】〕}—–−―〜∼﹣．", "(((())))~~-~~~-.")


def full_code(digits):
    return f"2002:{digits}" if len(digits) == 4 else f"2017:{digits}"


def length_of_clause(text):
    """Letters up to the next , ; 。 : bracket or line: 、 stays inside."""
    for place, char in enumerate(text[:MAX_CLAUSE]):
        if char in ",;。:\n()|":
            return place
    return min(len(text), MAX_CLAUSE)


def split_clauses(text):
    """Clauses of a bracket; every letter between them is one separator."""
    clauses, start = [], 0
    for place, char in enumerate(text):
        if char in ",;。\n":
            clauses.append(text[start:place])
            start = place + 1
    return [*clauses, text[start:]]


def closing_bracket(text, at):
    depth = 0
    for place in range(at, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if not depth:
            return place
    return len(text)


def is_boundary(text, at):
    rest = text[at:].lstrip()
    return not rest or rest[0] in SEPARATORS + "()*和及与等"


def read_targets(text):
    """What an exclusion or inclusion names: codes, ivd, cold, implant, unknown words."""
    found = {"codes": set(), "ivd": False, "cold": False, "implant": False, "unknown": []}
    at = 0
    while at < len(text):
        if text[at] in SEPARATORS + "和及与或 *的类":
            at += 1
            continue
        at = read_target(text, at, found)
    return found


def read_target(text, at, found):
    for name, pattern in (("ivd", IVD), ("cold", COLD), ("implant", IMPLANT)):
        match = pattern.match(text, at)
        if match:
            found[name] = True
            return match.end()
    match = CLASS.match(text, at) or DEVICES.match(text, at)
    if match:
        return match.end()
    match = CODE.match(text, at)
    code = full_code(match[0]) if match else ""
    if code in NAMES:
        rest = text[match.end() :]
        named = NAME_OF[code].match(rest)
        found["codes"].add(code)
        return match.end() + (named.end() if named else 0)
    for code in BY_LENGTH:
        match = NAME_OF[code].match(text, at)
        if match and len(NAMES[code]) > 3:
            found["codes"].update(c for c in NAMES if NAMES[c] == NAMES[code])
            return match.end()
    end = at + 1
    while end < len(text) and text[end] not in SEPARATORS:
        end += 1
    found["unknown"].append(text[at:end])
    return end


def apply_inclusion(target, found):
    """Apply 含… to an entry or a section."""
    if found["ivd"]:
        target.ivd = True
    if found["cold"]:
        target.cold = True


def apply_exclusion(target, found):
    """Apply 不含… to an entry or a section."""
    target.excluded |= found["codes"]
    target.no_implant = target.no_implant or found["implant"]
    if isinstance(target, Section):
        target.no_ivd = target.no_ivd or found["ivd"]
        target.no_cold = target.no_cold or found["cold"]
        return
    if found["ivd"]:
        target.ivd = target.ivd_only = False
    if found["cold"]:
        target.cold = False


def is_whole_class(section):
    """Whether a class stands there as a whole: named, not listed, nothing unclear."""
    return bool(
        section.says_all
        and not section.entries
        and not section.ivd_item
        and not section.has_unknown
    )


def withheld_spans(section):
    """[(span, reason)] of what was read but not taken."""
    found = [(e.span, e.reason) for e in section.entries if e.reason]
    if not section.classes:
        found += [(e.span, "class") for e in section.entries if not e.reason]
    return found + [(span, "blocked") for span in section.blocked]


def build_lines(sections, with_withheld):
    lines = {}
    for section in sections:
        if section.blocked and not with_withheld:
            continue
        for flags, codes in group_codes(section, with_withheld).items():
            for device_class in section.classes:
                lines.setdefault((device_class, *flags), set()).update(codes)
    return tuple(
        ScopeLine(
            frozenset(device_class),
            frozenset(c for c in codes if c),
            excluded,
            ivd,
            cold,
            ivd_only,
            no_implant,
        )
        for (device_class, _all, excluded, ivd, cold, ivd_only, no_implant), codes in lines.items()
    )


def group_codes(section, with_withheld):
    """{(is all, excluded, ivd, cold, ivd only, no implant): codes} of a section."""
    groups = {}

    def put(code, entry=None):
        ivd = ((entry.ivd if entry else False) or section.ivd) and not section.no_ivd
        cold = ((entry.cold if entry else False) or section.cold) and not section.no_cold
        only = entry.ivd_only if entry else code == IVD_2002 + "*"
        excluded = frozenset(section.excluded | (entry.excluded if entry else set()))
        no_implant = section.no_implant or (entry.no_implant if entry else False)
        if only and section.no_ivd:
            return
        flags = (not code, excluded, ivd, cold, only, no_implant)
        groups.setdefault(flags, set()).add(code)

    for entry in section.entries:
        if (not entry.reason or with_withheld) and entry.code not in section.excluded:
            put(entry.code, entry)
    if section.ivd_item and not section.no_ivd:
        put("", Entry("", section.ivd_item, ivd=True, ivd_only=True))
    if is_whole_class(section):
        put("")
    return groups
