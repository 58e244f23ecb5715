"""Whether an address is one that a paper names, however it is written."""

import re
import unicodedata

SHORTEST = 4  # a street of fewer signs says nothing


def written(text):
    """The text as addresses are compared: half-width, small, without blanks and marks."""
    text = unicodedata.normalize("NFKC", str(text or "")).casefold()
    return re.sub(r"[\W_]+", "", text)


def is_named(street, texts):
    """Whether a street stands in one of the addresses as printed on papers.

    :param street: street with number, without province and town; too short is never named
    :param texts: addresses of licensed sites and warehouses as printed
    """
    wanted = written(street)
    return len(wanted) >= SHORTEST and any(wanted in written(text) for text in texts)
