"""Pictures of invented papers for the demonstration, each marked 样本 DEMO.

Needs Pillow (Odoo requires it) and any Chinese font that fontconfig knows; without a
font the paper shows its Latin text only.
"""

import functools
import io
import math
import subprocess

from PIL import Image, ImageDraw, ImageFont

SIZE = (1000, 700)
PAPER, INK, FRAME, RED, MARK = (
    (252, 250, 242),
    (40, 40, 46),
    (150, 120, 60),
    (196, 40, 36),
    (244, 224, 214),
)


@functools.cache
def _font_path():
    """File of a Chinese font, or None."""
    try:
        answer = subprocess.run(
            ["fc-match", "-f", "%{file}", ":lang=zh-cn"],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip() or None


@functools.cache
def font(size):
    """The Chinese font in a size; Pillow's own where there is none."""
    path = _font_path()
    if path:
        try:
            return ImageFont.truetype(path, size)
        except OSError:
            return ImageFont.load_default(size)
    return ImageFont.load_default(size)


def _wrap(draw, text, face, width):
    lines, line = [], ""
    for char in text:
        if char == "\n" or draw.textlength(line + char, face) > width:
            lines.append(line)
            line = "" if char == "\n" else char
        else:
            line += char
    return [*lines, line]


def _watermark(image):
    layer = Image.new("RGB", image.size, PAPER)
    draw = ImageDraw.Draw(layer)
    for row in range(-1, 5):
        for column in range(-1, 4):
            place = (column * 330 + (row % 2) * 120, row * 190)
            draw.text(place, "样本 DEMO", MARK, font(56))
    image.paste(layer.rotate(18, fillcolor=PAPER))


def _seal(draw, issuer, center):
    """A round red seal with a star and the issuer's short name around it."""
    x, y = center
    draw.ellipse((x - 78, y - 78, x + 78, y + 78), outline=RED, width=5)
    star = []
    for point in range(10):
        radius = 26 if point % 2 == 0 else 11
        angle = math.pi * point / 5 - math.pi / 2
        star.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    draw.polygon(star, fill=RED)
    face = font(18)
    for place, char in enumerate(issuer[:14]):
        angle = math.radians(200 + place * 140 / max(len(issuer[:14]) - 1, 1))
        draw.text(
            (x + 58 * math.cos(angle), y + 58 * math.sin(angle)),
            char,
            RED,
            face,
            anchor="mm",
        )
    draw.text((x, y + 50), "样本", RED, font(20), anchor="mm")


def draw_paper(title, rows, issuer, issued_on):
    """One paper.

    :param title: name of the paper, printed large
    :param rows: pairs (label, text) in printed order
    :param issuer: office that issued it, in the seal
    :param issued_on: text of the date of issue
    :return: PIL image
    """
    image = Image.new("RGB", SIZE, PAPER)
    _watermark(image)
    draw = ImageDraw.Draw(image)
    draw.rectangle((18, 18, 982, 682), outline=FRAME, width=6)
    draw.rectangle((30, 30, 970, 670), outline=FRAME, width=1)
    draw.text((500, 88), title, INK, font(42), anchor="mm")
    y = 150
    for label, text in rows:
        draw.text((80, y), label, FRAME, font(22))
        for line in _wrap(draw, str(text), font(24), 630):
            draw.text((270, y - 2), line, INK, font(24))
            y += 34
        y += 8
    draw.text((690, 560), issuer, INK, font(22), anchor="mm")
    draw.text((690, 596), issued_on, INK, font(22), anchor="mm")
    _seal(draw, issuer, (770, 570))
    draw.text((80, 640), "虚构样本,仅供软件演示,不具任何效力 / invented sample", RED, font(18))
    return image


def as_png(image):
    """Small PNG bytes of a paper."""
    output = io.BytesIO()
    image.quantize(24).save(output, "PNG", optimize=True)
    return output.getvalue()


def as_pdf(image):
    """The paper as a scanned page: PDF bytes."""
    output = io.BytesIO()
    image.save(output, "PDF", resolution=110, quality=60)
    return output.getvalue()
