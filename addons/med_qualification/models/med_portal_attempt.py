import hashlib

from odoo import api, fields, models

LIMIT = 30  # wrong links an address may try in an hour


class MedPortalAttempt(models.Model):
    """Wrong links tried from one address in one hour; addresses are kept as hashes."""

    _name = "med.portal.attempt"
    _description = "Wrong Link"
    _log_access = False

    address_hash = fields.Char(required=True)
    hour = fields.Datetime(required=True)
    count = fields.Integer(default=1)

    _address_hour_uniq = models.UniqueIndex("(address_hash, hour)")

    @api.model
    def _key(self, address):
        # the secret keeps the few possible addresses from being found by trying
        # sudo: a parameter of the server, used as a salt
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret") or ""
        digest = hashlib.sha256(f"{secret}{address}".encode()).hexdigest()
        return digest, fields.Datetime.now().replace(minute=0, second=0, microsecond=0)

    @api.model
    def _is_blocked(self, address):
        """Whether an address has tried too many wrong links in this hour."""
        digest, hour = self._key(address)
        found = self.search([("address_hash", "=", digest), ("hour", "=", hour)], limit=1)
        return found.count >= LIMIT

    @api.model
    def _note(self, address):
        """Count one wrong link of an address."""
        digest, hour = self._key(address)
        self.env.cr.execute(
            """
            INSERT INTO med_portal_attempt (address_hash, hour, count) VALUES (%s, %s, 1)
            ON CONFLICT (address_hash, hour)
            DO UPDATE SET count = med_portal_attempt.count + 1
            """,
            (digest, hour),
        )
        self.invalidate_model()

    @api.autovacuum
    def _gc_attempts(self):
        day = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.search([("hour", "<", day)]).unlink()
