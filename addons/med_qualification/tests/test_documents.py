from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import MedQualificationCommon

DEPARTMENTS = ("sales", "purchaser", "finance", "keeper", "auditor")


@tagged("post_install", "-at_install")
class TestDocuments(MedQualificationCommon):
    def _documents(self, partner, user):
        documents = self.env["med.party.document"].with_user(user)
        return documents.search(partner.with_user(user).action_med_view_documents()["domain"])

    def test_q42_every_department_reads_one_list_of_documents(self):
        dealer = self._create_partner(name="Documented dealer")
        dossier = self._create_dossier(dealer)
        licence = self._create_paper("business_licence", dealer)
        contract = self._create_paper("sale_contract", dealer)
        report = self._create_paper("annual_report", dealer)
        finding = self.env["med.background.finding"].with_user(self.sales).create(
            {"partner_id": dealer.id, "source": "Court", "summary": "Sued for payment"}
        )
        visit = self.env["med.site.visit"].with_user(self.sales).create({"partner_id": dealer.id})
        licence.action_submit()
        expected = {
            ("med.site.visit", visit.id, "visit"),
            ("med.dossier", dossier.id, "file"),
            ("med.credential", licence.id, "paper"),
            ("med.credential", contract.id, "contract"),
            ("med.credential", report.id, "statement"),
            ("med.background.finding", finding.id, "background"),
            ("med.approval.request", licence.approval_request_id.id, "audit"),
        }
        for job in DEPARTMENTS:
            with self.subTest(job):
                documents = self._documents(dealer, self.users[job])
                found = {(d.res_model, d.res_id, d.kind) for d in documents}
                self.assertEqual(found, expected)
                self.assertTrue(all(documents.mapped("status_label")))
                for document in documents:
                    action = document.action_open()
                    record = self.env[action["res_model"]].with_user(self.users[job])
                    self.assertTrue(record.browse(action["res_id"]).read(["display_name"]))

    def test_q42_personal_papers_are_in_nobodys_list(self):
        dealer = self._create_partner(name="Documented dealer")
        self._create_paper("salesperson_identity", dealer, user=self.officer)
        for user in (self.officer, self.sales, self.head):
            self.assertFalse(self._documents(dealer, user))

    def test_q42_what_is_entered_once_is_shown_at_once(self):
        dealer = self._create_partner(name="Documented dealer")
        paper = self._create_paper("business_licence", dealer)
        self.assertEqual(self._documents(dealer, self.users["keeper"]).file_count, 1)
        paper.number = "91320505MA3LW9N23D"
        self.env["med.party.document"].invalidate_model()  # as in the next request
        self.assertEqual(self._documents(dealer, self.users["keeper"]).name, "91320505MA3LW9N23D")
        self.assertEqual(dealer.with_user(self.users["finance"]).med_document_count, 1)


@tagged("post_install", "-at_install")
class TestSupply(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls._create_partner("supplier", name="Punctual supplier")
        cls.goods = cls._create_goods()

    def _receipt(self, late=0):
        picking = self._create_picking(self.supplier, self.goods, "incoming")
        picking.move_ids.date_deadline = fields.Datetime.now() - timedelta(late)
        picking.action_confirm()
        picking.move_ids.write({"quantity": 1, "picked": True})
        picking.button_validate()
        return picking

    def _figures(self):
        supplier = self.supplier.with_user(self.users["purchaser"])
        supplier.invalidate_recordset()
        return (supplier.med_supply_on_time, supplier.med_supply_count, supplier.med_supply_returns)

    def test_q33_deliveries_in_time_and_returns_of_a_supplier_are_counted(self):
        self.assertEqual(self._figures(), (0, 0, 0))
        receipt = self._receipt()
        self._receipt(late=3)
        self.assertEqual(self._figures(), (1, 2, 0))
        wizard = self.env["stock.return.picking"].with_context(
            active_id=receipt.id, active_model="stock.picking"
        ).create({"picking_id": receipt.id})
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.write({"quantity": 1, "picked": True})
        back.button_validate()
        self.assertEqual(self._figures(), (1, 2, 1))
        domain = self.supplier.action_med_view_supply()["domain"]
        self.assertEqual(self.env["stock.picking"].search_count(domain), 3)

    def test_q33_figures_of_many_suppliers_cost_one_query(self):
        partners = self.supplier
        for number in range(9):
            partners |= self._create_partner("supplier", name=f"Supplier {number}")
        partners = partners.with_user(self.users["purchaser"])

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("med_supply_count")
            return self.cr.sql_log_count - before

        queries(partners)
        self.assertLessEqual(queries(partners), queries(partners[:2]))
