from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestStatus(MedQualificationCommon):
    """How a party stands is kept and searched, and right on the day asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.statuses = cls.env["med.qualification.status"]
        cls.partners = cls.env["res.partner"].with_user(cls.sales)

    def _status(self, subject):
        name = "product_id" if subject._name == "product.product" else "partner_id"
        return self.statuses.search([(name, "=", subject.id)])

    def _found(self, state):
        return self.partners.search([("med_qualification_state", "=", state)])

    def test_a_file_has_one_row_that_says_how_it_stands(self):
        dealer = self._admit_dealer()
        status = self._status(dealer)
        self.assertEqual(status.dossier_id, dealer.med_dossier_ids)
        self.assertEqual((status.state, status.problem), ("qualified", False))
        self.assertEqual(status.user_id, dealer.med_dossier_ids.user_id)
        end = self.today + timedelta(700)
        self.assertEqual((status.valid_until, status.date_end), (end, end))
        self.assertEqual(status.evaluated_on, self.company._med_today())

    def test_the_worst_required_row_is_named(self):
        dealer = self._admit_dealer(classes="3")
        status = self._status(dealer)
        self.assertEqual((status.state, status.problem), ("restricted", "missing"))
        self.assertIn(self._type("operating_filing"), status.requirement_id.type_ids)
        licence = dealer.med_credential_ids.filtered("date_valid_to")
        licence.with_user(self.officer).action_revoke("Withdrawn")
        filing = self._paper_in_force("operating_filing", dealer, classes="2")
        self.assertEqual((status.problem, status.credential_id), ("revoked", licence))
        self.assertTrue(filing)

    def test_papers_files_and_decisions_change_the_row_at_once(self):
        dealer = self._admit_dealer(classes="3")
        self.assertIn(dealer, self._found("restricted"))
        self._paper_in_force("operating_filing", dealer, classes="2")
        self.assertIn(dealer, self._found("qualified"))
        dealer.med_dossier_ids.with_user(self.officer).action_suspend("Penalty notice")
        self.assertIn(dealer, self._found("revoked"))
        dealer.med_dossier_ids.with_user(self.head).action_resume("Cleared")
        dealer.with_user(self.officer).med_party_type_id = self._party_type("hospital")
        self.assertIn(dealer, self._found("restricted"))

    def test_a_search_is_right_on_the_day_asked_without_any_cron(self):
        dealer = self._admit_dealer()
        after = self.today + timedelta(701)
        self.assertNotIn(dealer, self._found("expired"))
        with freeze_time(after):
            self.env.invalidate_all()
            self.assertEqual(self._status(dealer).state, "qualified")
            self.assertIn(dealer, self._found("expired"))
            self.assertNotIn(dealer, self._found("qualified"))
            self.assertEqual(dealer.with_user(self.sales).med_qualification_state, "expired")

    def test_a_paper_that_begins_later_counts_from_its_first_day(self):
        dealer = self._create_partner("distributor")
        start = self.today + timedelta(5)
        self._admit(
            dealer,
            "customer",
            {
                "business_licence": {},
                "operating_licence": {"classes": "3"},
                "operating_filing": {"classes": "2", "date_valid_from": start},
            },
        )
        self.assertEqual(self._status(dealer).valid_until, start - timedelta(1))
        self.assertIn(dealer, self._found("restricted"))
        with freeze_time(start):
            self.env.invalidate_all()
            self.assertIn(dealer, self._found("qualified"))

    def test_a_provisional_result_ends_by_its_day(self):
        dealer = self._admit_dealer()
        until = self.today + timedelta(3)
        dealer.med_dossier_ids._guarded_write({"state": "provisional", "provisional_until": until})
        self.assertEqual(self._status(dealer).valid_until, until)
        with freeze_time(until + timedelta(1)):
            self.env.invalidate_all()
            self.assertIn(dealer, self._found("expired"))

    def test_the_cron_renews_what_its_day_has_passed_and_makes_missing_rows(self):
        dealer = self._admit_dealer()
        status = self._status(dealer)
        other = self._admit_dealer(name="Row lost")
        self.env.flush_all()
        self.cr.execute(
            "DELETE FROM med_qualification_status WHERE dossier_id = %s", other.med_dossier_ids.ids
        )
        self.env.invalidate_all()
        cron = self.env.ref("med_qualification.ir_cron_qualification_status")
        with freeze_time(self.today + timedelta(701)), self.enter_registry_test_mode():
            cron.method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual((status.state, status.valid_until), ("expired", False))
            self.assertEqual(self._status(other).state, "expired")

    def test_a_changed_matrix_changes_the_rows(self):
        dealer = self._admit_dealer()
        row = self.env["med.requirement"].create(
            {
                "name": "Quality agreement with every dealer",
                "code": "own_rule",
                "direction": "customer",
                "type_ids": self._type("quality_agreement").ids,
            }
        )
        self.assertIn(dealer, self._found("restricted"))
        row.is_required = False
        self.assertIn(dealer, self._found("qualified"))
        row.write({"is_required": True, "date_from": self.today + timedelta(9)})
        self.assertEqual(self._status(dealer).valid_until, self.today + timedelta(8))

    def test_a_large_register_is_judged_again_by_the_cron(self):
        dealer = self._admit_dealer()
        self.patch(type(self.statuses), "_refresh", lambda rows: None)
        self.patch(self.env.registry["med.qualification.status"], "_rules_limit", lambda rows: 0)
        self.env["med.requirement"].search([("direction", "=", "customer")], limit=1).name = "Other"
        self.assertFalse(self._status(dealer).evaluated_on)
        triggers = self.env["ir.cron.trigger"].search([])
        cron = self.env.ref("med_qualification.ir_cron_qualification_status")
        self.assertIn(cron, triggers.cron_id)

    def test_a_customer_that_also_supplies_is_found_by_its_customer_file(self):
        dealer = self._admit_dealer()
        self._create_dossier(dealer, "supplier", user=self.env.user)
        self.assertIn(dealer, self._found("qualified"))
        self.assertNotIn(dealer, self._found("none"))
        none = self.partners.search([("med_supplier_state", "=", "none")])
        self.assertIn(dealer, none)

    def test_contacts_are_found_with_their_company(self):
        dealer = self._admit_dealer()
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": dealer.id})
        self.assertIn(contact, self._found("qualified"))

    def test_products_have_their_row_too(self):
        device = self._register(self._create_device("2", name="Dressing"))
        self.assertEqual(self._status(device).state, "qualified")
        other = self._create_device("2", name="Other model")
        self._admit(other, "product")
        self.assertEqual(self._status(other).state, "restricted")
        self._paper_in_force(
            "registration_certificate",
            self._create_device("2", name="First model"),
            product_ids=[(6, 0, other.ids)],
        )
        self.assertEqual(self._status(other).state, "qualified")

    def test_files_are_searched_by_how_they_stand(self):
        dealer = self._admit_dealer(classes="3")
        files = self.env["med.dossier"].with_user(self.officer)
        self.assertIn(
            dealer.med_dossier_ids, files.search([("qualification_state", "=", "restricted")])
        )
        self.assertNotIn(
            dealer.med_dossier_ids, files.search([("qualification_state", "!=", "restricted")])
        )

    def test_a_noticed_change_shows_in_the_row(self):
        dealer = self._admit_dealer()
        paper = dealer.med_credential_ids[0]
        self.env.flush_all()
        self.cr.execute("UPDATE med_credential SET number = 'X' WHERE id = %s", paper.ids)
        self.env.invalidate_all()
        paper._note_altered()
        self.assertEqual(self._status(dealer).problem, "altered")
        self.assertIn(dealer, self._found("restricted"))

    def test_the_gate_does_not_trust_the_row(self):
        dealer = self._admit_dealer()
        device = self._register(self._create_device("2", name="Dressing"))
        order = self._create_sale_order(dealer, [device])
        self.env.flush_all()
        self.cr.execute("UPDATE med_qualification_status SET state = 'revoked'")
        self.env.invalidate_all()
        self.assertEqual(self._stops(order), [])
        dealer.med_dossier_ids.with_user(self.officer).action_suspend("Penalty notice")
        self.env.flush_all()
        self.cr.execute(
            "UPDATE med_qualification_status SET state = 'qualified', valid_until = NULL"
        )
        self.env.invalidate_all()
        self.assertEqual(self._stops(order), ["partner_suspended"])
