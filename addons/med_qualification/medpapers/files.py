"""What a scan really is, before anything opens it. No file is trusted by its name."""

import re
import zlib

# first bytes of what never is a scanned paper
_MAGIC = (
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"PK\x03\x04", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\xd0\xcf\x11\xe0", "document"),
)
_MARKUP = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|script|svg|\?xml)", re.IGNORECASE)
_STREAM = re.compile(rb"/FlateDecode[^>]{0,400}>>\s*stream\r?\n")


def foreign_kind(raw):
    """"program", "archive", "document", "markup" for what is no scan, else ""."""
    for magic, kind in _MAGIC:
        if raw.startswith(magic):
            return kind
    return "markup" if _MARKUP.match(raw[:200]) else ""


def pdf_expands_beyond(raw, limit):
    """Whether the packed streams of a PDF unpack to more than ``limit`` bytes together.

    Nothing is kept: each stream is unpacked in small steps and left as soon as the
    limit is reached. Broken streams count as far as they go.
    """
    total = 0
    for match in _STREAM.finditer(raw):
        for size in _unpacked(raw, match.end()):
            total += size
            if total > limit:
                return True
    return False


def _unpacked(raw, start, step=1 << 16):
    packed, rest, at = zlib.decompressobj(), b"", start
    while not packed.eof:
        if not rest:
            rest, at = raw[at : at + step], at + step
        if not rest:
            return
        try:
            size = len(packed.decompress(rest, 1 << 20))
        except zlib.error:
            return
        rest = packed.unconsumed_tail
        yield size
