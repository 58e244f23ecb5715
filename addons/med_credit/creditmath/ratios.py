"""Figures of annual statements."""

DISTRESS, SAFE = 1.1, 2.6


def zscore(working_capital, retained_earnings, ebit, equity, assets, liabilities):
    """Altman's Z'' for firms that are not listed and do not manufacture.

    6.56 X1 + 3.26 X2 + 6.72 X3 + 1.05 X4; below 1.1 distress, above 2.6 safe.

    :return: float, or None where assets or liabilities are not given
    """
    if not assets or assets <= 0 or liabilities is None or liabilities < 0:
        return None
    if not liabilities:
        liabilities = assets / 100.0  # free of debt: as safe as the formula can say
    parts = (
        6.56 * working_capital / assets,
        3.26 * retained_earnings / assets,
        6.72 * ebit / assets,
        1.05 * equity / liabilities,
    )
    return sum(parts)
