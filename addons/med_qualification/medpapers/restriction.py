"""What a decided file allows a party to trade, beyond what its papers say."""

from dataclasses import dataclass

from .scope import ALL


@dataclass(frozen=True)
class Restriction:
    """``only`` such goods, or ``never`` such goods; empty conditions fit everything.

    ``flags``: ivd, cold_chain, implant, import. ``valid_to``: last day it holds.
    """

    key: int
    kind: str
    classes: frozenset = ALL
    categories: frozenset = ALL
    flags: frozenset = ALL
    products: frozenset = ALL
    valid_to: object = None

    def fits(self, goods, product):
        """Whether these goods are what it speaks of."""
        actual = {name for name in ("ivd", "cold_chain", "implant") if getattr(goods, name)}
        if goods.origin != "domestic":
            actual.add("import")
        return (
            (not self.classes or goods.device_class in self.classes)
            and (not self.categories or bool(self.categories & goods.categories))
            and self.flags <= actual
            and (not self.products or product in self.products)
        )


def forbidding(restrictions, goods, product, day):
    """The restriction that forbids these goods on a day, None where they are allowed."""
    held = [r for r in restrictions if not r.valid_to or day <= r.valid_to]
    for restriction in held:
        if restriction.kind == "never" and restriction.fits(goods, product):
            return restriction
    only = [r for r in held if r.kind == "only"]
    if only and not any(r.fits(goods, product) for r in only):
        return only[0]
    return None
