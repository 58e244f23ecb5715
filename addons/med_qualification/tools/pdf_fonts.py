"""A font that writes Chinese in PDF files."""

import functools
import pathlib

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

# fonts with TrueType outlines can be embedded; the usual Noto CJK cannot
_FILES = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
)
_BUILT_IN = "STSong-Light"


@functools.cache
def chinese_font():
    """Name of a registered font: an embedded one where there is one, else the song
    typeface that every reader of PDF files brings for Chinese."""
    for path in _FILES:
        if pathlib.Path(path).is_file():
            try:
                pdfmetrics.registerFont(TTFont("MedChinese", path, subfontIndex=0))
            except TTFError:
                continue
            return "MedChinese"
    pdfmetrics.registerFont(UnicodeCIDFont(_BUILT_IN))
    return _BUILT_IN


def width(text, size):
    """Width of a text in points."""
    return pdfmetrics.stringWidth(text, chinese_font(), size)


def wrap(text, size, room):
    """Lines of a text that fit into ``room`` points; Chinese breaks anywhere."""
    lines = [""]
    for char in str(text or ""):
        if char == "\n":
            lines.append("")
        elif lines[-1] and width(lines[-1] + char, size) > room:
            lines.append(char.strip())
        else:
            lines[-1] += char
    return lines
