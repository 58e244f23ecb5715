import json
import os

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..medkernel import chain
from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestLedgerChain(LedgerCommon):
    def setUp(self):
        super().setUp()
        self.seal_all()
        self.first = self.append(5)
        self.first_seal = self.seal()
        self.second = self.append(5)
        self.second_seal = self.seal()
        self.seal_all()

    def verify(self):
        return self.ledger.verify()

    def assertBroken(self, kind, entry):
        result = self.verify()
        self.assertFalse(result["ok"])
        self.assertEqual(result["first_broken"], entry.id, result["problems"])
        self.assertIn(kind, [problem["kind"] for problem in result["problems"]])

    # ---- sealing ----
    def test_seals_list_entries_and_follow_each_other(self):
        self.assertEqual(self.second_seal.number, self.first_seal.number + 1)
        self.assertEqual(self.second_seal.previous_hash, self.first_seal.hash)
        self.assertEqual(self.second_seal.entry_count, 5)
        uuid = self.env["ir.config_parameter"].get_param("database.uuid")
        self.assertEqual(self.second_seal.database_uuid, uuid)
        self.assertEqual(
            set(self.second.mapped("seal_number")), {self.second_seal.number}
        )
        domain = self.second_seal.action_open_entries()["domain"]
        self.assertEqual(self.ledger.search(domain), self.second.sorted("id desc"))

    def test_intact_chain_verifies(self):
        result = self.verify()
        self.assertTrue(result["ok"], result["problems"])
        self.assertIsNone(result["first_broken"])
        self.assertEqual(result["unsealed"], 0)
        self.assertGreaterEqual(result["entries"], 10)

    def test_nothing_pending_makes_no_seal(self):
        self.assertEqual(self.seal(), self.second_seal)

    def test_late_committer_joins_the_next_seal(self):
        late, early = self.append(), self.append()
        self.env.cr.execute(
            SQL("DELETE FROM med_ledger_pending WHERE entry_id = %s", late.id)
        )
        third = self.seal()
        self.env.cr.execute(
            SQL(
                "INSERT INTO med_ledger_pending (entry_id, company_id) VALUES (%s, %s)",
                late.id,
                self.company.id,
            )
        )
        fourth = self.seal()
        self.assertEqual(early.seal_number, third.number)
        self.assertEqual(late.seal_number, fourth.number)
        self.assertTrue(self.verify()["ok"])

    def test_each_company_has_its_own_chain(self):
        other = self.env["res.company"].create({"name": "Ledger Other Company"})
        entry = self.append(company=other)
        seal = self.seal(other)
        self.assertEqual((seal.number, seal.previous_hash), (1, False))
        self.assertEqual(entry.seal_number, 1)
        self.assertTrue(self.verify()["ok"])

    def test_queue_stuffed_with_sealed_entries_does_not_stop_sealing(self):
        self.env.cr.execute(
            SQL(
                "INSERT INTO med_ledger_pending (entry_id, company_id)"
                " VALUES (%s, %s), (%s, %s)",
                self.first[0].id,
                self.company.id,
                2**30,
                self.company.id,
            )
        )
        fresh = self.append()
        self.assertEqual(self.seal().entry_count, 1)
        self.assertGreater(fresh.seal_number, self.second_seal.number)
        self.assertTrue(self.verify()["ok"])

    def test_entry_dropped_from_the_queue_is_queued_again(self):
        entry = self.append()
        self.env.cr.execute(
            SQL("DELETE FROM med_ledger_pending WHERE entry_id = %s", entry.id)
        )
        self.assertEqual(self.verify()["unsealed"], 1)
        self.seals._requeue()
        self.seal()
        self.assertEqual(self.verify()["unsealed"], 0)

    def test_cron_seals_all_companies(self):
        entry = self.append()
        with self.enter_registry_test_mode():
            self.env.ref("med_base.ir_cron_ledger_seal").method_direct_trigger()
        self.env.invalidate_all()
        self.assertGreater(entry.seal_number, self.second_seal.number)

    # ---- tampering, as the owner of the database ----
    def test_altered_entry_is_named(self):
        with self.as_database_owner() as cr:
            cr.execute(
                SQL(
                    "UPDATE med_ledger_entry SET facts = '{}' WHERE id = %s",
                    self.first[2].id,
                )
            )
        self.assertBroken("entry_changed", self.first[2])

    def test_altered_entry_with_a_new_hash_is_named(self):
        with self.as_database_owner() as cr:
            cr.execute(
                SQL(
                    "UPDATE med_ledger_entry SET user_name = 'x' WHERE id = %s",
                    self.first[2].id,
                )
            )
            cr.execute(
                SQL("SELECT * FROM med_ledger_entry WHERE id = %s", self.first[2].id)
            )
            forged = chain.entry_hash(cr.dictfetchone())
            cr.execute(
                SQL(
                    "UPDATE med_ledger_entry SET hash = %s WHERE id = %s",
                    forged,
                    self.first[2].id,
                )
            )
        self.assertBroken("entry_replaced", self.first[2])

    def test_removed_entry_is_named(self):
        with self.as_database_owner() as cr:
            cr.execute(
                SQL("DELETE FROM med_ledger_entry WHERE id = %s", self.second[4].id)
            )
        self.assertBroken("entry_removed", self.second[4])

    def test_entry_and_line_removed_together_break_the_seal(self):
        with self.as_database_owner() as cr:
            for query in (
                SQL("DELETE FROM med_ledger_entry WHERE id = %s", self.first[3].id),
                SQL(
                    "DELETE FROM med_ledger_seal_line WHERE entry_id = %s",
                    self.first[3].id,
                ),
            ):
                cr.execute(query)
        self.assertBroken("seal_changed", self.first[0])

    def test_entry_inserted_into_a_seal_breaks_it(self):
        forged = self.append()
        with self.as_database_owner() as cr:
            cr.execute(
                SQL(
                    "INSERT INTO med_ledger_seal_line"
                    " (seal_id, position, entry_id, entry_hash) VALUES (%s, 6, %s, %s)",
                    self.first_seal.id,
                    forged.id,
                    forged.hash,
                )
            )
        self.assertBroken("seal_changed", self.first[0])

    def test_altered_seal_is_found(self):
        with self.as_database_owner() as cr:
            cr.execute(
                SQL(
                    "UPDATE med_ledger_seal SET sealed_at = sealed_at - interval '1 day'"
                    " WHERE id = %s",
                    self.second_seal.id,
                )
            )
        self.assertBroken("seal_changed", self.second[0])

    def test_seal_removed_from_the_middle_is_found(self):
        with self.as_database_owner() as cr:
            cr.execute(
                SQL("DELETE FROM med_ledger_seal WHERE id = %s", self.first_seal.id)
            )
        self.assertBroken("seal_removed", self.first[0])

    def _cut_off_second_seal(self):
        number = self.second_seal.number
        with self.as_database_owner() as cr:
            for query in (
                SQL(
                    "DELETE FROM med_ledger_entry WHERE id = ANY(%s)", self.second.ids
                ),
                SQL(
                    "DELETE FROM med_ledger_seal_line WHERE seal_id = %s",
                    self.second_seal.id,
                ),
                SQL("DELETE FROM med_ledger_seal WHERE id = %s", self.second_seal.id),
            ):
                cr.execute(query)
        return number

    def test_chain_cut_off_at_its_end_is_found_by_the_anchor(self):
        self.env["med.ledger.anchor"]._cron_anchor()
        number = self._cut_off_second_seal()
        result = self.verify()
        self.assertFalse(result["ok"])
        self.assertEqual(result["problems"][0]["kind"], "anchor_differs")
        self.assertEqual(result["problems"][0]["seal"], number)

    def test_rewritten_chain_is_found_by_the_anchor(self):
        self.env["med.ledger.anchor"]._cron_anchor()
        number = self._cut_off_second_seal()
        forged = self.append(5)
        self.assertEqual(self.seal().number, number)
        self.assertBroken("anchor_differs", forged[0])

    def test_restored_older_backup_is_accepted_with_a_reason_only(self):
        anchors = self.env["med.ledger.anchor"]
        anchors._cron_anchor()
        number = self._cut_off_second_seal()
        head = self.users["quality_head"]
        with self.assertRaises(UserError):
            anchors.with_user(head)._accept_restore(" ")
        with self.assertRaises(AccessError):
            anchors.with_user(self.users["auditor"])._accept_restore("restored")
        anchors.with_user(head)._accept_restore("disk failure, backup of last night")
        self.assertTrue(self.verify()["ok"])
        entry = self.ledger.search([("event", "=", "ledger.restore_accepted")], limit=1)
        self.assertIn("disk failure", entry.facts)
        self.assertIn(str(number), entry.facts)

    def test_anchor_file_holds_the_heads(self):
        self.env["med.ledger.anchor"]._cron_anchor()
        path = os.path.join(self.env["med.ledger.anchor"]._directory(), "anchors.jsonl")
        with open(path, encoding="utf-8") as stream:
            anchors = [json.loads(line) for line in stream]
        self.assertIn(self.second_seal.hash, [anchor["hash"] for anchor in anchors])

    def test_anchor_is_mailed_where_an_address_is_set(self):
        self.env["ir.config_parameter"].set_param(
            "med_base.ledger_anchor_email", "notary@example.com"
        )
        self.env["med.ledger.anchor"]._cron_anchor()
        mail = self.env["mail.mail"].search(
            [("email_to", "=", "notary@example.com")], limit=1
        )
        self.assertIn(self.second_seal.hash, mail.body_html)

    # ---- purgeable payloads ----
    def test_purged_payload_is_reported_with_its_rule(self):
        entry = self.append(payload={"address": "203.0.113.7"})
        self.seal()
        self.env.cr.execute(
            SQL(
                "UPDATE med_ledger_payload SET logged_at = logged_at - interval '2 years'"
                " WHERE entry_id = %s",
                entry.id,
            )
        )
        rule = self.env["med.retention.rule"]._get_rule("access_log")
        self.env["med.ledger.payload"]._purge(rule)
        self.env.invalidate_all()
        self.assertEqual(entry.payload_state, "purged")
        result = self.verify()
        self.assertTrue(result["ok"], result["problems"])
        self.assertEqual(result["purged"], 1)
        note = self.ledger.search([("event", "=", "payload.purged")], limit=1)
        self.assertIn("access_log", note.facts)

    def test_payload_within_its_period_is_not_purged(self):
        entry = self.append(payload={"address": "203.0.113.7"})
        self.env["med.ledger.payload"]._cron_purge()
        self.assertEqual(entry.payload_state, "kept")

    def test_payload_removed_outside_its_rule_is_found(self):
        entry = self.append(payload={"address": "203.0.113.7"})
        self.env.cr.execute(
            SQL("DELETE FROM med_ledger_payload WHERE entry_id = %s", entry.id)
        )
        self.assertBroken("payload_removed", entry)

    def test_payload_changed_is_found(self):
        entry = self.append(payload={"address": "203.0.113.7"})
        self.env.cr.execute(
            SQL(
                "UPDATE med_ledger_payload SET payload = '{}' WHERE entry_id = %s",
                entry.id,
            )
        )
        self.assertBroken("payload_changed", entry)

    # ---- screen ----
    def test_screen_shows_the_result_and_the_check_is_ledgered(self):
        wizard = (
            self.env["med.ledger.verification"]
            .with_user(self.users["auditor"])
            .create({})
        )
        action = wizard.action_verify()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertTrue(wizard.is_ok)
        self.assertGreaterEqual(wizard.entry_count, 10)
        self.assertGreaterEqual(wizard.seal_count, 2)
        self.assertIn(f"#{self.second_seal.number}", wizard.last_seal)
        with self.assertRaises(UserError):
            wizard.action_open_first_broken()
        note = self.ledger.search([("event", "=", "ledger.verified")], limit=1)
        self.assertEqual(note.user_id, self.users["auditor"].id)

    def test_screen_names_the_first_broken_entry(self):
        self.test_altered_entry_is_named()
        wizard = self.env["med.ledger.verification"].create({})
        wizard.action_verify()
        self.assertFalse(wizard.is_ok)
        self.assertEqual(wizard.first_broken, self.first[2].id)
        self.assertIn(str(self.first[2].id), wizard.problems)
        domain = wizard.action_open_first_broken()["domain"]
        self.assertIn(self.first[2], self.ledger.search(domain))

    def test_time_set_by_the_client_changes_nothing(self):
        with freeze_time("2001-01-01"):
            entry = self.append()
        self.assertGreater(entry.logged_at.year, 2020)
