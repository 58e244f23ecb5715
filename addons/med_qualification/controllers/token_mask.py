"""Keeps the tokens of links out of the server's own access log."""

import logging
import re

# the token is what opens the page; everything else of the line stays
_TOKENS = re.compile(r"(/(?:papers|slip)/)[\w-]{20,}")


class MaskTokens(logging.Filter):
    """Replaces tokens in log records by an ellipsis."""

    def filter(self, record):
        """Rewrite the record's message and arguments; always keeps the record."""
        if isinstance(record.msg, str):
            record.msg = mask(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(
                mask(arg) if isinstance(arg, str) else arg for arg in record.args
            )
        return True


def mask(text):
    """The text without tokens: ``/papers/…``."""
    return _TOKENS.sub(r"\1…", text)


logging.getLogger("werkzeug").addFilter(MaskTokens())
