import io
from datetime import timedelta

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.med_base.tests.common import USCC

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestReports(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._admit_dealer(name="Reported dealer")
        cls.device = cls._register(cls._create_device("2", name="Reported dressing"))
        cls.lot = cls._create_lot(cls.device, "LOT-9")
        cls._add_stock(cls.device, 50, cls.lot)

    def _deliver(self, quantity=2):
        order = self._create_sale_order(self.dealer, [(self.device, quantity)])
        order.action_confirm()
        picking = order.picking_ids.with_user(self.users["keeper"])
        picking.action_assign()
        picking.move_ids.write({"picked": True})
        picking.button_validate()
        return picking

    def _row(self, partner=None, user=None):
        rows = self.env["med.party.report"].with_user(user or self.sales)
        rows.invalidate_model()
        return rows.search([("partner_id", "=", (partner or self.dealer).id)])

    def test_q39_each_customer_stands_in_the_report_with_its_risk(self):
        self.assertEqual(self._row().risk, "good")
        paper = self.dealer.med_credential_ids.filtered(lambda c: c.type_code == "operating_licence")
        paper._with_ticket("supersede", ["date_valid_to"]).write(
            {"date_valid_to": self.today + timedelta(10)}
        )
        row = self._row()
        self.assertEqual((row.risk, row.expiring_count), ("watch", 1))
        self.assertEqual(row.next_end, paper.date_valid_to)
        paper._with_ticket("supersede", ["date_valid_to"]).write(
            {"date_valid_to": self.today - timedelta(1)}
        )
        row = self._row()
        self.assertEqual((row.risk, row.expired_count), ("risk", 1))
        self.assertEqual(row.action_view_papers()["domain"], [("partner_id", "=", self.dealer.id)])
        self.dealer.med_dossier_ids.with_user(self.officer).action_suspend("Under investigation")
        self.assertEqual(self._row().risk, "stopped")

    def test_q39_what_a_party_orders_is_read_by_money_and_quality_only(self):
        order = self._create_sale_order(self.dealer, [(self.device, 2)])
        order.action_confirm()
        for job in ("sales", "finance", "billing", "quality_head", "auditor"):
            with self.subTest(job):
                self.assertGreater(self._row(user=self.users[job]).amount, 0)
        for job in ("receiver", "keeper", "aftersales"):
            with self.subTest(job):
                row = self._row(user=self.users[job])
                self.assertEqual(row.risk, "good")
                self.assertNotIn("amount", row.fields_get())
                with self.assertRaises(AccessError):
                    row.read(["amount"])

    def test_q39_the_file_of_a_keeper_has_no_turnover(self):
        wizard = self.env["med.report.export"].with_user(self.users["keeper"])
        export = wizard.create({"report": "med.party.report"})
        export.action_xlsx()
        _title, heads, rows = export._make_table()
        self.assertNotIn("Ordered in 12 Months", heads)
        self.assertTrue(all(len(row) == len(heads) for row in rows))

    def test_q39_a_paper_that_is_only_asked_for_makes_no_risk(self):
        self._paper_in_force(
            "annual_report", self.dealer, date_valid_to=self.today - timedelta(9)
        )
        row = self._row()
        self.assertEqual((row.risk, row.expired_count), ("good", 0))

    def test_q39_what_was_sold_to_whom_with_lot_registration_and_licence_then(self):
        self._deliver()
        sold = self.env["med.sold.report"].with_user(self.sales)
        row = sold.search([("partner_id", "=", self.dealer.id)])
        self.assertEqual((row.lot_id, row.quantity, row.kind), (self.lot, 2.0, "sold"))
        self.assertEqual(row.registration_no, "国械注准20213139918")
        self.assertIn("苏苏药监械经营许20231234号", row.licences)
        self.assertIn("苏苏药监械经营备20231234号", row.licences)

    def test_q39_the_licence_of_then_stays_when_another_takes_its_place(self):
        self._deliver()
        paper = self._create_paper(
            "operating_licence", self.dealer, classes="3", number="苏苏药监械经营许20249999号"
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_picking SET date_done = date_done - interval '5 day'"
            " WHERE partner_id = %s",
            [self.dealer.id],
        )
        self.env.cr.execute(
            "UPDATE med_credential SET approved_at = approved_at - interval '9 day'"
            " WHERE commercial_partner_id = %s",
            [self.dealer.id],
        )
        self.env.invalidate_all()
        paper.with_user(self.head)._put_in_force()
        row = self.env["med.sold.report"].search([("partner_id", "=", self.dealer.id)])
        self.assertIn("20231234", row.licences)
        self.assertNotIn("20249999", row.licences)

    def _export(self, user=None, **vals):
        exports = self.env["med.report.export"].with_user(user or self.sales)
        return exports.create(vals)

    def test_q39_reports_are_exported_by_period_and_ledgered(self):
        self._deliver()
        export = self._export(report="med.sold.report")
        with self.assertRaisesRegex(UserError, "button"):
            export._workbook()
        export.action_xlsx()
        book = openpyxl.load_workbook(io.BytesIO(export._workbook()))
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        mine = [row for row in rows if "Reported dealer" in row]
        self.assertEqual(len(mine), 1)
        self.assertIn("LOT-9", mine[0])
        self.assertTrue(self.env["med.ledger.entry"].search([("event", "=", "report.exported")]))
        export.until = self.today - timedelta(1)
        export.action_xlsx()
        self.assertNotIn("Reported dealer", str(export._make_table()[2]))
        for report in ("med.party.report", "med.paper.todo"):
            with self.subTest(report):
                export = self._export(report=report)
                export.action_xlsx()
                self.assertTrue(export._make_table()[1])
        with self.assertRaises(UserError):
            self._export(since=self.today, until=self.today - timedelta(1))

    def test_an_export_cannot_be_declared_made_past_the_ledger(self):
        with self.assertRaisesRegex(UserError, "button"):
            self._export(exported_at="2026-01-01 00:00:00")
        export = self._export()
        with self.assertRaisesRegex(UserError, "button"):
            export.write({"exported_at": "2026-01-01 00:00:00"})
        with self.assertRaisesRegex(UserError, "button"):
            export._workbook()

    def test_an_export_belongs_to_who_made_it(self):
        export = self._export()
        export.action_xlsx()
        with self.assertRaises(AccessError):
            export.with_user(self.users["purchaser"])._workbook()


@tagged("post_install", "-at_install")
class TestFigures(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._create_partner(
            "distributor", name="Measured dealer", med_uscc=USCC["distributor"]
        )

    def _board(self, user=None, **vals):
        return self.env["med.quality.board"].with_user(user or self.head).create(vals)

    def _figures(self, board=None):
        board = board or self._board()
        return {
            figure.code: (figure.numerator, figure.denominator) for figure in board.figure_ids
        }

    def _review(self, decide):
        paper = self._create_paper("billing_information", self.dealer)
        paper.action_submit()
        decide(paper.with_user(self.head))
        return paper

    def test_q41_pass_rate_and_duration_count_the_reviews_of_the_period(self):
        before = self._figures()
        self._review(lambda paper: paper.action_approve())
        self._review(lambda paper: paper.action_return("Not readable"))
        after = self._figures()
        self.assertEqual(after["pass_rate"][0] - before["pass_rate"][0], 1)
        self.assertEqual(after["pass_rate"][1] - before["pass_rate"][1], 2)
        self.assertEqual(after["review_duration"][1] - before["review_duration"][1], 2)
        past = self._board(period="custom", since="2020-01-01", until="2020-12-31")
        self.assertEqual(self._figures(past)["pass_rate"], (0, 0))

    def test_q41_missing_papers_are_counted_among_the_required_ones(self):
        before = self._figures()
        dossier = self._create_dossier(self.dealer)
        required = dossier.line_ids.filtered("is_required")
        after = self._figures()
        self.assertEqual(after["data_missing"][0] - before["data_missing"][0], len(required))
        self.assertEqual(after["data_missing"][1] - before["data_missing"][1], len(required))
        self._create_paper("business_licence", self.dealer)
        self.env["med.paper.todo"].invalidate_model()
        later = self._figures()
        self.assertEqual(later["data_missing"][0], after["data_missing"][0] - 1)

    def test_q41_retention_counts_papers_whose_file_is_kept(self):
        before = self._figures()["retention"]
        self._paper_in_force("business_licence", self.dealer)
        self._paper_in_force("operating_licence", self.dealer, attachment_ids=False)
        after = self._figures()["retention"]
        self.assertEqual((after[0] - before[0], after[1] - before[1]), (1, 2))

    def test_q41_release_accuracy_counts_deliveries_let_go_by_trial_mode(self):
        before = self._figures()["release_accuracy"]
        device = self._create_device("2", name="Delivered device")
        pickings = self.env["stock.picking"]
        for _number in range(2):
            picking = self._create_picking(self.dealer, device, "outgoing")
            pickings |= picking
        self.env.flush_all()
        # as if they had been done in trial mode, without the whole way through the gate
        self.env.cr.execute(
            "UPDATE stock_picking SET state = 'done', date_done = now() AT TIME ZONE 'UTC'"
            " WHERE id = ANY(%s)",
            [pickings.ids],
        )
        self.env.invalidate_all()
        self.env["med.gate.trial.hit"].create(
            {
                "company_id": self.company.id,
                "day": self.today,
                "res_model": "stock.picking",
                "res_id": pickings[0].id,
                "check_code": "partner_unqualified",
            }
        )
        after = self._figures()["release_accuracy"]
        self.assertEqual((after[0] - before[0], after[1] - before[1]), (1, 2))

    def test_q41_each_figure_opens_the_records_it_counts(self):
        self._review(lambda paper: paper.action_approve())
        self._create_dossier(self.dealer)
        for figure in self._board().figure_ids:
            for action, count in (
                (figure.action_open_denominator(), figure.denominator),
                (figure.action_open_numerator(), figure.numerator),
            ):
                with self.subTest(figure=figure.code, model=action["res_model"]):
                    records = self.env[action["res_model"]].with_user(self.head)
                    found = records.search(action["domain"])
                    if figure.code == "review_duration":
                        count = figure.denominator
                    self.assertEqual(len(found), count)
            self.assertTrue(figure.name and figure.definition and figure.value)

    def test_q41_the_board_is_for_head_auditor_and_owner(self):
        for job in ("sales", "quality_officer", "keeper"):
            with self.subTest(job), self.assertRaises(AccessError):
                self._board(user=self.users[job])
        for job in ("auditor", "owner"):
            with self.subTest(job):
                self.assertEqual(len(self._board(user=self.users[job]).figure_ids), 5)

    def test_q41_figures_cost_the_same_for_more_records(self):
        def queries():
            board = self._board()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            board.figure_ids.mapped("value")
            return self.cr.sql_log_count - before

        queries()
        few = queries()
        for number in range(5):
            self._create_dossier(self._create_partner(name=f"Dealer {number}"))
            self._paper_in_force("business_licence", self._create_partner(name=f"Other {number}"))
        self.assertLessEqual(queries(), few)

    def test_periods_are_chosen_by_one_click(self):
        board = self._board(period="last_month")
        self.assertEqual(board.until, self.today.replace(day=1) - timedelta(1))
        board.period = "year"
        self.assertEqual(board.since, self.today.replace(month=1, day=1))
