#!/usr/bin/env python3
"""Verify an exported compliance ledger without Odoo.

    verify_ledger.py ledger.jsonl [--anchors anchors.jsonl] [--json]

Needs Python 3.8 or later and nothing else. It computes again the SHA-256 of every entry
and seal and follows the chain of seals of every company. With --anchors it compares the
seals with the hashes that were kept outside the database.

Exit status: 0 intact, 1 not intact, 2 the file cannot be read as a ledger export.
"""

import argparse
import hashlib
import json
import sys

ENTRY_FIELDS = (
    "id",
    "company_id",
    "res_id",
    "user_id",
    "company_name",
    "event",
    "facts",
    "payload_hash",
    "res_model",
    "res_name",
    "user_login",
    "user_name",
    "logged_at",
)
SEAL_FIELDS = (
    "company_id",
    "number",
    "database_uuid",
    "entry_count",
    "lines_hash",
    "previous_hash",
    "sealed_at",
)
MAX_SHOWN = 20


class UnreadableError(Exception):
    """The file is no ledger export."""


def document_hash(document, fields):
    """SHA-256 of the canonical JSON of these fields of a document."""
    text = json.dumps(
        {name: document[name] for name in fields},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def list_hash(lines):
    """SHA-256 of the list of a seal."""
    text = "".join(f"{position},{entry},{hash_}\n" for position, entry, hash_ in lines)
    return hashlib.sha256(text.encode()).hexdigest()


class Verifier:
    """Reads the documents of one export in order and collects what is wrong."""

    def __init__(self):
        self.entries = self.seals = self.unsealed = 0
        self.first_broken = None
        self.problems = []
        self.heads = {}
        self.hashes = {}
        self.expected = {}
        self.begun = self.ended = False
        self.database_uuid = None

    def report(self, text, entry=None):
        """Note a problem; the lowest entry number is the first broken one."""
        self.problems.append(text)
        if entry and (self.first_broken is None or entry < self.first_broken):
            self.first_broken = entry

    def feed(self, document, digest):
        """Take the next document; ``digest`` is that of all bytes before it."""
        kind = document.get("type")
        if not self.begun and kind != "ledger":
            raise UnreadableError("the file does not begin as a ledger export")
        if self.ended:
            self.report("there is something after the end line")
        handler = {
            "ledger": self.on_ledger,
            "seal": self.on_seal,
            "entry": self.on_entry,
        }.get(kind)
        if kind == "end":
            self.on_end(document, digest)
        elif handler:
            handler(document)
        else:
            raise UnreadableError(f"unknown kind of line: {kind}")

    def on_ledger(self, document):
        if document.get("format") != 1:
            raise UnreadableError("unknown format of export")
        self.begun = True
        self.database_uuid = document["database_uuid"]

    def on_seal(self, seal):
        self.close_seal()
        self.seals += 1
        company, number = seal["company_id"], seal["number"]
        name = f"seal {number} of company {company}"
        lines = seal["lines"]
        first = lines[0][1] if lines else None
        if document_hash(seal, SEAL_FIELDS) != seal["hash"]:
            self.report(f"{name} was changed", first)
        positions = [line[0] for line in lines]
        if (
            list_hash(lines) != seal["lines_hash"]
            or len(lines) != seal["entry_count"]
            or positions != list(range(1, len(lines) + 1))
        ):
            self.report(f"the list of {name} was changed", first)
        head = self.heads.get(company)
        if head and (head[0] + 1 != number or head[1] != seal["previous_hash"]):
            self.report(f"{name} does not follow seal {head[0]}", first)
        elif not head and number == 1 and seal["previous_hash"]:
            self.report(f"{name} names a seal before it", first)
        self.heads[company] = (number, seal["hash"])
        self.hashes[company, number] = seal["hash"]
        self.expected = {entry: (hash_, name) for _pos, entry, hash_ in lines}

    def on_entry(self, entry):
        self.entries += 1
        number = entry["id"]
        if document_hash(entry, ENTRY_FIELDS) != entry["hash"]:
            self.report(f"entry {number} was changed", number)
        if number in self.expected:
            hash_, name = self.expected.pop(number)
            if hash_ != entry["hash"]:
                self.report(f"entry {number} is not the one in {name}", number)
        else:
            self.close_seal()
            self.unsealed += 1

    def close_seal(self):
        """Whatever the last seal lists must have been seen by now."""
        for entry, (_hash, name) in sorted(self.expected.items()):
            self.report(f"entry {entry} of {name} is missing", entry)
        self.expected = {}

    def on_end(self, document, digest):
        self.close_seal()
        self.ended = True
        if document["sha256"] != digest:
            self.report("the file was changed after the export")
        if (document["entries"], document["seals"]) != (self.entries, self.seals):
            self.report("the counts of the end line differ from the file")

    def check_anchors(self, lines):
        """Compare with anchors, one JSON document a line; newest restart counts."""
        anchors = {}
        for line in lines:
            anchor = json.loads(line)
            if anchor.get("restart"):
                anchors.clear()
            else:
                anchors[anchor["company_id"], anchor["number"]] = anchor["hash"]
        for key, hash_ in sorted(anchors.items()):
            company, number = key
            if company in self.heads and self.hashes.get(key, "") != hash_:
                self.report(f"seal {number} of company {company} differs from its anchor")

    def result(self):
        """The outcome as a dict."""
        return {
            "ok": not self.problems,
            "entries": self.entries,
            "seals": self.seals,
            "unsealed": self.unsealed,
            "first_broken": self.first_broken,
            "database_uuid": self.database_uuid,
            "problems": self.problems[:MAX_SHOWN],
        }


def verify(path, anchors=None):
    """Verify the export at ``path``; anchors is the path of the anchor file."""
    verifier, sha = Verifier(), hashlib.sha256()
    with open(path, "rb") as stream:
        for number, line in enumerate(stream, 1):
            try:
                verifier.feed(json.loads(line.decode("utf-8")), sha.hexdigest())
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise UnreadableError(f"line {number} cannot be read: {error}") from error
            sha.update(line)
    if not verifier.begun:
        raise UnreadableError("the file is empty")
    if not verifier.ended:
        verifier.close_seal()
        verifier.report("the file ends early: the end line is missing")
    if anchors:
        with open(anchors, encoding="utf-8") as stream:
            verifier.check_anchors(stream)
    return verifier.result()


def show(result, out):
    """The result in words."""
    out.write(
        f"database {result['database_uuid']}: {result['entries']} entries,"
        f" {result['seals']} seals, {result['unsealed']} not yet sealed\n"
    )
    if result["ok"]:
        out.write("OK: the ledger is intact\n")
        return
    out.write("NOT INTACT\n")
    for problem in result["problems"]:
        out.write(f"  {problem}\n")
    if result["first_broken"]:
        out.write(f"first broken entry: {result['first_broken']}\n")


def main(argv=None):
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("export", help="file of JSON lines exported from the ledger")
    parser.add_argument("--anchors", help="anchors.jsonl kept outside the database")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    options = parser.parse_args(argv)
    try:
        result = verify(options.export, options.anchors)
    except (OSError, UnreadableError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    if options.json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    else:
        show(result, sys.stdout)
    return 0 if result["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
