import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..medkernel import canonical, chain

PURGE_LIMIT = 10000


class MedLedgerPayload(models.Model):
    """Personal part of an entry, which stays in the ledger as a hash only.

    It goes when its retention rule ends; the ledger notes under which rule, and
    verification then reports it as purged instead of missing.
    """

    _name = "med.ledger.payload"
    _description = "Purgeable Part of a Ledger Entry"
    _log_access = False
    _rec_name = "entry_id"

    entry_id = fields.Integer(required=True, readonly=True, aggregator=None)
    rule_code = fields.Char(required=True, readonly=True)
    logged_at = fields.Datetime(required=True, readonly=True)
    salt = fields.Char(required=True, readonly=True)
    payload = fields.Text(required=True, readonly=True)

    _entry = models.UniqueIndex("(entry_id)")
    _rule_time = models.Index("(rule_code, logged_at)")

    @api.model_create_multi
    def create(self, vals_list):
        # OVERRIDE: rows come with their entry, and go by their rule
        self._refuse_change()

    def write(self, vals):
        # OVERRIDE
        self._refuse_change()

    def unlink(self):
        # OVERRIDE
        self._refuse_change()

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "This belongs to a ledger entry: it can neither be entered nor "
                "changed, and is purged when its retention rule ends."
            )
        )

    @api.model
    def _prepare_payload(self, payload, rule_code):
        """Column values for ``payload`` and its hash; entry and time come later."""
        salt, text = secrets.token_hex(16), canonical.dumps(payload)
        values = {"rule_code": rule_code, "salt": salt, "payload": text}
        return values, chain.payload_hash(salt, text)

    @api.model
    def _cron_purge(self):
        """Purge what its rule keeps no longer; each step is noted in the ledger."""
        for rule_code in self._rule_codes():
            rule = self.env["med.retention.rule"]._get_rule(rule_code)
            if rule and not rule.is_forever:
                while self._purge(rule) == PURGE_LIMIT:
                    self.env["ir.cron"]._commit_progress(PURGE_LIMIT)

    def _rule_codes(self):
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT rule_code FROM med_ledger_payload")
        )
        return [code for (code,) in rows]

    def _purge(self, rule):
        """Delete one batch of expired payloads of ``rule`` and note it."""
        purged = self.env.execute_query(
            SQL(
                """
                DELETE FROM med_ledger_payload WHERE id IN (
                    SELECT id FROM med_ledger_payload
                    WHERE rule_code = %s
                      AND logged_at < now() AT TIME ZONE 'UTC' - make_interval(years => %s)
                    ORDER BY id LIMIT %s
                ) RETURNING entry_id
                """,
                rule.code,
                rule.years_without_expiry,
                PURGE_LIMIT,
            )
        )
        if purged:
            self.env["med.ledger.entry"]._append(
                "payload.purged",
                rule,
                {
                    "rule": rule.code,
                    "law": rule.law,
                    "entries": sorted(entry_id for (entry_id,) in purged),
                },
            )
        return len(purged)
