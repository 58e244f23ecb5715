from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import MedBaseCommon

ID_NUMBER = "330106199003071234"
ACCOUNT = "6222021202012345678"


@tagged("post_install", "-at_install")
class TestCoreHttp(MedBaseCommon, HttpCase):
    """Attacks and uses of roles, devices and masks by the remote interface."""

    def setUp(self):
        super().setUp()
        self.supplier = self._create_partner("supplier")
        self.person = self._create_partner(False, name="Salesman", is_company=False, med_id_number=ID_NUMBER)
        self.bank = self.env["res.partner.bank"].create(
            {"acc_number": ACCOUNT, "partner_id": self.supplier.id}
        )
        self.device = self._create_device("2")

    def _json2(self, user, model, method, **values):
        expires = fields.Datetime.now() + timedelta(hours=1)
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        key = keys._generate("rpc", "test", expires)
        return self.url_open(
            f"/json/2/{model}/{method}", json=values, headers={"Authorization": f"Bearer {key}"}
        )

    def test_q40_plain_users_get_only_the_mask_over_json2(self):
        sales = self.users["sales"]
        answer = self._json2(sales, "res.partner", "read", ids=self.person.ids, fields=["med_id_number"])
        self.assertEqual(answer.json()[0]["med_id_number"], "330106********1234")
        for model, record, name in (
            ("res.partner", self.person, "med_id_number_secret"),
            ("res.partner.bank", self.bank, "acc_number"),
        ):
            answer = self._json2(sales, model, "read", ids=record.ids, fields=[name])
            self.assertEqual(answer.status_code, 403)
            domain = [(name, "=like", "3%"), ("id", "in", record.ids)]
            answer = self._json2(sales, model, "search", domain=domain)
            self.assertEqual(answer.status_code, 403)
            answer = self._json2(
                sales, model, "formatted_read_group", domain=[], groupby=[name], aggregates=[]
            )
            self.assertEqual(answer.status_code, 403)
        for method in ("read", "search_read"):
            values = (
                {"ids": self.person.ids} if method == "read" else {"domain": [("id", "in", self.person.ids)]}
            )
            self.assertNotIn(ID_NUMBER, self._json2(sales, "res.partner", method, **values).text)
        self.assertNotIn(ACCOUNT, self._json2(sales, "res.partner.bank", "search_read", domain=[]).text)

    def test_q40_look_over_json2_is_for_quality_staff_and_in_the_ledger(self):
        for user in (self.users["sales"], self.admin_user):
            answer = self._json2(user, "res.partner", "action_med_reveal", ids=self.person.ids)
            self.assertEqual(answer.status_code, 403)
        officer = self.users["quality_officer"]
        answer = self._json2(officer, "res.partner", "action_med_reveal", ids=self.person.ids)
        self.assertIn(ID_NUMBER, answer.text)
        entries = self.env["med.ledger.entry"].search(
            [("event", "=", "personal.revealed"), ("res_id", "=", self.person.id)]
        )
        self.assertEqual(entries.user_id, officer.id)

    def test_x27_administrator_cannot_give_a_job_over_json2(self):
        job = self.env.ref("med_base.group_quality_head")
        plain = self.plain_user
        attempts = (
            ("res.users", "write", {"ids": plain.ids, "vals": {"group_ids": [[4, job.id]]}}),
            ("res.groups", "write", {"ids": job.ids, "vals": {"user_ids": [[4, plain.id]]}}),
            ("res.groups", "write", {"ids": job.ids, "vals": {"all_user_ids": [[4, plain.id]]}}),
            ("med.role.grant", "action_name_first_head", {"user_id": plain.id}),
        )
        for model, method, values in attempts:
            for context in ({}, {"med_ticket": True}, {"med_ticket": {"purpose": "role"}}):
                answer = self._json2(self.admin_user, model, method, context=context, **values)
                self.assertIn(answer.status_code, (403, 422), (model, method))
        self.assertFalse(plain.has_group("med_base.group_quality_head"))

    def test_x27_request_and_grant_over_json2(self):
        head = self.users["quality_head"]
        values = {"user_id": self.plain_user.id, "role_code": "keeper"}
        answer = self._json2(self.admin_user, "med.role.grant", "action_request", **values)
        self.assertEqual(answer.status_code, 200)
        (grant_id,) = answer.json() if isinstance(answer.json(), list) else [answer.json()]
        answer = self._json2(self.admin_user, "med.role.grant", "action_grant", ids=[grant_id])
        self.assertEqual(answer.status_code, 403)
        answer = self._json2(head, "med.role.grant", "action_grant", ids=[grant_id])
        self.assertEqual(answer.status_code, 200)
        self.plain_user.invalidate_recordset()
        self.assertTrue(self.plain_user.has_group("med_base.group_keeper"))

    def test_k07_device_stays_a_device_over_json2(self):
        head = self.users["quality_head"]
        for model, record in (
            ("product.product", self.device),
            ("product.template", self.device.product_tmpl_id),
        ):
            for context in ({}, {"med_ticket": "device_off"}, {"install_mode": True}):
                answer = self._json2(
                    head, model, "write", ids=record.ids, vals={"is_medical_device": False}, context=context
                )
                self.assertEqual(answer.status_code, 422)
                self.assertIn("quality head approves", answer.text)
        self.assertTrue(self.device.is_medical_device)

    def test_k11_quality_data_stay_closed_whatever_the_context_says(self):
        purchaser = self.users["purchaser"]
        for context in ({}, {"med_ticket": True}, {"uid": 1}, {"su": True}):
            answer = self._json2(
                purchaser,
                "product.product",
                "write",
                ids=self.device.ids,
                vals={"med_device_class": "1"},
                context=context,
            )
            self.assertEqual(answer.status_code, 403)
        self.assertEqual(self.device.med_device_class, "2")
