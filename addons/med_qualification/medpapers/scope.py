"""Whether the scope of a licence covers a product.

A licence lists categories of the 2017 and (or) the 2002 catalogue for a class, with
remarks on in-vitro diagnostics and on cold chain. A product carries codes of one or
both catalogues; one hit is enough (regulation: any product code in scope and class
permitted). Codes are "2017:04" or "2002:6840".
"""

from dataclasses import dataclass

ALL = frozenset()


@dataclass(frozen=True)
class ScopeLine:
    """One line of a scope: no category means every category of its classes.

    ``ivd_only``: in-vitro diagnostic reagents and nothing else; ``no_implant``: no implants.
    """

    classes: frozenset
    categories: frozenset = ALL
    excluded: frozenset = ALL
    ivd: bool = False
    cold_chain: bool = False
    ivd_only: bool = False
    no_implant: bool = False


@dataclass(frozen=True)
class Verdict:
    """``reason``: "" or the nearest miss: one of _ORDER."""

    covered: bool
    reason: str = ""

    def __bool__(self):
        return self.covered


# the nearer a line comes to the product, the more its miss tells the reader
_ORDER = ("no_scope", "class", "category", "implant", "ivd", "cold_chain")


def covers(lines, goods):
    """Whether any scope line covers ``goods`` (device_class, categories, ivd, cold_chain)."""
    reason = "no_scope"
    for line in lines:
        miss = _miss(line, goods)
        if not miss:
            return Verdict(True)
        reason = max(reason, miss, key=_ORDER.index)
    return Verdict(False, reason)


def _miss(line, goods):
    if goods.device_class not in line.classes:
        return "class"
    if not _category_fits(line, goods.categories) or (line.ivd_only and not goods.ivd):
        return "category"
    if goods.implant and line.no_implant:
        return "implant"
    if goods.ivd and not line.ivd:
        return "ivd"
    if goods.cold_chain and not line.cold_chain:
        return "cold_chain"
    return ""


def _category_fits(line, categories):
    if line.excluded & categories:
        return False
    return not line.categories or bool(line.categories & categories)
