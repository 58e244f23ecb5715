"""Invented numbers with valid check digits, one set for each play."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def code(body):
    """A unified social credit code: 17 places and their check character (GB 32100)."""
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(body, WEIGHTS, strict=True))
    return body + ALPHABET[(31 - total % 31) % 31]


def dealer_code(run):
    """The credit code of the dealer of a play."""
    tail = ""
    for _place in range(4):
        run, rest = divmod(run, len(ALPHABET))
        tail = ALPHABET[rest] + tail
    return code(f"91320505MA3LW{tail}")


def old_code(run, place):
    """Credit codes of parties of an old system, one for each place of a play."""
    return code(f"91320506MA4{place}{run % 100000:05d}")


def gtin(run):
    """A GTIN-14 of the product of a play, from 06909999200000 on."""
    body = f"069099992{run % 10000:04d}"
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(body))
    return body + str(-total % 10)


def licence(run):
    """Number of the dealer's licence for class III."""
    return f"苏苏药监械经营许2023{9000 + run}号"


def filing(run):
    """Number of the dealer's filing for class II."""
    return f"苏苏药监械经营备2024{9000 + run}号"


def registration(run):
    """Number of a class III registration, category 13."""
    return f"国械注准2024313{9000 + run}"
