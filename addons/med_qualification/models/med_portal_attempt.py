import hashlib

from odoo import api, fields, models

PREFIX = 8  # characters of a link that tell one from another without opening it
FREE_LINK = 5  # wrong tries at one link from one address before it waits
FREE_ADDRESS = 30  # wrong links from one address before further wrong ones wait
FIRST_WAIT = 15  # seconds; each further wrong try doubles them
LONGEST_WAIT = 3600


class MedPortalAttempt(models.Model):
    """Wrong links tried from an address: who guesses waits longer and longer.

    Counted by address and beginning of the link: many people sit behind the address of a
    hospital, and a right link opens whatever a neighbour tries. Addresses and links are
    kept as hashes.
    """

    _name = "med.portal.attempt"
    _description = "Wrong Link"
    _log_access = False

    address_hash = fields.Char(required=True)
    count = fields.Integer(default=1)
    last_at = fields.Datetime(required=True)
    held_until = fields.Datetime()

    _address_uniq = models.UniqueIndex("(address_hash)")
    _last_at_idx = models.Index("(last_at)")

    @api.model
    def _key(self, address, token=""):
        # the secret keeps the few possible addresses from being found by trying
        # sudo: a parameter of the server, used as a salt
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret") or ""
        return hashlib.sha256(f"{secret}{address}|{_beginning(token)}".encode()).hexdigest()

    @api.model
    def _wait(self, address, token):
        """Seconds for which this link, right or wrong, does not open for an address."""
        return self._held(self._key(address, token))

    @api.model
    def _note(self, address, token):
        """Count one wrong link of an address.

        :return: seconds for which wrong links of this address wait already
        """
        everywhere = self._key(address)
        waiting = self._held(everywhere)
        self._count(self._key(address, token), FREE_LINK)
        self._count(everywhere, FREE_ADDRESS)
        return waiting

    def _held(self, key):
        found = self.search([("address_hash", "=", key)], limit=1)
        if not found.held_until:
            return 0
        return max(0, int((found.held_until - fields.Datetime.now()).total_seconds()))

    def _count(self, key, free):
        self.env.cr.execute(
            """
            INSERT INTO med_portal_attempt AS a (address_hash, count, last_at)
            VALUES (%(key)s, 1, %(now)s)
            ON CONFLICT (address_hash) DO UPDATE SET count = a.count + 1, last_at = %(now)s,
                held_until = CASE WHEN a.count + 1 >= %(free)s THEN %(now)s + LEAST(
                    %(longest)s, %(first)s * power(2, LEAST(a.count + 1 - %(free)s, 20))
                ) * INTERVAL '1 second' END
            """,
            {
                "key": key,
                "now": fields.Datetime.now(),
                "free": free,
                "first": FIRST_WAIT,
                "longest": LONGEST_WAIT,
            },
        )
        self.invalidate_model()

    @api.autovacuum
    def _gc_attempts(self):
        """Forget after a quiet day."""
        day = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.search([("last_at", "<", day)]).unlink()


def _beginning(token):
    """What a link begins with: characters of a personal one, the delivery of a slip's."""
    plain = token or ""
    return plain.rsplit("-", 1)[0] if plain.count("-") == 2 and len(plain) > 32 else plain[:PREFIX]
