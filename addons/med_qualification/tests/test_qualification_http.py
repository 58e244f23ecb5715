import base64
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged

from .common import SCAN, MedQualificationCommon


@tagged("post_install", "-at_install")
class TestQualificationHttp(MedQualificationCommon, HttpCase):
    """The flow and the attacks over JSON-2, as programs and browsers send them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._admit_dealer(name="Remote dealer", classes="3")
        cls.device = cls._register(cls._create_device("2", name="Remote dressing"))

    def _json2(self, user, model, method, **values):
        expires = fields.Datetime.now() + timedelta(hours=1)
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        key = keys._generate("rpc", "test", expires)
        return self.url_open(
            f"/json/2/{model}/{method}", json=values, headers={"Authorization": f"Bearer {key}"}
        )

    def _ok(self, *args, **values):
        answer = self._json2(*args, **values)
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()

    def _refused(self, status, *args, **values):
        answer = self._json2(*args, **values)
        self.assertIn(answer.status_code, status, answer.text)
        return answer.json()["message"]

    def test_q16_order_refused_paper_added_approved_and_order_confirmed_remotely(self):
        order = self._create_sale_order(self.dealer, [self.device])
        message = self._refused((422,), self.sales, "sale.order", "action_confirm", ids=order.ids)
        self.assertIn("Remote dealer has no Operating Filing (Class II)", message)
        file = self._ok(
            self.sales,
            "ir.attachment",
            "create",
            vals_list=[
                {
                    "name": "filing.pdf",
                    "datas": base64.b64encode(SCAN).decode(),
                    "res_model": "med.credential",
                }
            ],
        )
        paper = self._ok(
            self.sales,
            "med.credential",
            "create",
            vals_list=[
                {
                    "type_id": self._type("operating_filing").id,
                    "partner_id": self.dealer.id,
                    "number": "苏苏药监械经营备20235678",
                    "issuer": "Test office",
                    "business_mode": "wholesale",
                    "attachment_ids": [[4, file[0]]],
                    "scope_ids": [[0, 0, {"device_class": "2"}]],
                }
            ],
        )
        self._ok(self.sales, "med.credential", "action_submit", ids=paper)
        self._refused((422,), self.users["purchaser"], "med.credential", "action_approve", ids=paper)
        self._ok(self.head, "med.credential", "action_approve", ids=paper)
        self._ok(self.sales, "sale.order", "action_confirm", ids=order.ids)
        state = self._ok(
            self.sales,
            "res.partner",
            "read",
            ids=self.dealer.ids,
            fields=["med_qualification_state"],
        )
        self.assertEqual(state[0]["med_qualification_state"], "qualified")

    def test_k11_context_and_values_of_a_client_open_nothing(self):
        paper = self._create_paper("operating_filing", self.dealer, classes="2")
        for user in (self.sales, self.officer):
            message = self._refused(
                (422,),
                user,
                "med.credential",
                "write",
                ids=paper.ids,
                vals={"state": "valid"},
                context={"med_ticket": {"purpose": "state", "ids": paper.ids}},
            )
            self.assertIn("cannot be set directly", message)
        self.env.invalidate_all()
        self.assertEqual(paper.state, "draft")

    def test_k17_a_signed_step_is_refused_to_a_key(self):
        self.company.med_approval_size = "full"
        paper = self._create_paper("operating_filing", self.dealer, classes="2")
        paper.action_submit()
        paper.with_user(self.officer).action_approve()
        second = self._create_job_user("quality_officer", login="med_second_officer")
        if paper.with_user(second).approval_can_decide:
            paper.with_user(second).action_approve()
        while not paper.sudo().approval_request_id.needs_signature:
            paper.with_user(self.head).action_approve()
        message = self._refused((422,), self.head, "med.credential", "action_approve", ids=paper.ids)
        self.assertIn("signed", message)
        self.env.invalidate_all()
        self.assertEqual(paper.state, "review")

    def test_k18_nothing_is_born_approved(self):
        self._refused(
            (422,),
            self.sales,
            "med.dossier",
            "create",
            vals_list=[
                {
                    "partner_id": self._create_partner("hospital").id,
                    "direction": "customer",
                    "state": "qualified",
                }
            ],
        )

    def test_k19_a_portal_user_reads_no_paper_file_or_attachment(self):
        portal = new_test_user(
            self.env,
            login="med_portal_http",
            password="med_portal_http",
            groups="base.group_portal",
        )
        portal.partner_id.parent_id = self.dealer
        paper = self.dealer.med_credential_ids[:1]
        for model, ids in (
            ("med.credential", paper.ids),
            ("med.credential.scope", self.dealer.med_credential_ids.scope_ids.ids),
            ("med.dossier", self.dealer.med_dossier_ids.ids),
            ("med.dossier.line", self.dealer.med_dossier_ids.line_ids.ids),
        ):
            with self.subTest(model):
                self._refused((403,), portal, model, "read", ids=ids, fields=["display_name"])
                self._refused((403,), portal, model, "search", domain=[])
                self._refused((403,), portal, model, "unlink", ids=ids)
        self.authenticate("med_portal_http", "med_portal_http")
        answer = self.url_open(f"/web/content/{paper.attachment_ids.id}")
        self.assertEqual(answer.status_code, 404)

    def test_private_methods_are_out_of_reach(self):
        paper = self._create_paper("operating_filing", self.dealer, classes="2")
        for method in ("_put_in_force", "_guarded_write", "_approval_on_approved", "_with_ticket"):
            with self.subTest(method):
                answer = self._json2(self.officer, "med.credential", method, ids=paper.ids)
                self.assertIn(answer.status_code, (403, 404, 422))
        self.env.invalidate_all()
        self.assertEqual(paper.state, "draft")

    def test_the_report_is_served_to_those_who_may_read_the_file(self):
        dossier = self.dealer.med_dossier_ids
        self.authenticate(self.sales.login, self.sales.login)
        url = f"/report/html/med_qualification.report_med_dossier/{dossier.id}"
        self.assertIn("Remote dealer", self.url_open(url).text)

    def test_a_link_of_many_files_stays_with_its_paper(self):
        paper = self._create_paper("business_licence", self._create_partner("hospital"))
        more = self._scan(self.sales, raw=b"second page", name="page2.pdf")
        paper.write({"attachment_ids": [Command.link(more.id)]})
        self.assertEqual(set(paper.attachment_ids.mapped("res_id")), {paper.id})
