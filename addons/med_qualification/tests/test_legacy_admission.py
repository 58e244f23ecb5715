import json
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..medpapers.sheet_template import sample_uscc
from .import_common import ImportCommon


@tagged("post_install", "-at_install")
class TestLegacyAdmission(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plate = cls._register(cls._create_device("3"))
        cls.dressing = cls._register(cls._create_device("2", name="Dressing"), number="苏械注准20232149077")

    @contextmanager
    def _at_a_screen(self):
        with patch.object(self.registry["med.sign.wizard"], "_is_interactive", lambda self: True):
            yield

    def _take_over(
        self, index=1, papers=("business_licence", "operating_licence", "operating_filing"), **vals
    ):
        """A dealer taken over by an import with these papers as drafts."""
        numbers = {
            "business_licence": sample_uscc(index),
            "operating_licence": f"苏苏药监械经营许2023{1000 + index}号",
            "operating_filing": f"苏苏药监械经营备2023{1000 + index}号",
        }
        rows = []
        for code in papers:
            row = self._row(index, paper_type=code, number=numbers[code])
            if code != "operating_licence":
                row["date_valid_to"] = "长期"
            if code == "operating_filing":
                row.update(scope_class_3="", scope_class_2="all")
            if code == "operating_licence":
                row.update(scope_class_3="all")
            rows.append({**row, **vals.get(code, {})})
        self._import(rows)
        return self._party(index)

    def _admission(self, **vals):
        admission = self.env["med.legacy.admission"].with_user(self.head).create(vals)
        admission.action_fill()
        return admission

    def _sign(self, admission):
        with self._at_a_screen():
            action = admission.action_ask_admit()
            wizard = admission.env["med.sign.wizard"].browse(action["res_id"])
            return wizard.action_sign(admission.env.user.login)

    def _admit_legacy(self, **vals):
        admission = self._admission(**vals)
        self._sign(admission)
        return admission

    def _line(self, admission, party):
        return admission.line_ids.filtered(lambda line: line.partner_id == party)

    def test_x26_existing_parties_are_admitted_in_bulk_by_one_signature(self):
        parties = self._take_over(1) | self._take_over(2)
        order = self._create_sale_order(parties[0], self.dressing)
        self.assertIn("partner_unqualified", self._stops(order, "confirm"))
        admission = self._admit_legacy()
        self.assertEqual((admission.state, admission.covered_count), ("admitted", 2))
        self.assertEqual(admission.admitted_by_id, self.head)
        self.assertIn("existing business partners", admission.statement_signed)
        files = parties.med_dossier_ids
        self.assertEqual(set(files.mapped("state")), {"provisional"})
        self.assertEqual(set(files.mapped("provisional_until")), {self.today + timedelta(90)})
        self.assertEqual(set(parties.mapped("med_qualification_state")), {"restricted"})
        self.assertFalse(self._stops(order, "confirm"))
        self.assertIn(("partner_provisional", "warn"), self._codes_of(order))
        entry = self.env["med.ledger.entry"].search([("event", "=", "legacy.admitted")], limit=1)
        self.assertEqual(set(json.loads(entry.facts)["partners"]), set(parties.ids))

    def _codes_of(self, order):
        return {(f["check"], f["severity"]) for f in order.action_gate_check("confirm")}

    def test_x26_class_3_goes_by_the_licence_on_record_and_stops_without_it(self):
        licensed = self._take_over(1)
        unlicensed = self._take_over(2, papers=("business_licence", "operating_filing"))
        undated = self._take_over(3, operating_licence={"date_valid_to": ""})
        admission = self._admit_legacy()
        self.assertFalse(self._line(admission, licensed).stopped)
        self.assertTrue(self._line(admission, unlicensed).stopped)
        self.assertFalse(self._stops(self._create_sale_order(licensed, self.plate), "confirm"))
        for party in (unlicensed, undated):
            self.assertTrue(self._stops(self._create_sale_order(party, self.plate), "confirm"))
            self.assertFalse(self._stops(self._create_sale_order(party, self.dressing), "confirm"))

    def test_x26_known_expired_and_revoked_papers_are_not_covered(self):
        lapsed = self._take_over(1, operating_licence={"date_valid_to": str(self.today - timedelta(5))})
        dead = self._take_over(2)
        paper = dead.med_credential_ids.filtered(lambda c: c.type_code == "business_licence")
        paper._put_in_force()
        paper.with_user(self.officer).action_revoke("Struck off")
        admission = self._admit_legacy()
        self.assertEqual(self._line(admission, dead).verdict, "expired")
        self.assertEqual(dead.med_dossier_ids.state, "draft")
        self.assertIn("partner_expired", self._stops(self._create_sale_order(lapsed, self.plate), "confirm"))

    def test_x26_parties_without_papers_type_or_history_are_left_out(self):
        bare = self._take_over(1, papers=("operating_filing",))
        typeless = self._take_over(2)
        typeless.med_party_type_id = False
        self._take_over(3)
        stranger = self._create_partner(name="Never seen before")
        self._create_dossier(stranger)
        admission = self._admission()
        self.assertNotIn(stranger, admission.line_ids.partner_id)
        admission.line_ids = [Command.create({"dossier_id": stranger.med_dossier_ids.id})]
        self._sign(admission)
        self.assertEqual(self._line(admission, bare).verdict, "no_identity")
        self.assertEqual(self._line(admission, typeless).verdict, "no_type")
        self.assertEqual(self._line(admission, stranger).verdict, "not_existing")
        self.assertEqual(stranger.med_dossier_ids.state, "draft")

    def test_x26_who_traded_before_the_cut_over_is_an_existing_party(self):
        dealer = self._create_partner(name="Old friend", med_uscc=sample_uscc(50))
        self._create_paper("business_licence", dealer, number=sample_uscc(50))
        self._create_dossier(dealer)
        self._create_sale_order(dealer, self._create_goods()).action_confirm()
        admission = self._admission()
        self.assertEqual(self._line(admission, dealer).verdict, "covered")
        self.company._guarded_write({"med_cutover_date": self.today - timedelta(30)})
        admission.line_ids._judge()
        self.assertEqual(self._line(admission, dealer).verdict, "not_existing")

    def test_x26_ninety_days_from_now_and_from_the_cut_over_is_the_limit(self):
        self._take_over(1)
        for days in (-1, 91):
            admission = self._admission(date_until=self.today + timedelta(days))
            with self._at_a_screen(), self.assertRaisesRegex(UserError, "90 days"):
                admission.action_ask_admit()
        self.company._guarded_write({"med_cutover_date": self.today - timedelta(60)})
        admission = self._admission(date_until=self.today + timedelta(31))
        with self._at_a_screen(), self.assertRaisesRegex(UserError, "cut-over"):
            admission.action_ask_admit()
        admission.date_until = self.today + timedelta(30)
        self._sign(admission)
        self.assertEqual(admission.state, "admitted")

    def test_x26_they_fall_out_by_date_and_are_listed_until_then(self):
        party = self._take_over(1)
        self._admit_legacy(date_until=self.today + timedelta(20))
        listed = self.env["med.legacy.admission"].with_user(self.sales).action_view_open()
        files = self.env["med.dossier"].with_user(self.sales).search(eval(listed["domain"]))
        self.assertEqual((files.partner_id, files.legacy_days_left), (party, 20))
        order = self._create_sale_order(party, self.dressing)
        with freeze_time(fields.Datetime.now() + timedelta(22)):
            self.assertIn("partner_unqualified", self._stops(order, "confirm"))

    def test_x26_nobody_is_admitted_twice(self):
        party = self._take_over(1)
        self._admit_legacy(date_until=self.today + timedelta(5))
        with self.assertRaisesRegex(UserError, "no draft file"):
            self._admission()
        party.med_dossier_ids.with_user(self.head).action_revoke("Left")
        party.med_dossier_ids.with_user(self.head).action_reopen()
        with self.assertRaisesRegex(UserError, "no draft file"):
            self._admission()

    def test_x26_an_approved_file_takes_the_place_of_the_statement(self):
        party = self._take_over(1)
        self._admit_legacy()
        dossier = party.med_dossier_ids
        for paper in party.med_credential_ids:
            paper.attachment_ids = [Command.link(self._scan().id)]
        dossier.with_user(self.officer).action_submit()
        self.assertEqual(dossier.state, "provisional")
        dossier.with_user(self.head).action_return("One page is missing")
        self.assertEqual((dossier.state, bool(dossier.provisional_until)), ("provisional", True))
        dossier.with_user(self.officer).action_submit()
        dossier.with_user(self.head).action_approve()
        self.assertEqual((dossier.state, party.med_qualification_state), ("qualified", "qualified"))

    def test_x26_only_the_quality_head_signs_and_nobody_writes_round_it(self):
        party = self._take_over(1)
        admission = self._admission()
        with self.assertRaises(AccessError):
            admission.with_user(self.officer).action_admit()
        with self.assertRaisesRegex(UserError, "must be signed"):
            admission.action_admit()
        dossier = party.med_dossier_ids
        for attack in (
            lambda: admission.write({"state": "admitted"}),
            lambda: admission.line_ids.write({"verdict": "covered"}),
            lambda: dossier.with_user(self.head).write({"legacy_admission_id": admission.id}),
            lambda: self.env["med.dossier"].create(
                {"partner_id": party.id, "direction": "supplier", "legacy_admission_id": admission.id}
            ),
            lambda: (
                self.env["med.dossier"]
                .with_context(default_legacy_admission_id=admission.id)
                .create({"partner_id": party.id, "direction": "supplier"})
            ),
        ):
            with self.assertRaises(UserError):
                attack()
        self._sign(admission)
        for attack in (
            lambda: admission.write({"date_until": self.today + timedelta(80)}),
            lambda: admission.line_ids.unlink(),
            lambda: admission.unlink(),
        ):
            with self.assertRaises(UserError):
                attack()

    def test_x26_a_changed_row_in_the_database_is_noticed(self):
        party = self._take_over(1)
        admission = self._admit_legacy()
        dossier = party.med_dossier_ids
        dossier.with_user(self.head).action_suspend("Doubt")
        self.env.flush_all()
        self.env.cr.execute("UPDATE med_dossier SET legacy_admission_id = NULL WHERE id = %s", [dossier.id])
        dossier.invalidate_recordset()
        self.assertTrue(admission and dossier.is_altered)
