from odoo import api, fields, models
from odoo.tools import SQL, plaintext2html

from ..medkernel import canonical


class MedGateWaiver(models.Model):
    """Transitions with their ledger entries and messages, and what the gate asks."""

    _inherit = "med.gate.waiver"

    def _prepare_request(self, finding):
        return {
            "res_name": self._browse_document(self.res_model, self.res_id).display_name,
            "check_name": finding["name"],
            "digest": finding["digest"],
            "line_name": finding.get("product") or finding["line_name"] or False,
            "message": finding["message"],
            "law": finding["law"],
            "facts": finding.get("facts") or {},
        }

    def _advance(self, vals, event):
        """Write the transition and tell the ledger."""
        # sudo: who decides has no right to edit waivers, only to press the button
        self.sudo()._guarded_write_fields(vals)
        self.env["med.ledger.entry"]._append(
            event,
            record=self,
            facts={
                "document": f"{self.res_model},{self.res_id}",
                "check": self.check_code,
                "digest": self.digest,
                "valid_until": str(self.valid_until or ""),
                # a typed reason may name people: its hash proves it, the waiver keeps it
                "reason_hash": canonical.digest(self.reason or ""),
                "decision_hash": canonical.digest(self.decision_reason or ""),
            },
            company=self.company_id,
        )

    def _guarded_write_fields(self, vals):
        """Write guarded and content fields together under one ticket."""
        return self._with_ticket("state", set(vals)).write(vals)

    def _decide(self, state, event, **extra):
        self._advance(
            {
                "state": state,
                "granted_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
                **extra,
            },
            event,
        )
        self._tell_asker()

    def _tell_granter(self):
        """Tell the one who may grant; where several may, the shared list holds it."""
        group = self._check()._waiver_group()
        users = (
            self.env["res.users"]
            # sudo: users and their groups are not readable by everybody
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", group.ids),
                    ("company_ids", "in", self.company_id.ids),
                    ("share", "=", False),
                    ("id", "not in", self._askers().ids),
                ],
                limit=2,
            )
        )
        if len(users) == 1:
            self._schedule(users, self.env._("Waiver to decide"), self.reason)

    def _tell_asker(self):
        """Close the granter's task and tell the asker the answer."""
        # sudo: the task belongs to somebody else
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        told = self._med_spoken_to(self.requested_by_id)
        summary = (
            told.env._("Waiver granted: you may go on")
            if self.state == "granted"
            else told.env._("Waiver refused")
        )
        self._schedule(self.requested_by_id, summary, self.decision_reason or "")

    def _schedule(self, user, summary, note):
        # sudo: the sender has no right to write activities of others
        self.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=summary,
            note=plaintext2html(note),
        )

    # what the gate asks ------------------------------------------------------

    @api.model
    def _granted_digests(self, documents):
        """Waivers that count today, in one query.

        :param documents: iterable of records, of any gated models
        :return: {(res_model, res_id): set of digests}; a document without any is absent
        """
        ids = {}
        for document in documents:
            if document._origin.id:
                ids.setdefault(document._name, set()).add(document._origin.id)
        if not ids:
            return {}
        self.flush_model()
        self.env["med.gate.check"].flush_model(["code", "is_statutory", "active"])
        wanted = SQL(" OR ").join(
            SQL("(w.res_model = %s AND w.res_id IN %s)", model, tuple(found)) for model, found in ids.items()
        )
        result = {}
        for model, res_id, digest in self.env.execute_query(self._granted_sql(wanted)):
            result.setdefault((model, res_id), set()).add(digest)
        return result

    @api.model
    def _requested_digests(self, documents):
        """Like ``_granted_digests``: what was asked for and waits for a decision.

        :param documents: records of one model
        """
        # sudo: the panel says that it was asked, to everybody who reads the document
        waiting = self.sudo().search_fetch(
            [
                ("state", "=", "requested"),
                ("res_model", "=", documents._name),
                ("res_id", "in", documents._origin.ids),
            ],
            ["res_model", "res_id", "digest"],
        )
        result = {}
        for waiver in waiting:
            key = (waiver.res_model, waiver.res_id)
            result.setdefault(key, set()).add(waiver.digest)
        return result

    @api.model
    def _granted_sql(self, wanted):
        """A row in force that has become statutory takes the waiver's effect away."""
        return SQL(
            """
            SELECT w.res_model, w.res_id, w.digest
              FROM med_gate_waiver w
              JOIN res_company c ON c.id = w.company_id
             WHERE w.state = 'granted' AND (%s)
               AND w.valid_until >= %s
               AND NOT EXISTS (
                   SELECT 1 FROM med_gate_check k
                    WHERE k.code = w.check_code AND k.is_statutory AND k.active
                      AND (k.company_id IS NULL OR k.company_id = w.company_id))
            """,
            wanted,
            self.env.company._med_today(),
        )

    def _cron_expire(self):
        """Note what has run out (it has no effect from that day on without this)."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            over = self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", ("requested", "granted")),
                    ("valid_until", "<", company._med_today()),
                ]
            )
            for waiver in over:
                waiver._advance({"state": "expired"}, "gate.waiver_expired")
