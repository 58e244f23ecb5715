from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import JOBS, MedBaseCommon

# what each job may do: r read, w write, c create, d delete; "*" is every other job
MATRIX = {
    "med.role": {"*": "r", "quality_head": "rw"},
    "med.role.duty": {"*": "r", "quality_head": "rwcd"},
    "med.role.duty.line": {"*": "r", "quality_head": "rwcd"},
    "med.role.conflict": {"*": "r", "quality_head": "rwc"},
    "med.role.grant": {
        "*": "r",
        "quality_head": "rwc",
        "quality_officer": "rwc",
        "owner": "rwc",
        "consultant": "rc",
    },
    "med.robot.event": {"*": "r"},
    "med.robot": {"*": "", "quality_head": "r", "auditor": "r", "consultant": "rwcd"},
    "med.robot.message": {"*": "", "quality_head": "r", "auditor": "r", "consultant": "rw"},
    "med.data.field": {"*": "r"},
    "med.data.rule": {"*": "r", "quality_head": "rwcd", "consultant": "rwcd"},
    "med.data.measure": {"*": "r"},
    "med.retention.policy": {"*": "r", "quality_head": "rw", "consultant": "rw"},
    "med.access.review": {"*": "", "quality_head": "rwcd", "owner": "r", "auditor": "r", "consultant": "r"},
    "med.processing.record": {"*": "r", "quality_head": "rwcd", "consultant": "rwcd"},
    "med.transfer.assessment": {
        "*": "",
        "quality_head": "rwcd",
        "consultant": "rwcd",
        "owner": "r",
        "auditor": "r",
    },
    "med.party.type": {"*": "r", "quality_head": "rwc", "consultant": "rwcd"},
    "med.device.category": {"*": "r", "quality_head": "rwc", "consultant": "rwcd"},
    "med.setup": {"*": "", "quality_head": "rwc", "consultant": "rwc", "auditor": "r"},
    "med.register.source": {"*": "r", "quality_head": "rwc", "quality_officer": "rw", "consultant": "rwc"},
    "med.register.entry": {"*": "r"},
    "med.register.call": {"*": "r"},
    "med.register.hit": {"*": "r", "quality_head": "rw", "quality_officer": "rw"},
    "med.law": {"*": "r", "quality_head": "rwc", "consultant": "rwc"},
    "med.law.version": {"*": "r", "quality_head": "rwcd", "consultant": "rwcd"},
    "med.law.article": {"*": "r", "quality_head": "rwc", "consultant": "rwc"},
    "med.law.change": {"*": "r", "quality_head": "rwcd", "consultant": "rwcd"},
    "med.device.change": {
        "*": "r",
        "quality_head": "rwcd",
        "quality_officer": "rwcd",
        "purchaser": "rwcd",
    },
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}

# documents that whoever judges or audits reads
DOCUMENTS = ("sale.order", "purchase.order", "stock.picking", "account.move")


@tagged("post_install", "-at_install")
class TestSecurityCore(MedBaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls._create_goods()
        cls.customer = cls._create_partner("distributor")
        cls.supplier = cls._create_partner("supplier")
        cls._add_stock(cls.goods, 20)
        cls.order = cls._create_sale_order(cls.customer, cls.goods)
        cls.order.action_confirm()
        cls.purchase = cls._create_purchase_order(cls.supplier, cls.goods)
        cls.purchase.button_confirm()

    def _documents(self):
        return {
            "sale.order": self.order,
            "purchase.order": self.purchase,
            "stock.picking": self.order.picking_ids,
        }

    def _rights(self, model, user):
        model = self.env[model].with_user(user)
        return "".join(letter for letter, op in OPERATIONS.items() if model.has_access(op))

    def test_each_job_has_exactly_its_rights_on_our_models(self):
        for model, rows in MATRIX.items():
            for job in JOBS:
                expected = rows.get(job, rows["*"])
                self.assertEqual(self._rights(model, self.users[job]), expected, f"{job} on {model}")

    def test_plain_employee_only_reads_our_master_data(self):
        for model in ("med.role", "med.party.type", "med.device.category"):
            self.assertEqual(self._rights(model, self.plain_user), "r", model)
        self.assertEqual(self._rights("med.device.change", self.plain_user), "")

    def test_auditor_writes_nothing(self):
        auditor = self.users["auditor"]
        for name in (*MATRIX, *DOCUMENTS, "res.partner", "product.product", "stock.lot"):
            self.assertEqual(self._rights(name, auditor), "r", name)

    def test_auditor_and_quality_open_every_business_document(self):
        for job in ("auditor", "quality_officer", "owner", "finance"):
            for name, record in self._documents().items():
                document = record.sudo(False).with_user(self.users[job])
                spec = document.get_views([(False, "form")])["models"][name]["fields"]
                self.assertTrue(document.read(["display_name"]), name)
                self.assertTrue(document.web_read({field: {} for field in spec if field in document._fields}))

    def test_auditor_opens_forms_without_an_error(self):
        auditor = self.users["auditor"]
        for name, record in self._documents().items():
            form = Form(record.sudo(False).with_user(auditor))
            self.assertEqual(form.id, record.id, name)

    def test_auditor_changes_no_document(self):
        auditor = self.users["auditor"]
        for name, record in self._documents().items():
            with self.assertRaises(AccessError, msg=name):
                record.sudo(False).with_user(auditor).write({"note": "x"})

    def test_each_job_can_do_its_work(self):
        picking = self.order.picking_ids.with_user(self.users["keeper"])
        picking.action_assign()
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        receipt = self.purchase.picking_ids.with_user(self.users["receiver"])
        receipt.button_validate()
        self.assertEqual(receipt.state, "done")
        order = self.order.with_user(self.users["billing"])
        invoice = order._create_invoices()
        invoice.with_user(self.users["billing"]).action_post()
        self.assertEqual(invoice.state, "posted")

    def test_salesperson_creates_a_customer_and_purchaser_a_product(self):
        partner = (
            self.env["res.partner"]
            .with_user(self.users["sales"])
            .create({"name": "New customer", "med_party_type_id": self._party_type("clinic").id})
        )
        self.assertTrue(partner)
        product = (
            self.env["product.template"]
            .with_user(self.users["purchaser"])
            .create({"name": "New product", "is_medical_device": True})
        )
        self.assertTrue(product.is_medical_device)

    def test_jobs_that_only_decide_or_look_sell_and_buy_nothing(self):
        for job in ("auditor", "owner", "consultant", "quality_officer"):
            user = self.users[job]
            with self.assertRaises(AccessError, msg=job):
                self.env["sale.order"].with_user(user).create({"partner_id": self.customer.id})
            with self.assertRaises(AccessError, msg=job):
                self.env["purchase.order"].with_user(user).create({"partner_id": self.supplier.id})

    def test_salesperson_sees_own_orders_only(self):
        colleague = self._create_job_user("sales", login="med_test_colleague")
        orders = self.env["sale.order"].with_user(colleague)
        self.assertFalse(orders.search([("id", "=", self.order.id)]))

    def test_product_form_offers_quality_fields_to_all_and_editing_to_quality(self):
        device = self._create_device("2").product_tmpl_id
        for job, may in (("sales", False), ("purchaser", False), ("quality_officer", True)):
            self.assertEqual(device.with_user(self.users[job]).med_can_edit_quality, may)
        with Form(device.with_user(self.users["quality_officer"])) as form:
            form.med_device_class = "3"
            form.med_registration_no = "国械注准20213139918"
        self.assertEqual(device.product_variant_id.med_device_class, "3")
        with Form(device.with_user(self.users["purchaser"])) as form:
            form.list_price = 2.0
            with self.assertRaises(AssertionError):
                form.med_device_class = "1"
        self.assertEqual(device.med_device_class, "3")

    def test_variants_of_one_template_have_their_own_registration(self):
        attribute = self.env["product.attribute"].create(
            {"name": "Length", "value_ids": [Command.create({"name": n}) for n in ("20 mm", "40 mm")]}
        )
        officer = self.users["quality_officer"]
        template = (
            self.env["product.template"]
            .with_user(officer)
            .create(
                {
                    "name": "Screw",
                    "is_medical_device": True,
                    "attribute_line_ids": [
                        Command.create(
                            {
                                "attribute_id": attribute.id,
                                "value_ids": [Command.set(attribute.value_ids.ids)],
                            }
                        )
                    ],
                }
            )
        )
        first, second = template.product_variant_ids
        with Form(first, view="product.product_normal_form_view") as form:
            form.med_registration_no = "国械注准20213139918"
        with Form(second, view="product.product_variant_easy_edit_view") as form:
            form.med_registration_no = "国械注准20213139919"
        self.assertEqual(first.med_registration_no, "国械注准20213139918")
        self.assertFalse(template.med_registration_no)
        self.assertIn(template, template.search([("med_registration_no", "=", second.med_registration_no)]))
