"""What a registration or filing number says about its product (Order 47 art. 114, 115)."""

from dataclasses import dataclass

from .catalogues import IVD_2002, NAMES
from .scope import ALL

# the 2017 catalogue came into force in August 2018: numbers of that year may follow either
LAST_OLD_YEAR, FIRST_NEW_YEAR = 2017, 2019


@dataclass(frozen=True)
class Derived:
    """Class "1" to "3", origin and categories; "" or empty where the number is silent."""

    device_class: str = ""
    origin: str = ""
    categories: frozenset = ALL
    ivd: bool = False


def derive(number):
    """:class:`Derived` of a parsed ``Number``; nothing is guessed where it is silent."""
    parts = number.parts
    if number.kind == "filing":
        return Derived("1", "" if parts["area"] == "国" else "domestic")
    if number.kind not in ("registration", "legacy_registration"):
        return Derived()
    code = _category(parts["category"], parts["year"])
    return Derived(
        parts["device_class"],
        parts.get("origin", ""),
        frozenset([code] if code else []),
        code == IVD_2002 and parts["year"] >= FIRST_NEW_YEAR,
    )


def _category(digits, year):
    """Category of the two digits of a number: 2017 catalogue, or 68xx of the old one."""
    new, old = f"2017:{digits}", f"2002:68{digits}"
    if new in NAMES and year >= FIRST_NEW_YEAR:
        return new
    if old in NAMES and (year <= LAST_OLD_YEAR or new not in NAMES):
        return old
    return ""
