"""What a file really is, by its content: names and declared types are not believed."""

import io
import warnings

from PIL import Image

MAX_PIXELS = 120_000_000
_EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class FileError(ValueError):
    """A file that cannot be taken; ``code`` says why: empty, kind, broken, huge."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def kind_of(data):
    """MIME type of a photo or PDF by its first bytes; raises FileError otherwise."""
    if not data:
        raise FileError("empty")
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    if data[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    raise FileError("kind")


def check_picture(data):
    """Raise FileError unless the picture can be decoded and is of a sane size."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data))
            if picture.width * picture.height > MAX_PIXELS:
                raise FileError("huge")
            picture.verify()
    except FileError:
        raise
    except Image.DecompressionBombError as problem:
        raise FileError("huge") from problem
    except (OSError, SyntaxError, ValueError, EOFError) as problem:
        raise FileError("broken") from problem


def safe_name(name, kind, fallback="paper"):
    """Name of a file without folders or control characters, with a fitting ending."""
    name = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(char for char in name if char.isprintable()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    extension = _EXTENSIONS[kind]
    known = {"jpg": ("jpg", "jpeg"), "png": ("png",), "pdf": ("pdf",)}[extension]
    if dot and ending.lower() in known:
        return f"{stem[:80] or fallback}.{extension}"
    return f"{name[:80] or fallback}.{extension}"


def as_stream(data):
    """Bytes as a readable file."""
    return io.BytesIO(data)
