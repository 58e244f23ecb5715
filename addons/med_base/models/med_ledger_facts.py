"""Facts of ledger entries as sentences: labels and names instead of codes and numbers."""

import json
import re
from textwrap import shorten

from odoo import api, models
from odoo.fields import Domain

MACHINE = ("digest", "files", "request", "signature", "block", "mfa", "reason_hash", "decision_hash")
LINE_LENGTH = 160
REFERENCE = re.compile(r"([a-z_0-9.]+),(\d+)")


class MedLedgerWords(models.AbstractModel):
    """Reads facts for people: by the words of the addons, else by the fields of the record.

    A fact named like a field of its record, with or without ``_id``, is written with the
    label of that field, and its value as the field would show it.
    """

    _inherit = "med.ledger.words"

    def _facts(self):
        # EXTENDS med.ledger.words
        return {**super()._facts(), **self._facts_of_papers(), **self._facts_of_work()}

    def _facts_of_papers(self):
        return {
            "direction": self.env._("Direction"),
            "name": self.env._("Name"),
            "notice": self.env._("Acceptance Notice"),
            "number": self.env._("Number"),
            "paper": self.env._("Paper"),
            "papers": self.env._("Papers"),
            "receipt": self.env._("Receipt"),
            "required": self.env._("Required"),
            "type": self.env._("Type"),
            "until": self.env._("Until"),
            "valid_from": self.env._("Valid From"),
            "valid_to": self.env._("Valid To"),
            "version": self.env._("Version"),
        }

    def _facts_of_work(self):
        return {
            "before": self.env._("Before"),
            "block": self.env._("Block"),
            "by_system": self.env._("By the System"),
            "change_kind": self.env._("Change"),
            "changes": self.env._("Changes"),
            "cutover_before": self.env._("Cut-over Date Before"),
            "decision_hash": self.env._("Digest of the Decision"),
            "groups": self.env._("Groups"),
            "incompatible": self.env._("Incompatible With"),
            "lost_seals": self.env._("Lost Seals"),
            "means": self.env._("Proved By"),
            "mfa": self.env._("Second Factor"),
            "own_request": self.env._("Own Request"),
            "reason_hash": self.env._("Digest of the Reason"),
            "records": self.env._("Records"),
            "request": self.env._("Request"),
            "route": self.env._("Route"),
            "signature": self.env._("Signature"),
            "signed": self.env._("Signed"),
            "steps": self.env._("Steps"),
            "usage": self.env._("Usage"),
            "waived": self.env._("Waived"),
        }

    def _values(self):
        # EXTENDS med.ledger.words
        # sudo: names of jobs, for readers without rights on them
        jobs = self.env["med.role"].sudo().with_context(active_test=False).search(Domain.TRUE)
        names = {job.code: job.name for job in jobs}
        decisions = self._options("med.approval.decision", "kind")
        changes = {
            "created": self.env._("Created"),
            "changed": self.env._("Changed"),
            "deleted": self.env._("Deleted"),
        }
        return {
            "change_kind": changes,
            **super()._values(),
            "job": names,
            "incompatible": names,
            "kind": {**self._options("med.lot.block", "kind"), **decisions},
            "mfa": {
                "default": self.env._("as the user set it"),
                "enforce": self.env._("asked"),
                "skip": self.env._("not asked"),
            },
            "means": self._means(),
            "method": self._means(),
        }

    def _means(self):
        """Words for the ways a person or program proves who it is."""
        return {
            "apikey": self.env._("API key"),
            "oauth": self.env._("sign-in of another provider"),
            "passkey": self.env._("passkey"),
            "password": self.env._("password"),
            "password or code": self.env._("password or code"),
            "totp": self.env._("one-time code"),
            "webauthn": self.env._("passkey"),
        }

    def _comodels(self):
        """{key of a fact, or event and key: model of which it holds the numbers}."""
        return {
            "approval.delegated.from": "res.users",
            "approval.delegated.to": "res.users",
            "approval.delegation_revoked.from": "res.users",
            "approval.delegation_revoked.to": "res.users",
            "partner.identity_changed.company": "res.partner",
            "partner": "res.partner",
            "product": "product.product",
            "products": "product.product",
            "route": "med.approval.route",
            "user": "res.users",
            "users": "res.users",
        }

    @api.model
    def _read_facts(self, entries):
        """{entry: (text, one line)} in the reader's language, names read in batches."""
        facts = {entry: json.loads(entry.facts or "{}") for entry in entries}
        reader = FactReader(self, facts)
        return {entry: reader.texts(entry) for entry in entries}


class FactReader:
    """The words and names one list of entries needs, read once."""

    def __init__(self, words, facts):
        self.env = words.env
        self.labels, self.values = words._facts(), words._values()
        self.comodels, self.facts = words._comodels(), facts
        self.names = self._read_names()

    def texts(self, entry):
        """All facts one a line, and the important ones in one line."""
        told = {key: value for key, value in self.facts[entry].items() if value not in (None, "", [], {})}
        order = sorted(told, key=lambda key: key in MACHINE)
        lines = {
            key: f"{self._label(entry, key)}: {self._text(entry, key, told[key])}"
            for key in order
            if told[key] is not False
        }
        short = "; ".join(line for key, line in lines.items() if key not in MACHINE)
        return "\n".join(lines.values()), shorten(short, LINE_LENGTH, placeholder="…")

    def _read_names(self):
        """{(model, id): name} of all records that the facts name by number."""
        wanted = {}
        for entry, facts in self.facts.items():
            for key, value in facts.items():
                for name, number in self._references(entry, key, value):
                    wanted.setdefault(name, set()).add(number)
        names = {}
        for name, numbers in wanted.items():
            # sudo: names as the ledger itself would keep them, for whoever may read it
            records = self.env[name].sudo().browse(numbers).exists()
            names.update({(name, record.id): record._ledger_name() for record in records})
        return names

    def _references(self, entry, key, value):
        """Pairs (model, id) that a fact names."""
        comodel = self.comodels.get(f"{entry.event}.{key}") or self.comodels.get(key)
        items = value if isinstance(value, list) else [value]
        for item in items:
            if comodel and type(item) is int and item:
                yield comodel, item
            elif isinstance(item, str) and (found := REFERENCE.fullmatch(item)):
                if found[1] in self.env:
                    yield found[1], int(found[2])

    def _field(self, entry, key):
        """The field of the entry's record that a fact is named after."""
        model = self.env.get(entry.res_model) if entry.res_model else None
        names = (key, f"{key}_id", f"{key}_ids") if model is not None else ()
        return next((model._fields[name] for name in names if name in model._fields), None)

    def _label(self, entry, key):
        field = self._field(entry, key)
        if key in self.labels or field is None:
            return self.labels.get(key) or key.replace("_", " ")
        return field._description_string(self.env)

    def _text(self, entry, key, value):
        """A value as a person would write it."""
        if isinstance(value, dict):
            pairs = [f"{self._label(entry, k)}: {self._text(entry, k, v)}" for k, v in value.items()]
            return ", ".join(pairs)
        if isinstance(value, list):
            if key == "document" and len(value) == 3:
                return str(value[2])
            return ", ".join(self._text(entry, key, item) for item in value)
        if value is True or value is False:
            return self.env._("yes") if value else self.env._("no")
        return "-" if value in (None, "") else self._word(entry, key, value)

    def _word(self, entry, key, value):
        """The name of a number, the word of a code, the label of a field."""
        for name in self._references(entry, key, value):
            return self.names.get(name, f"#{name[1]}")
        word = self.values.get(key, {}).get(value) or self._option(entry, key, value)
        if not word and key == "fields":
            word = self._label(entry, value) if isinstance(value, str) else None
        if not word and key == "model":
            # sudo: names of models, for auditors without rights on ir.model
            word = self.env["ir.model"].sudo()._get(value).name
        return word or str(value)

    def _option(self, entry, key, value):
        field = self._field(entry, key)
        if field is None or field.type != "selection":
            return None
        return dict(field._description_selection(self.env)).get(value)
