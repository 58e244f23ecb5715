from odoo import api, fields, models
from odoo.exceptions import MissingError

from ..medkernel import canonical, chain

# A function keeps its plans for the session: half the time of a plain statement.
# Number, time and hash are made where the row is written.
APPEND_FUNCTION = """
    DROP FUNCTION IF EXISTS med_ledger_append;
    CREATE FUNCTION med_ledger_append(
        company_id integer, company_name text, event text, facts text,
        payload_hash text, res_id integer, res_model text, res_name text,
        user_id integer, user_login text, user_name text,
        head text, middle text, tail text,
        OUT entry_id integer, OUT logged timestamp
    ) AS $$
    BEGIN
        entry_id := nextval('med_ledger_entry_id_seq');
        logged := clock_timestamp() AT TIME ZONE 'UTC';
        INSERT INTO med_ledger_entry (
            id, logged_at, company_id, company_name, event, facts, payload_hash,
            res_id, res_model, res_name, user_id, user_login, user_name, hash
        ) VALUES (
            entry_id, logged, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
            encode(sha256(convert_to(
                head || entry_id || middle
                || to_char(logged, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || tail,
                'UTF8'
            )), 'hex')
        );
        INSERT INTO med_ledger_pending (entry_id, company_id) VALUES (entry_id, $1);
    END $$ LANGUAGE plpgsql
"""
APPEND = """
    SELECT made.entry_id, made.logged FROM (VALUES %s) AS given (
        company_id, company_name, event, facts, payload_hash, res_id, res_model,
        res_name, user_id, user_login, user_name, head, middle, tail
    ), LATERAL med_ledger_append(
        company_id, company_name, event, facts, payload_hash, res_id, res_model,
        res_name, user_id, user_login, user_name, head, middle, tail
    ) AS made
"""
TEMPLATE = """(
    %(company_id)s, %(company_name)s::text, %(event)s::text, %(facts)s::text,
    %(payload_hash)s::text, %(res_id)s, %(res_model)s::text, %(res_name)s::text,
    %(user_id)s, %(user_login)s::text, %(user_name)s::text, %(head)s::text,
    %(middle)s::text, %(tail)s::text
)"""
PAGE = 1000


class MedLedgerEntry(models.Model):
    """One event that must be provable later: who, when, what, on which record.

    Plain numbers and names as they were, no foreign keys: what an entry names may be
    renamed or deleted later. No personal data in ``facts``.
    """

    _name = "med.ledger.entry"
    _inherit = ["med.ledger.mixin"]
    _log_access = False  # create_uid would be a foreign key
    _description = "Ledger Entry"
    _order = "id desc"
    _rec_name = "event"

    event = fields.Char(required=True, readonly=True)
    logged_at = fields.Datetime("Time", required=True, readonly=True)
    user_id = fields.Integer("User Number", readonly=True, aggregator=None)
    user_login = fields.Char("Login", readonly=True)
    user_name = fields.Char("User", readonly=True)
    company_id = fields.Integer("Company Number", readonly=True, aggregator=None)
    company_name = fields.Char("Company", readonly=True)
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Integer("Record Number", readonly=True, aggregator=None)
    res_name = fields.Char("Record", readonly=True)
    facts = fields.Text(readonly=True)
    payload_hash = fields.Char(readonly=True)
    hash = fields.Char("SHA-256", required=True, readonly=True)

    _record = models.Index("(res_model, res_id)")
    _company_time = models.Index("(company_id, logged_at)")
    _event_time = models.Index("(event, logged_at)")

    def init(self):
        # EXTENDS med.ledger.mixin
        result = super().init()
        self.env.cr.execute(APPEND_FUNCTION)
        return result

    @api.model
    def _append(self, event, record=None, facts=None, company=None, **options):
        """Append one entry and return it.

        :param event: dotted lower snake code, ``gate.refused``
        :param record: the record it concerns, may be empty or gone
        :param facts: JSON-able dict without personal data
        :param company: its company; else the record's, else the user's current one
        :param options: keyword ``user``: who acted, if not the current user; keyword
            ``payload``: a JSON-able dict of personal data, of
            which the entry holds the hash only, purged under ``payload_rule``
        """
        values = {"event": event, "record": record, "facts": facts, "company": company}
        return self._append_batch([values | options])

    @api.model
    def _append_batch(self, events):
        """Append many entries, with one query for a thousand.

        :param events: list of dicts with the parameters of ``_append``
        :return: the entries, in order
        """
        if not events:
            return self.browse()
        rows, payloads = [], []
        for event in events:
            row, payload = self._prepare_entry_and_payload(**event)
            rows.append(row)
            payloads.append(payload)
        for row in rows:
            row["head"], row["middle"], row["tail"] = chain.entry_frame(row)
        inserted = self.env.cr.execute_values(
            APPEND, rows, template=TEMPLATE, page_size=PAGE, fetch=True
        )
        self._insert_payloads(inserted, payloads)
        return self.browse([entry_id for entry_id, _logged_at in inserted])

    def _insert_payloads(self, inserted, payloads):
        values = [
            payload | {"entry_id": entry_id, "logged_at": logged_at}
            for (entry_id, logged_at), payload in zip(inserted, payloads, strict=True)
            if payload
        ]
        if values:
            self.env.cr.execute_values(
                "INSERT INTO med_ledger_payload"
                " (entry_id, rule_code, logged_at, salt, payload) VALUES %s",
                values,
                template="(%(entry_id)s, %(rule_code)s, %(logged_at)s, %(salt)s,"
                " %(payload)s)",
            )

    def _prepare_entry_and_payload(
        self, payload=None, payload_rule="access_log", **values
    ):
        """Column values of an entry and of its purgeable payload, if any."""
        row = self._prepare_entry(**values)
        if not payload:
            return row, None
        kept, row["payload_hash"] = self.env["med.ledger.payload"]._prepare_payload(
            payload, payload_rule
        )
        return row, kept

    def _prepare_entry(self, event, record=None, facts=None, company=None, user=None):
        """Column values of an entry but its number, time and hash."""
        user = self.env.user if user is None else user
        user = user.sudo()  # sudo: login and name of whoever acts
        company = company or self._entry_company(record)
        return {
            "event": event,
            "facts": canonical.dumps(facts or {}),
            "company_id": company.id or 0,
            "company_name": company.sudo().name or None,  # sudo: a name only
            "res_model": record._name if record is not None else None,
            "res_id": (record.id or 0) if record is not None else 0,
            "res_name": self._entry_record_name(record),
            "user_id": user.id or 0,
            "user_login": user.login or None,
            "user_name": user.name or None,
            "payload_hash": None,
        }

    def _entry_company(self, record):
        """The company an event belongs to: the record's, else the current one."""
        if record is not None and record._name == "res.company" and record:
            return record
        if record and "company_id" in record._fields:
            field = record._fields["company_id"]
            if field.comodel_name == "res.company":
                try:
                    company = record.sudo().company_id  # sudo: only its number
                except MissingError:
                    company = False
                if company:
                    return company
        return self.env.company

    def _entry_record_name(self, record):
        """Name of the record as it is now; nothing when it is gone."""
        if not record or not record.id:
            return None
        try:
            return record.sudo()._ledger_name() or None  # sudo: evidence needs a name
        except MissingError:
            return None

    @api.model
    @api.readonly
    def verify(self):
        """Recompute every hash, list and chain of the ledger.

        :return: ``ok``, ``entries``, ``first_broken`` (number of the first entry that
            is not as it was written, or None), and what the result screen shows:
            ``seals``, ``unsealed``, ``purged``, ``problems``, ``heads``, ``anchors``
        """
        self.check_access("read")
        return self.env["med.ledger.verifier"]._verify()
