from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.med_base.tests.common import USCC

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestDossier(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device = cls._register(cls._create_device("2", name="Dressing"))
        cls.dealer = cls._create_partner(
            "distributor", name="New dealer", med_uscc=USCC["distributor"]
        )

    def _complete(self, dealer=None):
        """A draft file with complete drafts of all papers."""
        dealer = dealer or self.dealer
        dossier = self._create_dossier(dealer)
        self._create_paper("business_licence", dealer)
        self._create_paper("operating_licence", dealer, classes="3")
        self._create_paper("operating_filing", dealer, classes="2")
        return dossier

    def test_q1_each_party_type_gets_its_own_list_of_papers(self):
        expected = {
            "hospital": {"institution_licence"},
            "agent": {"business_licence", "operating_licence", "operating_filing"},
            "distributor": {"business_licence", "operating_licence", "operating_filing"},
            "military_hospital": {"military_certificate"},
            "testing_body": {"business_licence", "need_statement"},
        }
        for party_type, papers in expected.items():
            with self.subTest(party_type):
                dossier = self._create_dossier(self._create_partner(party_type))
                required = dossier.line_ids.filtered("is_required").type_ids.mapped("code")
                self.assertTrue(papers <= set(required), (papers, required))
        overseas = self._create_partner("overseas_supplier", country_id=self.env.ref("base.se").id)
        dossier = self._create_dossier(overseas, "supplier")
        self.assertIn("foreign_registration", dossier.line_ids.type_ids.mapped("code"))
        supplier = self._create_dossier(self._create_partner("supplier"), "supplier")
        self.assertIn("salesperson_authorisation", supplier.line_ids.type_ids.mapped("code"))

    def test_another_party_type_asks_for_other_papers(self):
        dossier = self._create_dossier(self.dealer)
        self.dealer.med_party_type_id = self._party_type("hospital")
        self.assertIn("institution_licence", dossier.line_ids.type_ids.mapped("code"))
        self.assertNotIn("operating_licence", dossier.line_ids.type_ids.mapped("code"))

    def test_q13_a_file_without_identity_type_or_code_is_not_accepted(self):
        dossier = self._create_dossier(self.dealer)
        with self.assertRaisesRegex(UserError, "lacks Business Licence"):
            dossier.action_submit()
        self._create_paper("business_licence", self.dealer, attachment_ids=False)
        with self.assertRaisesRegex(UserError, "not complete: Files"):
            dossier.action_submit()
        no_type = self._create_dossier(self._create_partner(False))
        with self.assertRaisesRegex(UserError, "no party type"):
            no_type.action_submit()
        no_code = self._create_dossier(self._create_partner("distributor"))
        with self.assertRaisesRegex(UserError, "credit code"):
            no_code.action_submit()

    def test_q16_sales_submit_and_quality_approve_file_and_papers_at_once(self):
        dossier = self._complete()
        dossier.action_submit()
        papers = dossier.reviewed_credential_ids
        self.assertEqual(dossier.state, "review")
        self.assertEqual(set(papers.mapped("state")), {"review"})
        self.assertEqual(self.dealer.med_qualification_state, "pending")
        self.assertTrue(dossier.with_user(self.head).approval_can_decide)
        self.assertFalse(dossier.approval_can_decide)
        dossier.with_user(self.head).action_approve()
        self.assertEqual(dossier.state, "qualified")
        self.assertEqual(set(papers.mapped("state")), {"valid"})
        self.assertTrue(dossier._approval_is_current())
        self.assertEqual(self.dealer.with_user(self.sales).med_qualification_state, "qualified")

    def test_the_review_lists_every_requirement_and_warns_of_what_lacks(self):
        dossier = self._complete()
        dossier.action_submit()
        self.assertIn("○ Business Licence: Under Review", dossier.requirement_text)
        self.assertIn("requirement_text", dossier._approval_review_fields())
        notes = " ".join(dossier._approval_review_notes())
        self.assertNotIn("Business Licence (Under Review)", notes)
        request = dossier.approval_request_id.with_user(self.head)
        data = request.review_data(request.id)["request"]
        self.assertEqual(data["type"], "Dossier")
        self.assertEqual(len(data["files"]), 3)
        self.assertFalse([f["value"] for f in data["fields"] if f["value"] in ("[]", "[]; []")])

    def test_q17_no_order_before_the_file_is_approved(self):
        dossier = self._complete()
        order = self._create_sale_order(self.dealer, [self.device])
        with self.assertRaisesRegex(UserError, "not approved"):
            order.action_confirm()
        dossier.action_submit()
        with self.assertRaisesRegex(UserError, "being reviewed"):
            order.action_confirm()
        dossier.with_user(self.head).action_approve()
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_q18_the_chain_of_reviewers_follows_the_size_of_the_company(self):
        self.company.med_approval_size = "standard"
        dossier = self._complete()
        dossier.action_submit()
        dossier.with_user(self.officer).action_approve("Papers compared")
        self.assertEqual(dossier.state, "review")
        with self.assertRaises(UserError):
            dossier.with_user(self.officer).action_approve("And once more")
        dossier.with_user(self.head).action_approve()
        self.assertEqual(dossier.state, "qualified")

    def test_q19_each_step_keeps_person_time_and_evidence(self):
        self.company.med_approval_size = "standard"
        dossier = self._complete()
        dossier.action_submit()
        request = dossier.sudo().approval_request_id
        self.assertTrue(request.deadline_at)
        dossier.with_user(self.officer).action_approve()
        dossier.with_user(self.head).action_approve()
        decisions = request.decision_ids
        self.assertIn(self.officer, decisions.user_id)
        self.assertIn(self.head, decisions.user_id)
        events = self.env["med.ledger.entry"].search(
            [("res_model", "=", "med.dossier"), ("res_id", "=", dossier.id)]
        )
        self.assertIn("dossier.qualified", events.mapped("event"))
        self.assertTrue(dossier.approval_timeline)

    def test_q20_each_job_has_its_part_in_the_file(self):
        dossier = self._complete()
        reader = dossier.with_user(self.users["auditor"])
        self.assertEqual(reader.state, "draft")
        for job in ("auditor", "finance", "billing", "receiver", "consultant"):
            with self.subTest(job), self.assertRaises(AccessError):
                dossier.with_user(self.users[job]).action_submit()
        dossier.with_user(self.users["purchaser"]).write({"visit_note": "Visited"})
        dossier.action_submit()
        for job in ("sales", "purchaser", "auditor", "consultant", "owner"):
            with self.subTest(job), self.assertRaises(UserError):
                dossier.with_user(self.users[job]).action_approve()
        self.assertEqual(dossier.state, "review")

    def test_a_returned_file_gives_its_papers_back_as_drafts(self):
        dossier = self._complete()
        dossier.action_submit()
        papers = dossier.reviewed_credential_ids
        dossier.with_user(self.head).action_return("Scan unreadable")
        self.assertEqual(dossier.state, "draft")
        self.assertEqual(set(papers.mapped("state")), {"draft"})
        dossier.action_submit()
        self.assertEqual(dossier.state, "review")

    def test_q23_a_stopped_customer_gets_no_new_order(self):
        dealer = self._admit_dealer()
        dossier = dealer.med_dossier_ids
        order = self._create_sale_order(dealer, [self.device])
        dossier.with_user(self.officer).action_suspend("Penalty notice")
        with self.assertRaisesRegex(UserError, "Penalty notice"):
            order.action_confirm()
        self.assertEqual(dealer.med_qualification_state, "revoked")
        dossier.with_user(self.head).action_resume("Cleared")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_q23_an_expired_paper_stops_by_its_date_without_any_cron(self):
        dealer = self._create_partner("distributor", name="Late dealer")
        end = self.today + timedelta(10)
        self._admit(
            dealer,
            "customer",
            {
                "business_licence": {},
                "operating_filing": {"classes": "2"},
                "operating_licence": {"classes": "3", "date_valid_to": end},
            },
        )
        device = self._register(self._create_device("3", name="Plate"))
        order = self._create_sale_order(dealer, [device])
        self.assertEqual(dealer.med_qualification_state, "qualified")
        with freeze_time(end + timedelta(1)):
            self.env.invalidate_all()
            self.assertEqual(dealer.med_qualification_state, "expired")
            with self.assertRaisesRegex(UserError, "not valid any more"):
                order.action_confirm()

    def test_q24_a_customer_may_buy_only_what_its_papers_cover(self):
        dealer = self._admit_dealer(classes="3")
        plate = self._register(self._create_device("3", name="Plate"))
        gauze = self._register(self._create_device("1", name="Gauze"))
        order = self._create_sale_order(dealer, [plate, self.device, gauze])
        stopped = [f["product"] for f in order.action_gate_check() if f["severity"] == "block"]
        self.assertEqual(stopped, [self.device.display_name])
        self.assertEqual(dealer.med_qualification_state, "restricted")
        self.assertIn("Operating Filing", dealer.med_qualification_hint)
        order.action_gate_split()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.order_line.product_id, plate | gauze)

    def test_the_owner_of_a_stopped_order_is_told_when_the_paper_is_approved(self):
        dealer = self._admit_dealer(classes="3")
        order = self._create_sale_order(dealer, [self.device])
        refusals = self.env["med.gate.refusal"]
        finding = [f for f in order.action_gate_check() if f["severity"] == "block"]
        refusals.sudo()._insert_rows(
            self.env.cr, self.sales.id, [refusals._prepare_row(order, "confirm", finding)]
        )
        paper = self._create_paper("operating_filing", dealer, classes="2")
        paper.action_submit()
        paper.with_user(self.head).action_approve()
        self.assertEqual(order.sudo().activity_ids.user_id, self.sales)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_provisional_is_short_and_never_for_class_three(self):
        dossier = self._complete()
        head = dossier.with_user(self.head)
        reason = "Documents by courier"
        with self.assertRaises(AccessError):
            dossier.with_user(self.officer).action_provisional(self.today, reason)
        with self.assertRaisesRegex(UserError, "within 7 days"):
            head.action_provisional(self.today + timedelta(8), reason)
        head.action_provisional(self.today + timedelta(7), reason)
        plate = self._register(self._create_device("3", name="Plate"))
        order = self._create_sale_order(self.dealer, [self.device])
        self.assertEqual(self._codes(order), {("partner_provisional", "warn")})
        both = self._create_sale_order(self.dealer, [self.device, plate])
        self.assertEqual(self._stops(both), ["partner_unqualified"])
        with freeze_time(self.today + timedelta(8)):
            self.assertEqual(self._stops(order), ["partner_unqualified"])
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_provisional_needs_number_and_dates_of_each_paper(self):
        dossier = self._create_dossier(self.dealer)
        self._create_paper("business_licence", self.dealer)
        with self.assertRaisesRegex(UserError, "record number and dates of Operating Filing"):
            dossier.with_user(self.head).action_provisional(self.today, "Courier")

    def test_a_provisional_file_is_submitted_and_becomes_qualified(self):
        dossier = self._complete()
        dossier.with_user(self.head).action_provisional(self.today, "Courier")
        dossier.action_submit()
        self.assertEqual(dossier.state, "provisional")
        dossier.with_user(self.head).action_approve()
        self.assertEqual((dossier.state, dossier.provisional_until), ("qualified", False))

    def test_q28_products_are_traded_with_their_registration_only(self):
        dealer = self._admit_dealer()
        device = self._create_device("2", name="New device")
        order = self._create_sale_order(dealer, [device])
        self.assertEqual(self._stops(order), ["product_unregistered"])
        dossier = self._create_dossier(device, "product")
        with self.assertRaisesRegex(UserError, "lacks Registration Certificate"):
            dossier.action_submit()
        self._create_paper("registration_certificate", device)
        dossier.action_submit()
        dossier.with_user(self.head).action_approve()
        self.assertEqual(device.med_product_state, "qualified")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_q28_a_certificate_covers_the_other_models_it_names(self):
        dealer = self._admit_dealer()
        other = self._create_device("2", name="Other model")
        self._paper_in_force(
            "registration_certificate",
            self._create_device("2", name="First model"),
            product_ids=[(6, 0, other.ids)],
        )
        self.assertEqual(self._stops(self._create_sale_order(dealer, [other])), [])

    def test_q28_an_expired_certificate_does_not_stop_a_sale_but_a_revoked_one_does(self):
        dealer = self._admit_dealer()
        device = self._create_device("2", name="Old device")
        certificate = self._paper_in_force(
            "registration_certificate", device, date_valid_to=self.today - timedelta(5)
        )
        order = self._create_sale_order(dealer, [device])
        self.assertEqual(self._stops(order), [])
        certificate.with_user(self.officer).action_revoke("Withdrawn")
        self.assertEqual(self._stops(order), ["product_revoked"])

    def test_q31_class_and_category_decide_which_paper_is_asked(self):
        dealer = self._create_partner("distributor")
        self._admit(
            dealer,
            "customer",
            {
                "business_licence": {},
                "operating_licence": {"classes": "3", "categories": ["04"]},
            },
        )
        inside = self._register(self._create_device("3", ("04",), name="Inside"))
        outside = self._register(self._create_device("3", ("12",), name="Outside"))
        order = self._create_sale_order(dealer, [inside, outside, self.device])
        stops = {f["product"]: f["check"] for f in order.action_gate_check()}
        self.assertEqual(
            stops,
            {outside.display_name: "partner_scope", self.device.display_name: "partner_paper"},
        )

    def test_q44_our_own_company_is_judged_first(self):
        dealer = self._admit_dealer()
        self.own_papers["operating_filing"].with_user(self.officer).action_revoke("Given back")
        order = self._create_sale_order(dealer, [self.device])
        findings = order.action_gate_check()
        self.assertEqual(findings[0]["check"], "own_paper")
        self.assertFalse(findings[0]["waivable"])
        with self.assertRaisesRegex(UserError, "may not trade"):
            order.action_confirm()

    def test_q44_our_own_scope_bounds_what_we_buy_and_sell(self):
        dealer = self._admit_dealer()
        self._paper_in_force(
            "operating_licence", self.company.partner_id, classes="3", categories=["04"]
        )
        active = self._register(self._create_device("3", ("12",), name="Pacemaker"))
        order = self._create_sale_order(dealer, [active, self.device])
        stops = [f for f in order.action_gate_check() if f["severity"] == "block"]
        self.assertEqual([(f["check"], f["product"]) for f in stops], [("own_scope", "Pacemaker")])
        purchase = self._create_purchase_order(self._create_partner("supplier"), [active])
        self.assertIn("own_scope", self._stops(purchase))

    def test_q44_our_own_file_has_its_direction_and_no_other(self):
        own = self.company.partner_id
        with self.assertRaises(ValidationError):
            self._create_dossier(own, "customer")
        with self.assertRaises(ValidationError):
            self._create_dossier(self.dealer, "own")
        dossier = self._create_dossier(own, "own", user=self.officer)
        dossier.action_submit()
        dossier.with_user(self.head).action_approve()
        self.assertEqual(own.med_qualification_state, "qualified")

    def test_a_submitted_file_is_not_deleted_and_one_party_has_one_file(self):
        dossier = self._complete()
        dossier.action_submit()
        with self.assertRaises(UserError):
            dossier.unlink()
        with self.assertRaises(UserError):
            dossier.write({"partner_id": self._create_partner("hospital").id})

    def test_decisions_need_a_reason_and_the_right_state(self):
        dossier = self._create_dossier(self.dealer)
        with self.assertRaisesRegex(UserError, "reason"):
            dossier.with_user(self.officer).action_suspend("")
        with self.assertRaisesRegex(UserError, "cannot be decided"):
            dossier.with_user(self.officer).action_suspend("Why")
        with self.assertRaises(AccessError):
            dossier.with_user(self.officer).action_revoke("Why")

    def test_partner_states_can_be_searched(self):
        good = self._admit_dealer(name="Good dealer")
        narrow = self._admit_dealer(name="Narrow dealer", classes="3")
        partners = self.env["res.partner"].with_user(self.sales)
        found = partners.search([("med_qualification_state", "=", "qualified")])
        self.assertIn(good, found)
        self.assertNotIn(narrow, found)
        self.assertIn(narrow, partners.search([("med_qualification_state", "=", "restricted")]))
        self.assertIn(self.dealer, partners.search([("med_qualification_state", "=", "none")]))
        self.assertNotIn(good, partners.search([("med_qualification_state", "!=", "qualified")]))

    def test_the_missing_paper_is_added_in_one_click_from_the_partner(self):
        dealer = self._admit_dealer(classes="3")
        action = dealer.with_user(self.sales).action_med_add_paper()
        self.assertEqual(action["context"]["default_type_id"], self._type("operating_filing").id)
        self.assertEqual(action["context"]["default_partner_id"], dealer.id)

    def test_the_print_names_papers_and_decisions(self):
        dossier = self._complete()
        dossier.action_submit()
        dossier.with_user(self.head).action_approve()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "med_qualification.report_med_dossier", dossier.ids
        )[0]
        for words in (b"New dealer", b"Operating Filing", "苏苏药监械经营许20231234号".encode()):
            self.assertIn(words, html)
