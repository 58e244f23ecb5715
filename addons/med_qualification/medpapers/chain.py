"""Whether a letter of authorisation lies within the one that it rests on."""

from dataclasses import dataclass

from .scope import ALL, ScopeLine, covers
from .scope_text import wider


@dataclass(frozen=True)
class Letter:
    """``areas``: ids, none for everywhere; neither ``products`` nor ``lines``: all goods.

    ``products``: {id: Goods}; ``grantor`` and ``grantee``: ids or 0 where unknown.
    """

    valid_from: object = None
    valid_to: object = None
    areas: frozenset = ALL
    products: tuple = ()
    lines: tuple[ScopeLine, ...] = ()
    grantor: int = 0
    grantee: int = 0

    @property
    def names_goods(self):
        """Whether the letter is limited to some goods."""
        return bool(self.products or self.lines)


def beyond(letter, above):
    """What of ``letter`` reaches beyond ``above``: {code: items}, empty if it lies within.

    Codes: start, end, area, product, scope, grantor; items are ids of areas or products.
    """
    found = {
        "start": _is_earlier(letter.valid_from, above.valid_from),
        "end": above.valid_to and (not letter.valid_to or letter.valid_to > above.valid_to),
        "area": _areas_beyond(letter, above),
        "product": _products_beyond(letter, above),
        "scope": _is_scope_wider(letter, above),
        "grantor": letter.grantor and above.grantee and letter.grantor != above.grantee,
    }
    return {
        code: hit if isinstance(hit, frozenset) else ALL for code, hit in found.items() if hit
    }


def _is_earlier(day, bound):
    return bool(bound and day and day < bound)


def _areas_beyond(letter, above):
    """Areas outside, {0} for a letter for everywhere; empty if within."""
    if not above.areas:
        return ALL
    return (letter.areas - above.areas) if letter.areas else frozenset([0])


def _products_beyond(letter, above):
    if not above.names_goods:
        return ALL
    named = {key for key, _goods in above.products}
    return frozenset(
        key
        for key, goods in letter.products
        if key not in named and not (above.lines and covers(above.lines, goods))
    )


def _is_scope_wider(letter, above):
    if not above.names_goods:
        return False
    if not letter.names_goods:
        return True
    return bool(letter.lines) and bool(wider(letter.lines, above.lines))
