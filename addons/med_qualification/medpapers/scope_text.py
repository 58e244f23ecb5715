"""Reading the scope of a licence as printed: what was understood, and what was not.

``read_scope`` never takes a text for wider than it is written: what is limited by words
that it does not know is withheld and left to a person, and so are sub-categories, open
lists (等) and whatever stands without a class. A reading lists every piece of the text
with what became of it, so that a screen can show both side by side.
"""

from dataclasses import dataclass

from .catalogues import IVD_2002, NAMES
from .scope_build import (
    Entry,
    Section,
    apply_exclusion,
    apply_inclusion,
    build_lines,
    closing_bracket,
    full_code,
    is_boundary,
    length_of_clause,
    normalise_text,
    read_targets,
    split_clauses,
    wider,
    withheld_spans,
)
from .scope_words import (
    ALL_WORDS,
    BY_LENGTH,
    CATALOGUE,
    CATALOGUE_OF,
    CLASS,
    CLASS_OF,
    CLASS_PARTS,
    CODE,
    COLD,
    DEVICES,
    END,
    EXCLUDED,
    INCLUDED,
    IVD,
    IVD_SUFFIX,
    LIMITED,
    MODES,
    NAME_OF,
    NEGATIVE,
    NOISE,
    RANGE,
    SEPARATORS,
    SUB,
)

__all__ = ["Piece", "Reading", "read_scope", "wider"]

MAX_LENGTH = 8000
# what became of a piece of the text
UNDERSTOOD, IGNORED, WITHHELD, UNKNOWN = "understood", "ignored", "withheld", "unknown"


@dataclass(frozen=True)
class Piece:
    """A part of the original text, ``text[start:end]``, and what became of it."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Reading:
    """What was understood.

    ``lines``: scope lines that are written; ``wide_lines``: these and the withheld ones,
    for a person who then narrows them by hand; ``withheld``: ((text, reason), …) with
    reason class, words, sub, blocked; ``mode``: wholesale, retail, both or "".
    """

    lines: tuple = ()
    wide_lines: tuple = ()
    pieces: tuple = ()
    withheld: tuple = ()
    mode: str = ""

    def unknown(self, text):
        """Parts of ``text`` that were not recognised."""
        return [text[p.start : p.end] for p in self.pieces if p.kind == UNKNOWN]


def read_scope(text, default_class=""):
    """Read a printed scope.

    :param text: anything; more than 8,000 letters are cut
    :param default_class: "1", "2", "3" where the paper's kind says it, else ""
    :return: :class:`Reading`
    """
    return _Reader(str(text or "")[:MAX_LENGTH], default_class).read()


class _Reader:
    def __init__(self, text, default_class):
        self.original = text
        self.text, self.origin = normalise_text(text)
        self.pieces = []
        self.catalogue = ""
        self.sections = [Section(tuple(default_class))]
        self.last = None
        self.separated_by_comma = False
        self.mode = ""

    def read(self):
        at = 0
        while at < len(self.text):
            at = self._step(at)
        lines = build_lines(self.sections, with_withheld=False)
        wide = build_lines(self.sections, with_withheld=True)
        withheld = tuple(
            (self._original(span), reason)
            for section in self.sections
            for span, reason in withheld_spans(section)
        )
        return Reading(lines, wide, self._pieces(), withheld, self.mode)

    # one piece -----------------------------------------------------------

    def _step(self, at):
        char = self.text[at]
        if char.isspace() and char != "\n":
            return at + 1
        if char == "(" and self.last:
            return self._local_bracket(at)
        if char in "()" or char in SEPARATORS:
            self.last = None
            self.separated_by_comma |= char in ",;"
            return at + 1
        for read in (
            self._class,
            self._catalogue,
            self._clause,
            self._range,
            self._sub,
            self._ivd_item,
            self._code,
            self._name,
            self._word,
        ):
            end = read(at)
            if end:
                return end
        return self._unknown(at)

    @property
    def section(self):
        return self.sections[-1]

    def _note(self, start, end, kind):
        self.pieces.append((start, end, kind))
        return end

    def _clause(self, at):
        """不含…, …除外, 含…, 限…: from here to the end of the clause."""
        if self.last:
            return 0
        end = at + length_of_clause(self.text[at:])
        return self._say(at, end, None)

    def _say(self, start, end, entry):
        """Read text[start:end] as an exclusion, inclusion or limit; 0 if it is none."""
        words = self.text[start:end].rstrip()
        match = EXCLUDED.match(words)
        if match:
            above = match["above"] or match["above2"] or match["above3"]
            name = next(n for n in ("target", "target2", "target3") if match[n])
            skip = self._listed_before(match, name, start, entry)
            if skip:
                return 0
            return self._exclude(match[name], (start, start + len(words)), entry, above)
        match = INCLUDED.match(words)
        if match:
            found = read_targets(match["target"])
            if found["unknown"] or found["codes"]:
                return 0 if not entry else self._limit((start, end), entry)
            for target in self.sections if match["above"] else [entry or self.section]:
                apply_inclusion(target, found)
            return self._note(start, start + len(words), UNDERSTOOD)
        if LIMITED.match(words if entry else words.split("、")[0]):
            return self._limit((start, start + len(words)), entry)
        return 0

    def _listed_before(self, match, name, start, entry):
        """Whether only the last item of A、B、C除外 is meant: the rest is a list."""
        if entry or name != "target3" or "、" not in match[name]:
            return False
        opened = start and self.text[:start].rstrip()[-1:] == "("
        return not opened and not self.separated_by_comma

    def _exclude(self, target, span, entry, above):
        found = read_targets(target)
        for target in self.sections if above else [entry or self.section]:
            apply_exclusion(target, found)
        if found["unknown"]:
            return self._limit(span, entry)
        return self._note(*span, UNDERSTOOD)

    def _limit(self, span, entry):
        if entry:
            entry.reason = "words"
        else:
            self.section.blocked.append(span)
        return self._note(*span, WITHHELD)

    def _class(self, at):
        match = CLASS.match(self.text, at)
        if not match:
            return 0
        found = [CLASS_OF.get(part, part) for part in CLASS_PARTS.findall(match[0])]
        self.sections.append(Section(tuple(dict.fromkeys(found)), at))
        self.last, self.separated_by_comma = None, False
        return self._note(at, match.end(), UNDERSTOOD)

    def _catalogue(self, at):
        match = CATALOGUE.match(self.text, at)
        if not match or not any(match.groupdict().values()):
            return 0
        self.catalogue = CATALOGUE_OF[next(v for v in match.groupdict().values() if v)]
        self.last = None
        return self._note(at, match.end(), UNDERSTOOD)

    def _range(self, at):
        match = RANGE.match(self.text, at)
        if not match:
            return 0
        first, last = match["from"] or match["from2"], match["to"] or match["to2"]
        catalogue = "2002" if match["from"] else "2017"
        codes = [
            code for code in NAMES if code[:4] == catalogue and first <= code[5:] <= last
        ]
        if not codes or (catalogue == "2017" and not self._two_digits_are_2017()):
            return self._note(at, match.end(), UNKNOWN)
        for code in codes:
            self.section.entries.append(Entry(code, (at, match.end())))
        self.last = None
        return self._note(at, match.end(), UNDERSTOOD)

    def _sub(self, at):
        """A sub-category (6846-1, 02-13) is narrower than what a scope line can say."""
        match = SUB.match(self.text, at)
        if not match:
            return 0
        code = full_code(match[0].partition("-")[0])
        end = self._end_of_words(match.end())
        if code in NAMES:
            self.section.entries.append(Entry(code, (at, end), reason="sub"))
        return self._note(at, end, WITHHELD)

    def _ivd_item(self, at):
        """体外诊断试剂 as an item of its own: reagents, nothing else of 6840."""
        match = IVD.match(self.text, at)
        if not match or self.last:
            return 0
        if match[0].startswith("6840"):
            self._add(IVD_2002, at, match.end(), ivd=True, ivd_only=True)
        else:
            self.section.ivd_item = (at, match.end())
        return self._note(at, match.end(), UNDERSTOOD)

    def _code(self, at):
        match = CODE.match(self.text, at)
        if not match:
            return 0
        code, end = full_code(match[0]), match.end()
        if code not in NAMES or (code[:4] == "2017" and not self._two_digits_are_2017(end, code)):
            return self._note(at, self._end_of_words(end), UNKNOWN)
        start_of_words = end + len(self.text[end:]) - len(self.text[end:].lstrip(" -.:"))
        named = NAME_OF[code].match(self.text, start_of_words)
        end = named.end() if named else end
        entry = self._add(code, at, end)
        suffix = code == IVD_2002 and IVD_SUFFIX.match(self.text, end)
        if suffix:
            entry.ivd, end = True, suffix.end()
            if self.text[end:].startswith("除外"):
                entry.ivd, end = False, end + 2
        return self._note(at, end, UNDERSTOOD)

    def _two_digits_are_2017(self, end=0, code=""):
        """In the 2002 catalogue, or after 68.., two digits may be short for 68xx."""
        if self.catalogue:
            return self.catalogue == "2017"
        if code and NAME_OF[code].match(self.text[end:].lstrip(" -.:")):
            return True
        return not any(entry.code[:4] == "2002" for entry in self.section.entries)

    def _name(self, at):
        """A category by its name alone, where it is clear which catalogue is meant."""
        if self.last:
            return 0
        for code in BY_LENGTH:
            match = NAME_OF[code].match(self.text, at)
            if not match or not is_boundary(self.text, match.end()):
                continue
            if self.catalogue and code[:4] != self.catalogue:
                continue
            doubtful = len(NAMES[code]) < 4 or list(NAMES.values()).count(NAMES[code]) > 1
            if doubtful and not self.catalogue:
                continue
            self._add(code, at, match.end())
            return self._note(at, match.end(), UNDERSTOOD)
        return 0

    def _add(self, code, start, end, **flags):
        self.last = Entry(code, (start, end), **flags)
        self.section.entries.append(self.last)
        return self.last

    def _word(self, at):
        """Words that change no scope, and 全部 or 医疗器械 of a whole class."""
        match = END.match(self.text, at)
        if match:
            self.last = None
            return self._note(at, match.end(), IGNORED)
        if self.last:
            return 0
        for mode, pattern in MODES:
            match = pattern.match(self.text, at)
            if match:
                self.mode = mode if self.mode in ("", mode) else "both"
                return self._note(at, match.end(), UNDERSTOOD)
        match = ALL_WORDS.match(self.text, at) or DEVICES.match(self.text, at)
        if match:
            self.section.says_all = (at, match.end())
            return self._note(at, match.end(), IGNORED)
        match = NOISE.match(self.text, at)
        return self._note(at, match.end(), IGNORED) if match else 0

    def _unknown(self, at):
        end = self._end_of_words(at + 1)
        words = self.text[at:end]
        if self.last:
            self.last.reason = self.last.reason or "words"
        elif NEGATIVE.search(words):
            self.section.blocked.append((at, end))
        self.section.has_unknown = True
        return self._note(at, end, UNKNOWN)

    def _local_bracket(self, at):
        """(…) right behind a category speaks of that category only."""
        entry, end = self.last, closing_bracket(self.text, at)
        start = at + 1
        for clause in split_clauses(self.text[start:end]):
            stop = start + len(clause)
            if clause.strip():
                self._local_clause(start, stop, entry)
            start = stop + 1
        return min(end + 1, len(self.text))

    def _local_clause(self, start, end, entry):
        words = self.text[start:end].strip()
        if NAME_OF[entry.code].fullmatch(words) or words.strip("* ") == "":
            self._note(start, end, UNDERSTOOD)
        elif self._say(start, end, entry):
            return
        elif IVD.fullmatch(words):
            entry.ivd = entry.ivd_only = True
            self._note(start, end, UNDERSTOOD)
        elif COLD.fullmatch(words):
            entry.cold = True
            self._note(start, end, UNDERSTOOD)
        else:
            entry.reason = entry.reason or "words"
            self._note(start, end, UNKNOWN)

    def _end_of_words(self, at):
        while at < len(self.text) and self.text[at] not in SEPARATORS + "()*":
            if CODE.match(self.text, at) or CLASS.match(self.text, at):
                break
            at += 1
        return at

    # back to the original text ------------------------------------------

    def _original(self, span):
        start, end = self._place(span)
        return self.original[start:end].strip()

    def _place(self, span):
        start, end = span
        return self.origin[start], self.origin[end - 1] + 1

    def _pieces(self):
        return tuple(
            Piece(*self._place((start, end)), kind) for start, end, kind in self.pieces if end > start
        )
