import io
from datetime import timedelta

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.med_base.tests.common import USCC

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestInspection(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._create_partner(
            "distributor", name="Inspected dealer", med_uscc=USCC["distributor"]
        )
        cls.dossier = cls._create_dossier(cls.dealer)
        cls._create_paper("business_licence", cls.dealer)
        cls.licence = cls._create_paper("operating_licence", cls.dealer, classes="3")
        cls._create_paper("operating_filing", cls.dealer, classes="2")
        cls.dossier.action_submit()
        cls.dossier.with_user(cls.head).action_approve("Complete")
        cls.long_ago = cls.today - timedelta(40)

    @classmethod
    def _move_back(cls, records, days, names=("create_date",)):
        """As if these records had been made so many days ago."""
        cls.env.flush_all()
        for name in names:
            cls.env.cr.execute(
                f"UPDATE {records._table} SET {name} = {name} - interval '1 day' * %s"
                " WHERE id = ANY(%s)",
                [days, records.ids],
            )
        cls.env.invalidate_all()

    def _wizard(self, user=None, **vals):
        wizards = self.env["med.inspection.wizard"].with_user(user or self.head)
        return wizards.create({"partner_id": self.dealer.id, **vals})

    def _tables(self, day=None, user=None):
        inspection = self.env["med.inspector.file"].with_user(user or self.head)
        day = day or self.today
        tables = inspection._collect(
            self.dealer.with_user(self.head), self.company, day, day - timedelta(365)
        )
        return {title: rows for title, _headers, rows in tables}

    def _papers(self, day):
        """{type name: (number, status)} of the table of papers."""
        return {(row[0], row[2]): row[6] for row in self._tables(day)["Papers"]}

    def test_q39_one_click_gives_the_whole_file_as_workbook(self):
        wizard = self._wizard()
        wizard.action_xlsx()
        book = openpyxl.load_workbook(io.BytesIO(wizard._workbook()))
        for title in ("Files", "Decisions", "Papers", "Requirements", "Orders", "Deliveries"):
            self.assertIn(title, book.sheetnames)
        text = "\n".join(
            str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
        )
        for wanted in ("Inspected dealer", "Qualified", "The ledger is unchanged", self.head.name):
            self.assertIn(wanted, text)

    def test_the_file_cannot_be_declared_exported_past_the_ledger(self):
        with self.assertRaisesRegex(UserError, "button"):
            self._wizard(exported_at="2026-01-01 00:00:00")
        wizard = self._wizard()
        with self.assertRaisesRegex(UserError, "button"):
            wizard.write({"exported_at": "2026-01-01 00:00:00"})
        with self.assertRaisesRegex(UserError, "button"):
            wizard._workbook()

    def test_q39_decisions_name_who_and_when(self):
        rows = self._tables()["Decisions"]
        self.assertIn((self.head.name, "Complete"), [(row[4], row[6]) for row in rows])
        self.assertTrue(all(row[0] for row in rows))

    def test_q39_what_was_approved_later_was_not_approved_on_the_day(self):
        papers = self.dossier.credential_ids
        self._move_back(papers | self.licence, 100)
        self._move_back(self.dossier, 100)
        self.assertEqual(set(self._papers(self.today).values()), {"Valid"})
        self.assertEqual(set(self._papers(self.long_ago).values()), {"Under Review"})
        self.assertFalse(self._papers(self.today - timedelta(200)))
        self.assertEqual(self._tables(self.long_ago)["Files"][0][1], "Draft")
        self.assertEqual(self._tables(self.today)["Files"][0][1], "Qualified")
        self.assertFalse(self._tables(self.long_ago)["Decisions"])
        statuses = {row[4] for row in self._tables(self.long_ago)["Requirements"] if row[2]}
        self.assertEqual(statuses, {"Under Review"})

    def test_q39_what_was_superseded_or_revoked_later_was_in_force_on_the_day(self):
        self._move_back(self.licence, 100, ("create_date", "approved_at"))
        new = self._create_paper(
            "operating_licence", self.dealer, classes="3", number="苏苏药监械经营许20239999号"
        )
        new.with_user(self.head)._put_in_force()
        name = self.licence.type_id.name
        self.assertEqual(self.licence.state, "superseded")
        self.assertEqual(self._papers(self.long_ago)[name, 1], "Valid")
        self.assertNotIn((name, 2), self._papers(self.long_ago))
        self.assertNotIn((name, 1), self._papers(self.today))
        self.assertEqual(self._papers(self.today)[name, 2], "Valid")
        self._move_back(new, 60, ("create_date", "approved_at"))
        new.with_user(self.head).action_revoke("Withdrawn by the office")
        self.assertEqual(self._papers(self.long_ago)[name, 2], "Valid")
        self.assertEqual(self._papers(self.today)[name, 2], "Revoked")

    def test_q39_a_paper_is_judged_by_its_dates_on_the_day(self):
        self._move_back(self.licence, 900, ("create_date", "approved_at"))
        name = self.licence.type_id.name
        after = self.licence.date_valid_to + timedelta(1)
        self.assertEqual(self._papers(after)[name, 1], "Expired")
        self.assertNotIn((name, 1), self._papers(self.today - timedelta(301)))

    def test_q39_orders_and_deliveries_of_the_period_stand_in_the_file(self):
        device = self._register(self._create_device("2", name="Delivered dressing"))
        lot = self._create_lot(device, "LOT-77")
        self._add_stock(device, 5, lot)
        order = self._create_sale_order(self.dealer, [(device, 2)])
        order.action_confirm()
        picking = order.picking_ids.with_user(self.users["keeper"])
        picking.action_assign()
        picking.move_ids.write({"picked": True})
        picking.button_validate()
        tables = self._tables()
        self.assertIn(order.name, [row[1] for row in tables["Orders"]])
        self.assertIn(("LOT-77", 2.0), [(row[6], row[7]) for row in tables["Deliveries"]])
        self.assertFalse(self._tables(self.long_ago)["Orders"])

    def test_q39_personal_data_stays_out_of_the_file(self):
        self._create_paper(
            "salesperson_identity", self.dealer, user=self.officer, number="11010519491231002X"
        )
        self.assertNotIn("11010519491231002X", str(self._tables()))

    def test_q39_the_export_is_ledgered_and_needs_the_button(self):
        wizard = self._wizard()
        with self.assertRaisesRegex(UserError, "buttons"):
            wizard._workbook()
        wizard.action_pdf()
        entry = self.env["med.ledger.entry"].search([("event", "=", "inspection.exported")], limit=1)
        self.assertEqual(entry.res_id, self.dealer.id)
        self.assertIn("pdf", entry.facts)
        wizard.day = self.long_ago
        with self.assertRaisesRegex(UserError, "buttons"):
            wizard._tables()

    def test_q39_the_file_prints(self):
        wizard = self._wizard(user=self.users["auditor"])
        wizard.action_pdf()
        report = self.env["ir.actions.report"].with_user(self.users["auditor"])
        html = report._render_qweb_html("med_qualification.report_inspection", wizard.ids)[0].decode()
        self.assertIn("Inspected dealer", html)
        self.assertIn("The ledger is unchanged", html)

    def test_q39_only_quality_auditor_and_owner_open_the_file(self):
        for job in ("sales", "finance", "keeper", "consultant"):
            with self.subTest(job), self.assertRaises(AccessError):
                self._wizard(user=self.users[job])
        for job in ("quality_officer", "auditor", "owner"):
            with self.subTest(job):
                wizard = self._wizard(user=self.users[job])
                wizard.action_xlsx()
                self.assertTrue(wizard._tables())
        other = self._create_job_user("quality_officer", login="med_test_other_officer")
        with self.assertRaises(AccessError):
            wizard.with_user(other)._tables()

    def test_a_day_in_the_future_is_refused(self):
        with self.assertRaisesRegex(UserError, "up to today"):
            self._wizard(day=self.today + timedelta(1))
