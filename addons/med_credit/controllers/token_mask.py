"""Keeps the tokens of links to statements out of the server's own access log."""

import logging
import re

_TOKENS = re.compile(r"(/statement/)[\w-]{20,}")


class MaskStatementTokens(logging.Filter):
    """Replaces tokens in log records by an ellipsis."""

    def filter(self, record):
        """Rewrite the record's message and arguments; always keeps the record."""
        if isinstance(record.msg, str):
            record.msg = mask(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(mask(arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


def mask(text):
    """The text without tokens: ``/statement/…``."""
    return _TOKENS.sub(r"\1…", text)


logging.getLogger("werkzeug").addFilter(MaskStatementTokens())
