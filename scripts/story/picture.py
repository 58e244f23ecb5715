"""Pictures of invented papers, made with the standard library from a kit of shapes.

The kit (`kit.bin`) holds an empty paper with frame, seal and the mark 样本 DEMO, and the
shapes of the characters the story needs; `kit.py` makes it.
"""

import functools
import json
import pathlib
import struct
import zlib

KIT = pathlib.Path(__file__).parent / "kit.bin"
SHADES = 8  # steps from paper to ink; the last palette entries of the kit


@functools.cache
def kit():
    """The kit: width, height, palette, pixels (bytes), glyphs {size: {char: shape}}."""
    data = json.loads(zlib.decompress(KIT.read_bytes()))
    data["pixels"] = bytes.fromhex(data["pixels"])
    return data


class Picture:
    """An empty paper to write on."""

    def __init__(self):
        self.width, self.height = kit()["width"], kit()["height"]
        self.pixels = bytearray(kit()["pixels"])

    def write(self, x, y, text, size="24"):
        """Write a line of text with its upper left corner at (x, y)."""
        glyphs = kit()["glyphs"][size]
        for char in text:
            width, rows = glyphs.get(char) or glyphs["?"]
            self._paint(x, y, width, rows)
            x += width

    def length(self, text, size="24"):
        """Width of a line of text in pixels."""
        glyphs = kit()["glyphs"][size]
        return sum((glyphs.get(char) or glyphs["?"])[0] for char in text)

    def _paint(self, x, y, width, rows):
        ink = len(kit()["palette"]) // 3 - SHADES
        for place, shade in enumerate(rows):
            if shade != "0":
                spot = (y + place // width) * self.width + x + place % width
                if 0 <= spot < len(self.pixels):
                    self.pixels[spot] = ink + int(shade)

    def png(self):
        """The picture as PNG bytes."""
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 3, 0, 0, 0)
        rows = b"".join(
            b"\0" + self.pixels[start : start + self.width]
            for start in range(0, len(self.pixels), self.width)
        )
        return (
            b"\x89PNG\r\n\x1a\n"
            + _chunk(b"IHDR", header)
            + _chunk(b"PLTE", bytes(kit()["palette"]))
            + _chunk(b"IDAT", zlib.compress(rows, 9))
            + _chunk(b"IEND", b"")
        )


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def paper(title, rows):
    """PNG bytes of one paper.

    :param title: its name, printed large in the middle
    :param rows: pairs (label, text)
    """
    picture = Picture()
    picture.write((picture.width - picture.length(title, "42")) // 2, 62, title, "42")
    y = 150
    for label, text in rows:
        picture.write(80, y, label)
        for line in _wrapped(picture, text, picture.width - 360):
            picture.write(290, y, line)
            y += 34
        y += 8
    return picture.png()


def _wrapped(picture, text, width):
    lines = [""]
    for char in text:
        if picture.length(lines[-1] + char) > width:
            lines.append("")
        lines[-1] += char
    return lines
