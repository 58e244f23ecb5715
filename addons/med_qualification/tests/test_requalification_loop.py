from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.med_base.tests.common import USCC

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestLoop(MedQualificationCommon):
    """From admission over trade and a risk back to admission, with one chain of evidence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device = cls._register(cls._create_device("2", name="Dressing"))
        cls._add_stock(cls.device, 50)

    def _admitted(self, party_type, papers, name="New party"):
        """A party admitted by the flow of the house: sales submit, quality approves."""
        party = self._create_partner(party_type, name=name, med_uscc=USCC.get(party_type))
        dossier = self._create_dossier(party)
        for code, vals in papers.items():
            self._create_paper(code, party, **vals)
        dossier.action_submit()
        dossier.with_user(self.head).action_approve()
        return party, dossier

    def _events(self, *records):
        entries = self.env["med.ledger.entry"]
        found = []
        for record in records:
            domain = [("res_model", "=", record._name), ("res_id", "in", record.ids)]
            found += entries.search(domain).mapped("event")
        return set(found)

    def test_q3_evidence_party_risk_and_process_are_one_loop(self):
        dealer, dossier = self._admitted(
            "distributor",
            {
                "business_licence": {},
                "operating_licence": {"classes": "3"},
                "operating_filing": {"classes": "2"},
            },
        )
        order = self._create_sale_order(dealer, [self.device])
        order.action_confirm()
        picking = order.sudo().picking_ids
        filing = dossier.credential_ids.filtered(lambda c: c.type_code == "operating_filing")
        filing.with_user(self.officer).action_revoke("Withdrawn by the office")
        self.assertIn("partner_expired", self._stops(picking))
        self.assertEqual(dealer.med_status_ids.credential_id, filing)
        again = self._create_paper("operating_filing", dealer, classes="2")
        again.action_submit()
        again.with_user(self.head).action_approve()
        self.assertEqual(self._stops(picking), [])
        self.assertEqual(dealer.med_qualification_state, "qualified")
        self.assertLessEqual(
            {
                "dossier.qualified",
                "credential.approved",
                "credential.revoked",
                "gate.passed",
                "approval.submitted",
            },
            self._events(dossier, filing, again, order.sudo(), dossier.sudo().approval_request_ids),
        )

    def test_q43_a_dealer_and_a_hospital_go_from_admission_to_release(self):
        cases = {
            "distributor": {
                "business_licence": {},
                "operating_licence": {"classes": "3"},
                "operating_filing": {"classes": "2"},
            },
            "hospital": {"institution_licence": {}, "public_institution_certificate": {}},
        }
        for party_type, papers in cases.items():
            with self.subTest(party_type):
                party = self._create_partner(party_type, name="Buyer", med_uscc=USCC[party_type])
                order = self._create_sale_order(party, [self.device])
                with self.assertRaisesRegex(UserError, "no file yet"):
                    order.action_confirm()
                dossier = self._create_dossier(party)
                for code, vals in papers.items():
                    self._create_paper(code, party, **vals)
                dossier.action_submit()
                dossier.with_user(self.head).action_approve()
                self.assertTrue(dossier.review_on)
                order.action_confirm()
                picking = order.sudo().picking_ids
                self.assertEqual(self._stops(picking), [])
                dossier._reopen("register_confirmed", {}, "Found on a list of penalties")
                self.assertEqual(self._stops(picking), ["partner_unqualified"])
                dossier.sudo().open_requalification_ids.with_user(self.head).action_dismiss(
                    "Another company of the same name"
                )
                self.assertEqual(self._stops(picking), [])

    def test_q36_the_gap_list_names_law_paper_and_owner_of_each_file(self):
        narrow = self._admit_dealer(name="Narrow", classes="3")
        good = self._admit_dealer(name="Good")
        device = self._create_device("2", name="Without certificate")
        self._admit(device, "product")
        gaps = self.env["med.qualification.status"].with_user(self.users["auditor"])
        gaps = gaps.search([("state", "in", ("expired", "restricted", "revoked"))])
        self.assertNotIn(good, gaps.partner_id)
        row = gaps.filtered(lambda g: g.partner_id == narrow)
        self.assertEqual((row.problem, row.user_id), ("missing", narrow.med_dossier_ids.user_id))
        self.assertIn(self._type("operating_filing"), row.requirement_id.type_ids)
        self.assertTrue(row.law)
        self.assertIn(device, gaps.product_id)

    def test_q36_a_changed_law_opens_the_files_it_concerns(self):
        dealer = self._admit_dealer()
        dealer.med_dossier_ids._reopen("law", {"law": "GSP"}, "GSP 2027 asks for more")
        row = dealer.sudo().med_dossier_ids.open_requalification_ids
        self.assertEqual(row.reason_id.code, "law")
        self.assertEqual((row.due_on - row.opened_on).days, 60)
        self.assertEqual(dealer.med_qualification_state, "qualified")
