import hashlib
import json
import logging
import os

from odoo import api, fields, models
from odoo.tools import SQL, config

from ..medkernel import chain
from .med_ledger_seal import SEAL_LIMIT

_logger = logging.getLogger(__name__)

SEAL_BATCH = 200
ENTRY_BATCH = 5000
FORMAT = 1


class MedLedgerExporter(models.AbstractModel):
    """The ledger as JSON lines, which ``scripts/verify_ledger.py`` checks without Odoo.

    A line ``ledger``, then each seal followed by the entries it lists, company by
    company; entries that no seal lists yet; a line ``end`` with the counts and the
    SHA-256 of all bytes before it. Personal payloads are not in it, only their hashes.
    """

    _name = "med.ledger.exporter"
    _description = "Ledger Export"

    @api.model
    def _write_export(self, stream, company_ids=None, date_from=None, date_to=None):
        """Write the export to a binary stream.

        :param company_ids: numbers of companies, all if None; entries without company
            are always in it
        :param date_from: first and last day on which the seals were made (UTC)
        :return: dict of the counts ``seals`` and ``entries``
        """
        sha, counts = hashlib.sha256(), {"seals": 0, "entries": 0}
        documents = self._export_documents(company_ids, date_from, date_to)
        for document in documents:
            kind = {"seal": "seals", "entry": "entries"}.get(document["type"])
            if kind:
                counts[kind] += 1
            self._write_line(stream, document, sha)
        end = {"type": "end", **counts, "sha256": sha.hexdigest()}
        self._write_line(stream, end, sha)
        return counts

    @api.model
    def _export_for_uninstall(self):
        """Keep the whole ledger as a file in Odoo's data folder, sealed to the end.

        :return: path of the file
        """
        self.env["med.ledger.entry"]._append("ledger.uninstalled")
        seals = self.env["med.ledger.seal"]
        for company_id in seals._pending_companies():
            while seals._seal(company_id) == SEAL_LIMIT:
                continue
        directory = os.path.join(config["data_dir"], "med_ledger")
        os.makedirs(directory, mode=0o700, exist_ok=True)
        stamp = fields.Datetime.now().strftime("%Y%m%d-%H%M%S")
        path = os.path.join(directory, f"{self.env.cr.dbname}-{stamp}.jsonl")
        with open(path, "wb") as stream:
            self._write_export(stream)
        _logger.info("the ledger was exported to %s before its tables go", path)
        return path

    def _write_line(self, stream, document, sha):
        line = json.dumps(document, ensure_ascii=False, sort_keys=True) + "\n"
        data = line.encode("utf-8", "replace")
        sha.update(data)
        stream.write(data)

    def _export_documents(self, company_ids, date_from, date_to):
        yield {
            "type": "ledger",
            "format": FORMAT,
            "database_uuid": self.env["med.ledger.seal"]._database_uuid(),
            "exported_at": fields.Datetime.now().isoformat() + "Z",
            "date_from": date_from and str(date_from),
            "date_to": date_to and str(date_to),
        }
        for company_id in self._chains(company_ids):
            yield from self._export_chain(company_id, date_from, date_to)
            if not date_to:
                yield from self._export_unsealed(company_id)

    def _chains(self, company_ids):
        rows = self.env.execute_query(
            SQL(
                "SELECT company_id FROM med_ledger_seal UNION"
                " SELECT company_id FROM med_ledger_pending ORDER BY 1"
            )
        )
        chains = [company_id for (company_id,) in rows]
        if company_ids is None:
            return chains
        return [chain_ for chain_ in chains if chain_ in {0, *company_ids}]

    def _export_chain(self, company_id, date_from, date_to):
        number = 0
        while seals := self._fetch_seals(company_id, number, date_from, date_to):
            entries = self._fetch_sealed([seal["id"] for seal in seals])
            for seal in seals:
                rows = entries.get(seal["id"], [])
                yield self._seal_line(seal, rows)
                yield from (self._entry_line(row) for row in rows if row["hash"])
            number = seals[-1]["number"]

    def _fetch_seals(self, company_id, number, date_from, date_to):
        condition = SQL("company_id = %s AND number > %s", company_id, number)
        if date_from:
            condition = SQL("%s AND sealed_at >= %s", condition, date_from)
        if date_to:
            condition = SQL("%s AND sealed_at < %s::date + 1", condition, date_to)
        return self.env.execute_query_dict(
            SQL(
                "SELECT * FROM med_ledger_seal WHERE %s ORDER BY number LIMIT %s",
                condition,
                SEAL_BATCH,
            )
        )

    def _fetch_sealed(self, seal_ids):
        """Entries by seal, in the order of its list; without hash if gone."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT l.seal_id, l.position, l.entry_id, l.entry_hash, e.*
                FROM med_ledger_seal_line l
                LEFT JOIN med_ledger_entry e ON e.id = l.entry_id
                WHERE l.seal_id = ANY(%s) ORDER BY l.seal_id, l.position
                """,
                seal_ids,
            )
        )
        entries = {}
        for row in rows:
            entries.setdefault(row["seal_id"], []).append(row)
        return entries

    def _export_unsealed(self, company_id):
        last_id = 0
        while rows := self._fetch_unsealed(company_id, last_id):
            yield from (self._entry_line(row) for row in rows)
            last_id = rows[-1]["id"]

    def _fetch_unsealed(self, company_id, last_id):
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT e.* FROM med_ledger_pending p
                JOIN med_ledger_entry e ON e.id = p.entry_id
                WHERE p.company_id = %s AND p.entry_id > %s
                ORDER BY p.entry_id LIMIT %s
                """,
                company_id,
                last_id,
                ENTRY_BATCH,
            )
        )

    def _seal_line(self, seal, rows):
        return {
            "type": "seal",
            **chain.seal_document(seal),
            "company_name": seal["company_name"] or "",
            "hash": seal["hash"],
            "lines": [
                [row["position"], row["entry_id"], row["entry_hash"]] for row in rows
            ],
        }

    def _entry_line(self, row):
        return {"type": "entry", **chain.entry_document(row), "hash": row["hash"]}
