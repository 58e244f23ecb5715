"""Keeps the tokens of links out of the server's own access log."""

import logging
import re


class MaskTokens(logging.Filter):
    """Replaces tokens behind these paths in log records by an ellipsis.

    The token is what opens the page; everything else of the line stays.
    """

    def __init__(self, *paths):
        super().__init__()
        self.tokens = re.compile(rf"(/(?:{'|'.join(paths)})/)[\w-]{{20,}}")

    def filter(self, record):
        """Rewrite the record's message and arguments; always keeps the record."""
        if isinstance(record.msg, str):
            record.msg = self.mask(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(self.mask(arg) if isinstance(arg, str) else arg for arg in record.args)
        return True

    def mask(self, text):
        """The text without tokens: ``/papers/…``."""
        return self.tokens.sub(r"\1…", text)


TOKENS = MaskTokens("papers", "slip")
logging.getLogger("werkzeug").addFilter(TOKENS)
