"""Unified social credit codes (GB 32100): normalise and check."""

import unicodedata

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError


def normalize(value):
    """Upper-case half-width text without blanks, hyphens or dots.

    :param value: what a person typed or pasted, or nothing
    :return: the compact code, an empty string for nothing
    """
    text = unicodedata.normalize("NFKC", value or "").upper()
    return "".join(char for char in text if char.isalnum())


def is_valid(value):
    """Whether the normalised value has 18 places and the right check character."""
    try:
        return uscc.validate(normalize(value)) == normalize(value)
    except ValidationError:
        return False
