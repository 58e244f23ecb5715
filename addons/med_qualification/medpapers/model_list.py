"""The list of models and specifications of a certificate, pasted as text."""

import re
import unicodedata

MAX_LINES = 20000
MAX_LENGTH = 200
# what separates a model from its specification on one line, the clearest first
_SEPARATORS = (r"\t+", r"\s*[;；|]\s*", r"\s{2,}")
_NUMBERING = re.compile(r"^\s*(?:\(?\d{1,4}[.、)]\s+|[•·▪-]\s+)")


def read_models(text):
    """Models of a pasted list, one a line: ``[(model, specification), …]``.

    A line is split at a tab, a semicolon, a bar or two blanks; without any of these all
    of it is the model. Blank lines, numbering and repetitions are left out. Accepts any
    text; more than 20,000 lines or 200 letters a field are cut.
    """
    found = {}
    for line in str(text or "").splitlines()[:MAX_LINES]:
        pair = _read_line(line)
        if any(pair):
            found.setdefault(tuple(match_key(part) for part in pair), pair)
    return list(found.values())


def match_key(text):
    """A model's name for comparison: no blanks, half-width, capitals."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text or ""))).upper()


def _read_line(line):
    line = _NUMBERING.sub("", line.replace("\u3000", "  ")).strip(" \r\n")
    for separator in _SEPARATORS:
        parts = [part.strip() for part in re.split(separator, line) if part.strip()]
        if len(parts) > 1:
            return parts[0][:MAX_LENGTH], " ".join(parts[1:])[:MAX_LENGTH]
    return line.strip()[:MAX_LENGTH], ""
