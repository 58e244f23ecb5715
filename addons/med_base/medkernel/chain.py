"""Hashes of ledger entries and of the seals that chain them.

An entry is hashed over all its fields. A seal lists entries (position, id, hash) and
is hashed over that list, its own fields and the hash of the seal before it: whoever
changes, removes or inserts anything changes every later seal.
"""

import hashlib
import json

from .canonical import sha256

ENTRY_TEXTS = (
    "company_name",
    "event",
    "facts",
    "payload_hash",
    "res_model",
    "res_name",
    "user_login",
    "user_name",
)
ENTRY_NUMBERS = ("id", "company_id", "res_id", "user_id")
ENTRY_FIELDS = (*ENTRY_NUMBERS, *ENTRY_TEXTS, "logged_at")
SEAL_FIELDS = (
    "company_id",
    "number",
    "database_uuid",
    "entry_count",
    "lines_hash",
    "previous_hash",
    "sealed_at",
)


# canonical.dumps for documents whose keys and values are plain
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":")
).encode


def _digest(document):
    return sha256(_encode(document).encode("utf-8", "replace"))


def moment(value):
    """A UTC time as text with microseconds, the form that is hashed."""
    return value.isoformat(timespec="microseconds") + "Z"


def entry_document(values):
    """The hashed form of an entry: every field, empty ones as 0 or ''."""
    document = {name: values.get(name) or 0 for name in ENTRY_NUMBERS}
    document.update((name, values.get(name) or "") for name in ENTRY_TEXTS)
    logged_at = values["logged_at"]
    document["logged_at"] = (
        logged_at if isinstance(logged_at, str) else moment(logged_at)
    )
    return document


def entry_hash(values):
    """SHA-256 of an entry.

    :param values: dict with the keys of ``ENTRY_FIELDS``; time as datetime or text
    """
    return _digest(entry_document(values))


def entry_frame(values):
    """The hashed text of an entry around its number and time.

    The database gives both and hashes in the same statement that inserts:
    ``head + id + middle + time + tail``.

    :param values: dict with the keys of ``ENTRY_FIELDS`` but ``id`` and ``logged_at``
    :return: the texts (head, middle, tail)
    """
    document = entry_document({**values, "id": 0, "logged_at": ""})
    before = {name: document[name] for name in document if name < "id"}
    after = {name: document[name] for name in document if name > "logged_at"}
    head, tail = _encode(before), _encode(after)
    return f'{head[:-1]},"id":', ',"logged_at":"', f'",{tail[1:]}'


def seal_document(values):
    """The hashed form of a seal."""
    document = {name: values[name] or "" for name in SEAL_FIELDS}
    for name in ("company_id", "number", "entry_count"):
        document[name] = values[name] or 0
    if not isinstance(document["sealed_at"], str):
        document["sealed_at"] = moment(document["sealed_at"])
    return document


def seal_hash(values):
    """SHA-256 of a seal, over the keys of ``SEAL_FIELDS``."""
    return _digest(seal_document(values))


class LinesDigest:
    """Running digest over the lines of one seal: ``position,id,hash`` each."""

    def __init__(self):
        self._sha = hashlib.sha256()
        self.count = 0

    def add(self, position, entry_id, hash_):
        """Add the next line."""
        self._sha.update(f"{position},{entry_id},{hash_}\n".encode())
        self.count += 1

    def hexdigest(self):
        """The digest of the lines so far."""
        return self._sha.hexdigest()


def lines_hash(lines):
    """Digest of the lines ``[(position, entry id, entry hash), …]`` of a seal."""
    running = LinesDigest()
    for line in lines:
        running.add(*line)
    return running.hexdigest()


def payload_hash(salt, payload):
    """Hash of a purgeable payload; the salt keeps short values from being guessed."""
    return sha256(salt + payload)
