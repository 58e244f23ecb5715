from odoo import api, models
from odoo.tools import SQL

from ..medkernel import chain

ENTRY_BATCH = 10000
SEAL_BATCH = 500
MAX_PROBLEMS = 50


class MedLedgerVerifier(models.AbstractModel):
    """Recomputes the ledger as a stream: memory does not grow with its length."""

    _name = "med.ledger.verifier"
    _description = "Ledger Verification"

    @api.model
    def _verify(self):
        """See ``med.ledger.entry.verify``."""
        result = {
            "ok": True,
            "entries": 0,
            "first_broken": None,
            "seals": 0,
            "unsealed": 0,
            "purged": 0,
            "problems": [],
        }
        self._verify_entries(result)
        self._verify_seals(result)
        self._verify_orphans(result)
        result["heads"] = self.env["med.ledger.anchor"]._heads()
        result["anchors"] = self._verify_anchors(result)
        return result

    def _report(self, result, kind, entry_id=None, seal=None):
        """Note a problem; the lowest entry number becomes ``first_broken``."""
        result["ok"] = False
        if entry_id and (not result["first_broken"] or entry_id < result["first_broken"]):
            result["first_broken"] = entry_id
        if len(result["problems"]) < MAX_PROBLEMS:
            result["problems"].append({"kind": kind, "entry": entry_id, "seal": seal})

    # ---- entries ----
    def _verify_entries(self, result):
        """Hash of every entry and payload; which entries no seal lists."""
        purged = self._purged_entries()
        last_id = 0
        while rows := self._fetch_entries(last_id):
            for row in rows:
                if chain.entry_hash(row) != row["hash"]:
                    self._report(result, "entry_changed", row["id"])
                if row["payload_hash"]:
                    self._verify_payload(result, row, purged)
                result["unsealed"] += row["seal_id"] is None
            result["entries"] += len(rows)
            last_id = rows[-1]["id"]

    def _fetch_entries(self, last_id):
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT e.*, l.seal_id, p.salt, p.payload
                FROM med_ledger_entry e
                LEFT JOIN med_ledger_seal_line l ON l.entry_id = e.id
                LEFT JOIN med_ledger_payload p ON p.entry_id = e.id
                WHERE e.id > %s ORDER BY e.id LIMIT %s
                """,
                last_id,
                ENTRY_BATCH,
            )
        )

    def _verify_payload(self, result, row, purged):
        if row["payload"] is None:
            if row["id"] in purged:
                result["purged"] += 1
            else:
                self._report(result, "payload_removed", row["id"])
        elif chain.payload_hash(row["salt"], row["payload"]) != row["payload_hash"]:
            self._report(result, "payload_changed", row["id"])

    def _purged_entries(self):
        """Numbers of entries whose payload the ledger itself reports as purged."""
        rows = self.env.execute_query(
            SQL(
                "SELECT jsonb_array_elements(facts::jsonb -> 'entries')::int"
                " FROM med_ledger_entry WHERE event = 'payload.purged'"
            )
        )
        return {entry_id for (entry_id,) in rows}

    # ---- seals ----
    def _verify_seals(self, result):
        """Numbers, chain, list and hash of every seal."""
        heads, last_id = {}, 0
        while seals := self._fetch_seals(last_id):
            lines = self._fetch_lines([seal["id"] for seal in seals])
            for seal in seals:
                self._verify_seal(result, seal, lines.get(seal["id"], []), heads)
            result["seals"] += len(seals)
            last_id = seals[-1]["id"]

    def _fetch_seals(self, last_id):
        return self.env.execute_query_dict(
            SQL(
                "SELECT * FROM med_ledger_seal WHERE id > %s ORDER BY id LIMIT %s",
                last_id,
                SEAL_BATCH,
            )
        )

    def _fetch_lines(self, seal_ids):
        """Lines by seal: position, entry, hash in the list, hash and company now."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT l.seal_id, l.position, l.entry_id, l.entry_hash,
                       e.hash, e.company_id
                FROM med_ledger_seal_line l
                LEFT JOIN med_ledger_entry e ON e.id = l.entry_id
                WHERE l.seal_id = ANY(%s) ORDER BY l.seal_id, l.position
                """,
                seal_ids,
            )
        )
        lines = {}
        for seal_id, *line in rows:
            lines.setdefault(seal_id, []).append(line)
        return lines

    def _verify_seal(self, result, seal, lines, heads):
        first = lines[0][1] if lines else None
        number, previous = heads.get(seal["company_id"], (0, None))
        if seal["number"] != number + 1 or seal["previous_hash"] != previous:
            self._report(result, "chain_broken", first, seal["number"])
        listed = [(position, entry, hash_) for position, entry, hash_, *_ in lines]
        intact = (
            [line[0] for line in listed] == list(range(1, seal["entry_count"] + 1))
            and chain.lines_hash(listed) == seal["lines_hash"]
            and chain.seal_hash(seal) == seal["hash"]
        )
        if not intact:
            self._report(result, "seal_changed", first, seal["number"])
        for _position, entry_id, listed_hash, hash_, company_id in lines:
            if hash_ is None:
                self._report(result, "entry_removed", entry_id, seal["number"])
            elif hash_ != listed_hash or company_id != seal["company_id"]:
                self._report(result, "entry_replaced", entry_id, seal["number"])
        heads[seal["company_id"]] = (seal["number"], seal["hash"])

    def _verify_orphans(self, result):
        """Lines whose seal is gone: seals cut off at the end of a chain."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT min(l.entry_id) FROM med_ledger_seal_line l
                WHERE NOT EXISTS (SELECT FROM med_ledger_seal s WHERE s.id = l.seal_id)
                """
            )
        )
        if rows[0][0]:
            self._report(result, "seal_removed", rows[0][0])

    def _verify_anchors(self, result):
        anchors = self.env["med.ledger.anchor"]._check_anchors()
        for company_id, number in anchors["broken"]:
            entry_id = self._first_entry_of(company_id, number)
            self._report(result, "anchor_differs", entry_id, number)
        return {"count": anchors["count"], "broken": len(anchors["broken"])}

    def _first_entry_of(self, company_id, number):
        """First entry of a seal, or of the first one after it that exists."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT min(l.entry_id) FROM med_ledger_seal s
                JOIN med_ledger_seal_line l ON l.seal_id = s.id
                WHERE s.company_id = %s AND s.number = %s
                """,
                company_id,
                number,
            )
        )
        return rows[0][0]
