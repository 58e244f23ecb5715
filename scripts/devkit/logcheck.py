"""Finds in Odoo's log what a clean installation must not say."""

import re

LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) (?P<db>\S+) (?P<logger>\S+): (?P<text>.*)")
BAD = {"WARNING", "ERROR", "CRITICAL"}


def complaints(log):
    """(level, logger, text) of each warning and error in the log, in order."""
    found = []
    for line in log.splitlines():
        match = LINE.match(line)
        if match and match["level"] in BAD:
            found.append((match["level"], match["logger"], match["text"]))
        elif line.startswith("Traceback"):
            found.append(("ERROR", "traceback", line))
    return found


def listed(found):
    """The complaints as text, one a line; empty where there are none."""
    return "\n".join(" ".join(entry) for entry in found)


def new_complaints(log, baseline):
    """Complaints of `log` that `baseline`, a log without our addons, does not have."""
    known = {_shape(entry) for entry in complaints(baseline)}
    return [entry for entry in complaints(log) if _shape(entry) not in known]


def _shape(entry):
    """The complaint without its numbers and names of databases."""
    level, logger, text = entry
    return level, logger, re.sub(r"\d+", "#", text)
