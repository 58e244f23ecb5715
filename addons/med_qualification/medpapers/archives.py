"""Files of papers in a zip archive, found by name; nothing is ever unpacked to disk.

Only the last part of a member's name is used, so paths like ../../etc are harmless.
Sizes are limited while reading, whatever the archive's directory claims.
"""

import io
import re
import zipfile

from .numbers import normalise

MAX_MEMBERS = 30_000
MAX_FILE = 50 * 1024 * 1024
MAX_TOTAL = 4 * 1024 * 1024 * 1024
MAX_RATIO = 200
SIGNATURES = {
    ".pdf": (b"%PDF",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n",),
}


class ArchiveError(Exception):
    """The archive or one file cannot be used; ``code`` says why, ``value`` what about."""

    def __init__(self, code, value=""):
        super().__init__(code)
        self.code = code
        self.value = value


class PaperArchive:
    """Members of a zip by the words of their names."""

    def __init__(self, raw):
        """:raise ArchiveError: no zip, too many members, a zip bomb."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
            members = [info for info in self._zip.infolist() if not info.is_dir()]
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise ArchiveError("unreadable", type(error).__name__) from error
        self._check(members)
        self._by_name, self._by_word, self.rejected = {}, {}, []
        for info in members:
            self._add(info)

    def _check(self, members):
        if len(members) > MAX_MEMBERS:
            raise ArchiveError("too_many", str(len(members)))
        total = sum(info.file_size for info in members)
        packed = sum(info.compress_size for info in members) or 1
        if total > MAX_TOTAL or (total > 10 * MAX_FILE and total / packed > MAX_RATIO):
            raise ArchiveError("bomb", f"{total // 1024 // 1024} MB")

    def _add(self, info):
        name = base_name(info)
        stem, dot, suffix = name.rpartition(".")
        if not dot or f".{suffix.lower()}" not in SIGNATURES or not stem or name.startswith("."):
            if name and not name.startswith((".", "Thumbs", "desktop.ini")):
                self.rejected.append(name)
            return
        self._by_name.setdefault(name.lower(), info)
        for word in {normalise(stem), *(normalise(w) for w in re.split(r"[_+\s]+", stem))}:
            self._by_word.setdefault(word.removesuffix("号"), []).append(name.lower())

    def names(self):
        """All usable file names."""
        return sorted(base_name(info) for info in self._by_name.values())

    def find(self, file="", code="", kinds=(), number=""):
        """Name of the file of a paper, or "": by its name, code and type, or number.

        :param code: credit code of the party (or registration number of a product)
        :param kinds: code and names of the paper's type
        """
        if file:
            base = re.split(r"[\\/]", file)[-1].lower()
            return base if base in self._by_name else ""
        if number:
            hits = self._by_word.get(normalise(number).removesuffix("号"), [])
            if hits:
                return hits[0]
        wanted = {normalise(kind) for kind in kinds}
        for name in self._by_word.get(normalise(code), []) if code else []:
            words = {normalise(w) for w in re.split(r"[_+\s]+", name.rpartition(".")[0])}
            if wanted & words or normalise(name.rpartition(".")[0]).endswith(tuple(wanted or ["\0"])):
                return name
        return ""

    def read(self, name):
        """Bytes of a file.

        :raise ArchiveError: too big, encrypted, damaged, not of the kind its name says
        """
        info = self._by_name[name.lower()]
        if info.flag_bits & 1:
            raise ArchiveError("encrypted", base_name(info))
        try:
            with self._zip.open(info) as member:
                raw = member.read(MAX_FILE + 1)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
            raise ArchiveError("damaged", base_name(info)) from error
        except Exception as error:  # zlib and friends have exceptions of their own
            raise ArchiveError("damaged", base_name(info)) from error
        if len(raw) > MAX_FILE:
            raise ArchiveError("file_too_big", base_name(info))
        suffix = f".{name.rpartition('.')[2].lower()}"
        if not raw.startswith(SIGNATURES[suffix]):
            raise ArchiveError("wrong_kind", base_name(info))
        return raw


def base_name(info):
    """Last part of a member's name, in the writer's encoding as far as it can be told."""
    name = info.filename
    if not info.flag_bits & 0x800:  # not marked as UTF-8: Windows in China writes GBK
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = info.filename
    return re.split(r"[\\/]", name)[-1].strip()
