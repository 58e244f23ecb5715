"""A font that writes Chinese in PDF files."""

import functools
import os
import pathlib

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

_SETTING = "MED_PDF_FONT"  # environment: the file of a house's own font
# fonts with TrueType outlines can be embedded; the usual Noto CJK cannot
_FILES = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/noto/NotoSansSC-Regular.ttf",
    "/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
)
_NEEDED = "资质证照Aa1"
_BUILT_IN = "STSong-Light"


@functools.cache
def chinese_font():
    """Name of a registered font: an embedded one where there is one, else the song
    typeface that every reader of PDF files brings for Chinese."""
    for path in (os.environ.get(_SETTING, ""), *_FILES):
        font = _outlines(path)
        if font:
            pdfmetrics.registerFont(font)
            return font.fontName
    pdfmetrics.registerFont(UnicodeCIDFont(_BUILT_IN))
    return _BUILT_IN


def _outlines(path):
    """The font of a file when it can be embedded and writes Chinese and Latin, else None."""
    if not path or not pathlib.Path(path).is_file():
        return None
    try:
        font = TTFont(f"Med-{pathlib.Path(path).stem}", path, subfontIndex=0)
    except TTFError:
        return None
    return font if all(ord(char) in font.face.charToGlyph for char in _NEEDED) else None


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
