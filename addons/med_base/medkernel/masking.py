"""Masks of personal values: enough to recognise, not enough to use."""


def mask(value, head=6, tail=4):
    """Keep the first and last places, replace each other one by an asterisk.

    Values too short to hide at least as many places as they show keep only the last
    two.
    :param value: the full value, or nothing
    :return: text of the same length, an empty string for nothing
    """
    text = (value or "").strip()
    if not text:
        return ""
    if len(text) < 2 * (head + tail) - 2:
        head, tail = 0, min(tail, 2 if len(text) < 8 else 4)
    if len(text) <= tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]
