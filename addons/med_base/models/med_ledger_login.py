import hashlib
import hmac
import logging
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessDenied
from odoo.http import request
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

COUNT_UP = """
    INSERT INTO med_ledger_login (kind, who, user_number, hour, count, is_noted)
    VALUES (%s, %s, %s, date_trunc('hour', now() AT TIME ZONE 'UTC'), 1, FALSE)
    ON CONFLICT (kind, who, hour) DO UPDATE SET count = med_ledger_login.count + 1
    RETURNING count
"""


class MedLedgerLogin(models.Model):
    """Counts what may come in masses: failed logins, calls by API key.

    The first of an hour stands in the ledger at once, the total when the hour is over,
    so that somebody who tries a million passwords writes two entries. What was typed
    as an unknown login may be a password in the wrong field: all unknown ones share
    one row, and only a keyed hash of the first is kept.
    """

    _name = "med.ledger.login"
    _description = "Login Counter"
    _log_access = False
    _rec_name = "who"

    kind = fields.Char(required=True, readonly=True)
    who = fields.Char(required=True, readonly=True)
    user_number = fields.Integer(readonly=True, aggregator=None)
    hour = fields.Datetime(required=True, readonly=True)
    count = fields.Integer(required=True, readonly=True)
    is_noted = fields.Boolean(readonly=True)

    _who_hour = models.UniqueIndex("(kind, who, hour)")

    # ---- recording ----
    @api.model
    def _keep_failure(self, login, method):
        """Record a failed login whatever becomes of the transaction.

        :param login: what was entered, or the number of a user
        :param method: how it was tried
        """
        user = self._find_user(login)
        facts = {"method": method, "known": bool(user)}
        if not user:
            facts["login_digest"] = self._login_digest(login)
        self._keep_afterwards("login.failed", user.id, facts)

    @api.model
    def _keep_api_call(self, user_id, method):
        """Record the first call by API key or password of a user in an hour."""
        now = fields.Datetime.now().replace(minute=0, second=0)
        registry = self.env.registry
        hour, seen = getattr(registry, "_med_api_seen", (None, set()))
        if hour != now:
            hour, seen = registry._med_api_seen = (now, set())
        if (user_id, method) not in seen:
            seen.add((user_id, method))
            self._write_counted(registry, "login.api", user_id, {"method": method}, {})

    def _find_user(self, login):
        # sudo: nobody is logged in yet
        users = self.env["res.users"].sudo().with_context(active_test=False)
        if isinstance(login, int):
            return users.browse(login).exists()
        return users.search([("login", "=", login or "")], limit=1)

    def _login_digest(self, login):
        # sudo: the secret of the database keeps short logins from being guessed
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        digest = hmac.new(str(secret).encode(), str(login).encode(), hashlib.sha256)
        return digest.hexdigest()[:16]

    def _keep_afterwards(self, event, user_id, facts):
        """Write when the locks of this transaction are gone; exactly one hook fires."""
        cr, registry, payload = self.env.cr, self.env.registry, self._client()
        write = self._write_counted

        def keep():
            write(registry, event, user_id, facts, payload)

        cr.postrollback.add(keep)
        cr.postcommit.add(keep)

    @api.model
    def _client(self):
        """Where the request comes from: personal, kept as a payload only."""
        if not request:
            return {}
        agent = request.httprequest.user_agent.string
        return {"address": request.httprequest.remote_addr, "agent": agent[:200]}

    @staticmethod
    def _write_counted(registry, event, user_id, facts, payload):
        """Count up in a transaction of its own; the first goes to the ledger."""
        who = f"user:{user_id}" if user_id else "unknown"
        try:
            with registry.cursor() as cr:
                cr.execute(COUNT_UP, [event, who, user_id or 0])
                if cr.fetchone()[0] == 1:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env["med.ledger.login"]._append_login(
                        event, user_id, facts, payload=payload
                    )
        except Exception:  # house: ok, the answer must not depend on the log
            _logger.exception("%s could not be recorded", event)

    @api.model
    def _append_login(self, event, user_id, facts, payload=None):
        """An entry about a user, or about nobody known."""
        user = self.env["res.users"].browse(user_id or [])
        failed = event.startswith("login.failed")
        self.env["med.ledger.entry"]._append(
            event,
            user or None,
            facts,
            user.sudo().company_id,  # sudo: the company this user belongs to
            user=self.env["res.users"] if failed else user,
            payload=payload,
        )

    # ---- totals ----
    @api.model
    def _cron_note_totals(self):
        """Write the totals of past hours to the ledger and forget old counters."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                UPDATE med_ledger_login SET is_noted = TRUE
                WHERE NOT is_noted
                  AND hour < date_trunc('hour', now() AT TIME ZONE 'UTC')
                RETURNING kind, user_number, count,
                    to_char(hour, 'YYYY-MM-DD HH24:MI') AS hour
                """
            )
        )
        for row in rows:
            if row["kind"] == "login.failed" and row["count"] > 1:
                facts = {"hour": row["hour"], "count": row["count"]}
                self._append_login("login.failed_total", row["user_number"], facts)
        self.env.cr.execute(
            SQL(
                "DELETE FROM med_ledger_login WHERE is_noted"
                " AND hour < now() AT TIME ZONE 'UTC' - interval '1 day'"
            )
        )


class ResUsers(models.Model):
    _inherit = "res.users"

    def _login(self, credential, user_agent_env):
        # EXTENDS base: a login that succeeds stands in the ledger
        auth_info = super()._login(credential, user_agent_env)
        counter = self.env["med.ledger.login"]
        counter._append_login(
            "login.succeeded",
            auth_info["uid"],
            {"method": auth_info.get("auth_method"), "mfa": auth_info.get("mfa")},
            counter._client(),
        )
        return auth_info

    @contextmanager
    def _assert_can_auth(self, user=None):
        # EXTENDS base: every check of a password or code goes through here
        try:
            with super()._assert_can_auth(user=user):
                yield
        except AccessDenied:
            self.env["med.ledger.login"]._keep_failure(user, "password or code")
            raise

    @api.model
    def _check_uid_passwd(self, uid, passwd):
        # EXTENDS base: remote calls that carry a password each time
        result = super()._check_uid_passwd(uid, passwd)
        self.env["med.ledger.login"]._keep_api_call(uid, "password")
        return result
