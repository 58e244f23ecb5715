"""Reading citations of law: "Order 54 art. 4, 14-16; GSP art. 82" (no Odoo import)."""

import re

_ARTICLES = re.compile(r"\b[Aa]rt(?:icle)?s?\.?\s*(?P<list>[\d\s,\-–]+)")
_PART = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")
LONGEST_RANGE = 50


def read_citations(text):
    """Citations of a text as ``[(name of the law, article number), …]``.

    Laws are separated by semicolons; a part without article numbers is none. A range
    stands for all its articles (at most 50, else for its two ends).
    """
    found = []
    for part in re.split(r"[;；]", text or ""):
        match = _ARTICLES.search(part)
        if not match:
            continue
        name = part[: match.start()].strip(" ,《》")
        for first, last in _PART.findall(match["list"]):
            found += [(name, str(number)) for number in _numbers(first, last)]
    return found


def _numbers(first, last):
    start = int(first)
    end = int(last or first)
    if end < start or end - start > LONGEST_RANGE:
        return sorted({start, end})
    return range(start, end + 1)
