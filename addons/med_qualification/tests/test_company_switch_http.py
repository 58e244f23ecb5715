from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestCompanySwitchHttp(MedQualificationCommon, HttpCase):
    """The company comes from the record; what a client puts in the context opens nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._admit_dealer(name="Dealer of both")
        cls.device = cls._register(cls._create_device("2"))
        cls.other = cls.env["res.company"].create(
            {"name": "Unlicensed house", "country_id": cls.env.ref("base.cn").id}
        )
        cls.other.sudo()._guarded_write({"med_mode": "live"})
        cls.other.partner_id.med_party_type_id = cls._party_type("own_company")
        cls.other.med_approval_size = "small"
        both = [Command.set((cls.company | cls.other).ids)]
        cls.both_sales = cls._create_job_user("sales", login="med_both_sales", company_ids=both)
        cls.both_head = cls._create_job_user("quality_head", login="med_both_head", company_ids=both)
        files = cls.env["med.dossier"].with_company(cls.other)
        cls.file = files.create(
            {"partner_id": cls.dealer.id, "direction": "customer", "company_id": cls.other.id}
        )
        number = "苏苏药监械经营备20239876号"
        values = cls._paper_vals("operating_filing", cls.dealer, classes="2", number=number)
        papers = cls.env["med.credential"].with_company(cls.other).with_user(cls.both_sales)
        cls.paper = papers.create({**values, "attachment_ids": False, "company_id": cls.other.id})
        cls.paper.attachment_ids = cls._scan(cls.both_sales)
        cls.paper.action_submit()

    def _json2(self, user, model, method, companies, **values):
        expires = fields.Datetime.now() + timedelta(hours=1)
        # sudo: the test hands out keys
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        return self.url_open(
            f"/json/2/{model}/{method}",
            json={"context": {"allowed_company_ids": companies}, **values},
            headers={"Authorization": f"Bearer {keys._generate('rpc', 'test', expires)}"},
        )

    def _order(self, company):
        partner = self.dealer.with_company(company)
        order = self._create_sale_order(partner, [self.device], user=self.both_sales, company_id=company.id)
        self.assertEqual(order.company_id, company)
        return order

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_k19_person_of_one_company_reaches_nothing_of_another(self):
        own, other = self.company.id, self.other.id
        for companies in ([other], [own, other], [other, own], [own], []):
            for model, records in (("med.dossier", self.file), ("med.credential", self.paper)):
                for method, values in (
                    ("read", {"fields": ["state"]}),
                    ("write", {"vals": {"note": "mine"} if "note" in records._fields else {}}),
                    ("action_approve", {}),
                    ("action_reject", {"reason": "I say so"}),
                ):
                    with self.subTest(companies=companies, model=model, method=method):
                        answer = self._json2(self.head, model, method, companies, ids=records.ids, **values)
                        self.assertIn(answer.status_code, (403, 422), answer.text[:300])
                mine = [("id", "in", records.ids)]
                answer = self._json2(self.head, model, "search", companies, domain=mine)
                self.assertTrue(answer.status_code == 403 or answer.json() == [], answer.text[:300])
        self.env.invalidate_all()
        self.assertEqual((self.file.state, self.paper.state), ("draft", "review"))

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_k19_who_works_for_both_must_choose_the_company_of_the_paper(self):
        own, other = self.company.id, self.other.id
        answer = self._json2(self.both_head, "med.credential", "action_approve", [own], ids=self.paper.ids)
        self.assertIn(answer.status_code, (403, 422), answer.text[:300])
        self.env.invalidate_all()
        self.assertEqual(self.paper.state, "review")
        both = [own, other]
        answer = self._json2(self.both_head, "med.credential", "action_approve", both, ids=self.paper.ids)
        self.assertEqual(answer.status_code, 200, answer.text[:300])
        self.env.invalidate_all()
        self.assertEqual((self.paper.state, self.paper.company_id), ("valid", self.other))
        state = self.dealer.with_company(self.other).med_qualification_state
        self.assertNotEqual(state, "qualified", "a paper is no admission")

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_q44_order_is_judged_by_its_own_company_whatever_is_chosen(self):
        own, other = self.company.id, self.other.id
        theirs, ours = self._order(self.other), self._order(self.company)
        for companies in ([own, other], [other, own]):
            answer = self._json2(
                self.both_sales, "sale.order", "action_gate_check", companies, ids=theirs.ids, stage="confirm"
            )
            codes = {f["check"] for f in answer.json() if f["severity"] == "block"}
            self.assertIn("own_paper", codes)
            self.assertIn("partner_unqualified", codes)
            answer = self._json2(self.both_sales, "sale.order", "action_confirm", companies, ids=theirs.ids)
            self.assertEqual(answer.status_code, 422, answer.text[:300])
            self.assertIn("Unlicensed house", answer.json()["message"])
        answer = self._json2(self.both_sales, "sale.order", "action_confirm", [other, own], ids=ours.ids)
        self.assertEqual(answer.status_code, 200, answer.text[:300])
        self.env.invalidate_all()
        self.assertEqual((theirs.state, ours.state), ("draft", "sale"))

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_k19_trial_mode_of_one_company_helps_no_other(self):
        self.company.sudo()._guarded_write({"med_mode": "trial"})
        theirs = self._order(self.other)
        companies = [self.company.id, self.other.id]
        answer = self._json2(self.both_sales, "sale.order", "action_confirm", companies, ids=theirs.ids)
        self.assertEqual(answer.status_code, 422, answer.text[:300])

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_k19_companies_that_do_not_exist_open_nothing(self):
        for companies in ([2**30], ["x"], "all", {"1": 2}, [self.other.id, None]):
            with self.subTest(companies=companies):
                answer = self._json2(
                    self.head, "med.credential", "read", companies, ids=self.paper.ids, fields=["number"]
                )
                self.assertNotEqual(answer.status_code, 200)
                self.assertNotIn("20239876", answer.text)
