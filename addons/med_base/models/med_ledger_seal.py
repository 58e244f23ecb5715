import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ..medkernel import chain

_logger = logging.getLogger(__name__)

LOCK_SPACE = 0x6D65646C  # "medl": first key of the advisory locks of the sealer
SEAL_LIMIT = 20000


class MedLedgerSeal(models.Model):
    """A seal lists the entries of one company that no earlier seal lists.

    Late committers simply stand in the next seal, whatever their number, so gaps and
    disorder of numbers mean nothing. No transaction ids: they do not survive a restore.
    """

    _name = "med.ledger.seal"
    _inherit = ["med.ledger.mixin"]
    _log_access = False  # create_uid would be a foreign key
    _description = "Ledger Seal"
    _order = "id desc"
    _rec_name = "number"

    company_id = fields.Integer("Company Number", readonly=True, aggregator=None)
    company_name = fields.Char("Company", readonly=True)
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    sealed_at = fields.Datetime(required=True, readonly=True)
    entry_count = fields.Integer("Entries", required=True, readonly=True)
    database_uuid = fields.Char("Database", readonly=True)
    lines_hash = fields.Char("SHA-256 of List", required=True, readonly=True)
    previous_hash = fields.Char("SHA-256 of Previous Seal", readonly=True)
    hash = fields.Char("SHA-256", required=True, readonly=True)

    _company_number = models.UniqueIndex("(company_id, number)")

    @api.model
    def _cron_seal(self):
        """Seal what is pending, one company a transaction; errors wait a minute."""
        cron = self.env["ir.cron"]
        companies = self._pending_companies()
        cron._commit_progress(remaining=len(companies))
        for company_id in companies:
            try:
                while self._seal(company_id) == SEAL_LIMIT:
                    if not cron._commit_progress(0):
                        return
            except Exception:  # house: ok, logged; the next run takes up what is left
                self.env.cr.rollback()
                _logger.exception("sealing the ledger of company %s failed", company_id)
            if not cron._commit_progress(1):
                return

    @api.model
    def _pending_companies(self):
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT company_id FROM med_ledger_pending ORDER BY company_id")
        )
        return [company_id for (company_id,) in rows]

    @api.model
    def _seal(self, company_id):
        """Seal what is visible and not yet listed of one company.

        :return: number of entries taken, 0 where another sealer is at work
        """
        locked = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK_SPACE, company_id)
        )
        if not locked[0][0]:
            return 0
        entries = self._take_pending(company_id)
        if entries:
            self._insert_seal(company_id, entries)
        return len(entries)

    def _take_pending(self, company_id):
        """Pending entries as ``[(id, hash), …]``, removed from the queue."""
        taken = self.env.execute_query(
            SQL(
                """
                WITH head AS (
                    SELECT id FROM med_ledger_pending WHERE company_id = %s
                    ORDER BY entry_id LIMIT %s
                ), taken AS (
                    DELETE FROM med_ledger_pending p USING head WHERE p.id = head.id
                    RETURNING p.entry_id
                )
                SELECT DISTINCT e.id, e.hash
                FROM taken JOIN med_ledger_entry e ON e.id = taken.entry_id
                WHERE e.company_id = %s AND NOT EXISTS (
                    SELECT FROM med_ledger_seal_line l WHERE l.entry_id = e.id
                )
                ORDER BY e.id
                """,
                company_id,
                SEAL_LIMIT,
                company_id,
            )
        )
        return taken

    def _insert_seal(self, company_id, entries):
        lines = [
            (position, entry_id, entry_hash)
            for position, (entry_id, entry_hash) in enumerate(entries, 1)
        ]
        values = self._prepare_seal(company_id, lines)
        columns = list(values)
        row = self.env.execute_query(
            SQL(
                "INSERT INTO med_ledger_seal (%s) VALUES %s RETURNING id",
                SQL(", ").join(map(SQL.identifier, columns)),
                tuple(values[name] for name in columns),
            )
        )
        self.env.cr.execute_values(
            "INSERT INTO med_ledger_seal_line"
            " (seal_id, position, entry_id, entry_hash) VALUES %s",
            [(row[0][0], *line) for line in lines],
            page_size=5000,
        )

    def _prepare_seal(self, company_id, lines):
        """Column values of the next seal of a company, its hash included."""
        previous = self.env.execute_query(
            SQL(
                "SELECT number, hash FROM med_ledger_seal WHERE company_id = %s"
                " ORDER BY number DESC LIMIT 1",
                company_id,
            )
        )
        number, previous_hash = previous[0] if previous else (0, None)
        now = self.env.execute_query(
            SQL("SELECT clock_timestamp() AT TIME ZONE 'UTC'")
        )[0][0]
        company = self.env["res.company"].sudo().browse(company_id)  # sudo: its name
        values = {
            "company_id": company_id,
            "number": number + 1,
            "database_uuid": self._database_uuid(),
            "entry_count": len(lines),
            "lines_hash": chain.lines_hash(lines),
            "previous_hash": previous_hash,
            "sealed_at": now,
        }
        values["hash"] = chain.seal_hash(values)
        values["company_name"] = company.exists().name or None
        return values

    @api.model
    def _database_uuid(self):
        # sudo: the parameter is not secret, but readable by administrators only
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    @api.model
    def _requeue(self):
        """Queue again whatever no seal lists, should the queue have lost it."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO med_ledger_pending (entry_id, company_id)
                SELECT e.id, e.company_id FROM med_ledger_entry e
                LEFT JOIN med_ledger_seal_line l ON l.entry_id = e.id
                LEFT JOIN med_ledger_pending p ON p.entry_id = e.id
                WHERE l.id IS NULL AND p.id IS NULL
                """
            )
        )

    def action_open_entries(self):
        """The entries this seal lists."""
        self.ensure_one()
        lines = self.env["med.ledger.seal.line"].search([("seal_id", "=", self.id)])
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "med_base.med_ledger_entry_action"
        )
        domain = [("id", "in", lines.mapped("entry_id"))]
        return {**action, "domain": domain, "context": {}}
