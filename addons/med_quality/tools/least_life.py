"""How long goods must still be good for the customer they are reserved for."""

LEAST_LIFE_KEY = "med_least_life"


class LeastLife:
    """Moment until which the goods of some moves must be good.

    It travels in the context as a Python object and is compared by type: nothing that a client sends as
    JSON is ever taken for one.
    """

    __slots__ = ("moments",)

    def __init__(self, moments):
        """:param moments: {id of a stock.move: naive UTC datetime}"""
        self.moments = moments


class Wanted:
    """The moment for the one product that is being reserved now."""

    __slots__ = ("moment", "product")

    def __init__(self, product, moment):
        self.product = product
        self.moment = moment
