import shutil
import tempfile
from contextlib import contextmanager

from odoo.tools import SQL

from .common import MedBaseCommon

TABLES = ("med_ledger_entry", "med_ledger_seal", "med_ledger_seal_line")


class LedgerCommon(MedBaseCommon):
    """A sealed chain of this test's own entries, and ways to tamper with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.env["med.ledger.entry"]
        cls.seals = cls.env["med.ledger.seal"]
        cls.company = cls.env.company
        cls.partner = cls._create_partner(name="Ledger Test Dealer")

    def setUp(self):
        super().setUp()
        directory = tempfile.mkdtemp(prefix="ledger")
        self.addCleanup(shutil.rmtree, directory)
        self.env["ir.config_parameter"].set_param("med_base.ledger_anchor_dir", directory)

    def append(self, count=1, event="test.happened", **values):
        """Append ``count`` entries on the test partner."""
        values.setdefault("record", self.partner)
        return self.ledger._append_batch(
            [
                {"event": event, "facts": {"index": index}, **values}
                for index in range(count)
            ]
        )

    def seal(self, company=None):
        """Seal what is pending; returns the newest seal of the company."""
        company = company or self.company
        self.seals._seal(company.id)
        return self.seals.search(
            [("company_id", "=", company.id)], order="number desc", limit=1
        )

    def seal_all(self):
        for company_id in self.seals._pending_companies():
            self.seals._seal(company_id)

    @contextmanager
    def as_database_owner(self):
        """SQL with the triggers off, as the owner of the database could."""
        for table in TABLES:
            self._switch(table, "DISABLE")
        yield self.env.cr
        for table in TABLES:
            self._switch(table, "ENABLE")
        self.env.invalidate_all()

    def _switch(self, table, verb):
        self.env.cr.execute(
            SQL(
                "ALTER TABLE %s %s TRIGGER med_append_only",
                SQL.identifier(table),
                SQL(verb),
            )
        )
