"""Makes `kit.bin` for picture.py from the cast's drawing code; needs Pillow and a font.

    scripts/python scripts/story/kit.py

To be run again when the story's papers get new characters.
"""

import importlib.util
import json
import pathlib
import string
import zlib

from PIL import Image, ImageDraw

HERE = pathlib.Path(__file__).parent
PAPERS = HERE.parents[1] / "addons/med_qualification/demo/papers.py"
TITLES = "营业执照医疗器械经营许可证第二类医疗器械经营备案凭证医疗器械注册证"
TEXTS = (
    string.ascii_letters + string.digits + " .,;:-/()?+×〔〕、;:(),。—"
    "编号单位名称统一社会信用代码法定代表人住所有效期限至长期范围经营方式批发备案编号许可证编号注册人"
    "产品名称型号规格标识苏州禾瑞医疗第场高新区狮山路江苏省苏药监械国注准许备顾明禾年分类目录一二三类"
    "锁定接骨板系统上海骏安骨科器械有限公司市场监督管理局月日孔直型演示样本虚构零四五六七八九十"
)
SHADES = 8


def drawing():
    """The module that draws the cast's papers."""
    spec = importlib.util.spec_from_file_location("papers", PAPERS)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def glyph(face, char, size):
    """[width, one digit of shade per pixel] of a character."""
    width = max(int(round(face.getlength(char))), 1)
    image = Image.new("L", (width, int(size * 1.35)), 0)
    ImageDraw.Draw(image).text((0, 0), char, 255, face)
    return [width, "".join(str(value * (SHADES - 1) // 255) for value in image.tobytes())]


def main():
    """Write the kit."""
    papers = drawing()
    blank = papers.draw_paper("", [], "苏州市市场监督管理局", "").quantize(16)
    palette = blank.getpalette()[: 16 * 3]
    for step in range(SHADES):
        part = step / (SHADES - 1)
        palette += [
            int(light + (dark - light) * part) for light, dark in zip(papers.PAPER, papers.INK, strict=True)
        ]
    data = {
        "width": blank.width,
        "height": blank.height,
        "palette": palette,
        "pixels": blank.tobytes().hex(),
        "glyphs": {
            str(size): {char: glyph(papers.font(size), char, size) for char in sorted(set(text))}
            for size, text in ((42, TITLES + "?"), (24, TITLES + TEXTS))
        },
    }
    (HERE / "kit.bin").write_bytes(zlib.compress(json.dumps(data).encode(), 9))


if __name__ == "__main__":
    main()
