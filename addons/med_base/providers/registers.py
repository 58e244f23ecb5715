"""Providers of external registers, one class per protocol: ``fetch`` brings the bytes.

A provider never decides anything; what it brings is kept as evidence by the caller.
"""

import base64
import os
import pathlib
from urllib.parse import urlsplit

import requests

from ..medkernel.registers import MAX_BYTES, RegisterError

TIMEOUT = 30
ORIGINS_PARAMETER = "med_base.register_origins"
FOLDER_PARAMETER = "med_base.register_folder"
PROVIDERS = {}


def provider(code):
    """Class decorator: this provider serves the protocol ``code``."""

    def register(cls):
        PROVIDERS[code] = cls
        return cls

    return register


class Answer:
    """What a call brought: bytes, a file name, and how it was asked."""

    def __init__(self, raw, name, request):
        self.raw = raw
        self.name = name
        self.request = request


@provider("upload")
class UploadProvider:
    """A list that a person uploaded."""

    def fetch(self, source):
        """The uploaded file of a ``med.register.source``."""
        if not source.list_file:
            raise RegisterError("no_file")
        raw = base64.b64decode(source.with_context(bin_size=False).list_file)
        return Answer(raw, source.list_name or "list", {"file": source.list_name or ""})


@provider("folder")
class FolderProvider:
    """The newest list in a folder on the server that an administrator has opened."""

    def fetch(self, source):
        """The newest csv or xlsx file of the source's folder; links are not followed."""
        folder = self._folder(source)
        files = [
            path
            for path in folder.iterdir()
            if path.suffix.lower() in (".csv", ".xlsx") and path.is_file() and not path.is_symlink()
        ]
        if not files:
            raise RegisterError("no_file")
        newest = max(files, key=lambda path: path.stat().st_mtime)
        if newest.stat().st_size > MAX_BYTES:
            raise RegisterError("too_big", newest.name)
        return Answer(newest.read_bytes(), newest.name, {"folder": folder.name, "file": newest.name})

    def _folder(self, source):
        # sudo: only administrators say which folder is open
        root = source.env["ir.config_parameter"].sudo().get_param(FOLDER_PARAMETER)
        name = source.folder_name or ""
        if not root:
            raise RegisterError("no_root")
        if not name or name in (".", "..") or os.sep in name or "/" in name or "\\" in name:
            raise RegisterError("bad_folder", name)
        root = pathlib.Path(root).resolve()
        folder = (root / name).resolve()
        if folder.parent != root or not folder.is_dir():
            raise RegisterError("bad_folder", name)
        return folder


@provider("http")
class HttpProvider:
    """A list behind an address whose origin an administrator has allowed."""

    def fetch(self, source):
        """The bytes behind the source's address; redirects are not followed."""
        url = source.url or ""
        self._check(source, url)
        try:
            with requests.get(url, timeout=TIMEOUT, stream=True, allow_redirects=False) as response:
                return self._read(response, url)
        except requests.RequestException as error:
            raise RegisterError("no_answer", type(error).__name__) from error

    def _check(self, source, url):
        parts = urlsplit(url)
        # sudo: only administrators say which servers may be asked
        allowed = source.env["ir.config_parameter"].sudo().get_param(ORIGINS_PARAMETER) or ""
        origin = f"{parts.scheme}://{parts.netloc}"
        if parts.scheme not in ("http", "https") or "@" in parts.netloc:
            raise RegisterError("bad_address", origin)
        if origin not in {entry.strip() for entry in allowed.split(",")}:
            raise RegisterError("not_allowed", origin)

    def _read(self, response, url):
        if response.status_code != 200:
            raise RegisterError("status", str(response.status_code))
        raw = bytearray()
        for chunk in response.iter_content(65536):
            raw += chunk
            if len(raw) > MAX_BYTES:
                raise RegisterError("too_big", str(MAX_BYTES))
        name = urlsplit(url).path.rpartition("/")[2] or "list"
        return Answer(bytes(raw), name, {"url": url.split("?")[0]})
