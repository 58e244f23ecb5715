import base64
import json

from odoo.tests import tagged

from .common import NUMBERS
from .import_common import ImportCommon

LIST = "企业名称,统一社会信用代码,证书编号,事项\n"


@tagged("post_install", "-at_install")
class TestRegisterReview(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.med_quality_head_id = cls.head
        cls.source = cls.env["med.register.source"].create({"name": "Penalties"})

    def _upload(self, text):
        self.source.list_file = base64.b64encode(text.encode())
        self.source.action_fetch()
        return self.env["med.register.hit"].search([("source_id", "=", self.source.id)])

    def test_q38_a_licence_that_is_named_by_its_number_opens_a_review_of_the_file(self):
        dealer = self._admit_dealer(med_uscc="91320505MA3LW9N23D")
        number = NUMBERS["operating_licence"].removesuffix("号")
        hits = self._upload(LIST + f",,{number},吊销\n")
        paper = dealer.med_credential_ids.filtered(lambda c: c.type_code == "operating_licence")
        named = {(hit.res_model, hit.res_id) for hit in hits}
        self.assertIn(("med.credential", paper.id), named)
        self.assertIn(dealer, hits.partner_id)
        review = dealer.med_dossier_ids.open_requalification_ids
        self.assertEqual(review.reason_code, "register")
        self.assertIn("Penalties", review.detail)

    def test_q38_a_withdrawn_registration_opens_a_review_of_its_products(self):
        device = self._register(self._create_device("3"))
        hits = self._upload(LIST + f",,{NUMBERS['registration_certificate']},注销\n")
        self.assertEqual(hits.res_id, device.med_credential_ids.id)
        self.assertEqual(device.med_dossier_ids.open_requalification_ids.reason_code, "register")

    def test_x26_a_party_named_by_a_regulator_is_no_legacy_case_until_decided(self):
        self._import([self._row(1, paper_type="business_licence", number="", date_valid_to="长期")])
        party = self._party(1)
        hit = self._upload(LIST + f"x,{party.med_uscc},,处罚\n")
        admission = self.env["med.legacy.admission"].with_user(self.head).create({})
        admission.action_fill()
        line = admission.line_ids.filtered(lambda li: li.partner_id == party)
        self.assertEqual(line.verdict, "penalty")
        hit.with_user(self.officer).action_dismiss("Another company")
        line._judge()
        self.assertNotEqual(line.verdict, "penalty")

    def _open_reasons(self, subject):
        return subject.med_dossier_ids.open_requalification_ids.mapped("reason_code")

    def test_q38_a_dismissed_hit_closes_its_review_with_the_reason_in_the_ledger(self):
        dealer = self._admit_dealer(med_uscc="91320505MA3LW9N23D")
        hits = self._upload(LIST + f",,{NUMBERS['operating_licence']},吊销\n")
        self.assertEqual(self._open_reasons(dealer), ["register"])
        hits = hits.filtered(lambda hit: hit.partner_id == dealer).with_user(self.officer)
        hits.action_dismiss("The number is another office's")
        self.assertEqual(self._open_reasons(dealer), [])
        row = dealer.med_dossier_ids.requalification_ids
        self.assertEqual((row.state, row.comment), ("dismissed", "The number is another office's"))
        self.assertFalse(dealer.med_dossier_ids.requalify_by)
        entry = self.env["med.ledger.entry"].search([("event", "=", "requalification.dismissed")])
        self.assertIn("another office", json.dumps(json.loads(entry.facts), ensure_ascii=False))

    def test_q38_products_that_a_dismissed_certificate_also_covers_are_free_again(self):
        first, second = (self._register(self._create_device("3", name=name)) for name in ("A", "B"))
        second.med_credential_ids._guarded_write({"state": "superseded", "ended_on": self.today})
        first.med_credential_ids._with_ticket("supersede", ["product_ids"]).write(
            {"product_ids": [(6, 0, second.ids)]}
        )
        self.env.invalidate_all()
        hits = self._upload(LIST + f",,{NUMBERS['registration_certificate']},注销\n")
        self.assertEqual(self._open_reasons(second), ["register"])
        hits.with_user(self.officer).action_dismiss("Misprint")
        self.assertEqual(self._open_reasons(first) + self._open_reasons(second), [])

    def test_q38_of_two_hits_the_review_waits_for_the_second(self):
        dealer = self._admit_dealer(med_uscc="91320505MA3LW9N23D")
        numbers = [NUMBERS["operating_licence"], NUMBERS["operating_filing"]]
        hits = self._upload(LIST + "".join(f",,{number},吊销\n" for number in numbers))
        hits = hits.filtered(lambda hit: hit.partner_id == dealer).with_user(self.officer)
        self.assertEqual(len(hits), 2)
        for hit in hits[::-1]:
            self.assertEqual(self._open_reasons(dealer), ["register"])
            hit.action_dismiss("Somebody else")
        self.assertEqual(self._open_reasons(dealer), [])
