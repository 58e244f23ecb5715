import base64
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.med_qualification.medpapers.sheet_template import build_template

from .test_change import MedChangeCommon


@tagged("post_install", "-at_install")
class TestFirstDay(MedChangeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.newcomer = cls._create_partner("distributor", name="测试接管客户")
        cls.fresh = cls._account(cls.newcomer)
        cls.fresh.segment_id = cls.env["med.credit.segment"].search([("code", "=", "dealer")], limit=1)

    def _run(self, rows, kind="credit", user=None, **vals):
        """A checked run of these rows."""
        sheet = base64.b64encode(build_template(kind, rows=rows))
        runs = self.env["med.import.run"].with_user(user or self.finance)
        run = runs.create({"kind": kind, "sheet": sheet, "sheet_name": "rows.xlsx", **vals})
        run.action_check()
        return run

    def _row(self, **values):
        return {"name": self.newcomer.name, "limit": "50000", "term_days": "45", **values}

    def _entry(self, **values):
        row = {"name": self.newcomer.name, "document": "FP-77", "amount": "1200.50"}
        return {**row, "date": self._day(-90), "due": self._day(-30), **values}

    def test_x26_limits_are_taken_over_as_approved_until_a_date(self):
        run = self._run([self._row()])
        self.assertEqual(run.line_ids.action, "new")
        self.assertEqual(self.fresh.limit, 0.0)
        run.with_user(self.owner).action_start()
        self.assertEqual((self.fresh.limit, self.fresh.term_days), (50000.0, 45))
        self.assertEqual(self.fresh.limit_until, run.credit_until)
        change = self.fresh.change_ids
        self.assertEqual((change.kind, change.state), ("opening", "done"))
        self.fresh._guarded_write({"limit_until": self._day(-1)})
        self.assertEqual(self.fresh.limit, self.fresh.segment_id.starter_limit or 0.0)

    def test_x26_who_uploads_limits_does_not_start_them(self):
        run = self._run([self._row()])
        with self.assertRaises(UserError):
            run.action_start()
        with self.assertRaises(AccessError):
            run.with_user(self.sales).action_start()
        self.assertEqual(self.fresh.limit, 0.0)

    def test_x26_a_limit_approved_here_is_kept(self):
        run = self._run([self._row(name=self.customer.name, limit="99999")])
        self.assertEqual(run.line_ids.action, "same")
        run.with_user(self.owner).action_start()
        self.assertEqual(self.account.limit, 10000.0)

    def test_x26_bad_rows_are_refused_with_their_reason(self):
        rows = [
            self._row(limit="-5"),
            self._row(limit="many"),
            self._row(name="没有这个客户"),
            self._row(valid_until=self._day(-1)),
            self._row(name="测试另一客户", valid_until=self._day(400)),
        ]
        self._create_partner("distributor", name="测试另一客户")
        run = self._run(rows)
        codes = run.finding_ids.filtered(lambda f: f.severity == "error").sorted("row_no").mapped("code")
        self.assertEqual(codes, ["below_zero", "not_amount", "unknown_customer", "no_end", "no_end"])

    def test_x26_limits_taken_over_are_undone(self):
        run = self._run([self._row()])
        run.with_user(self.owner).action_start()
        run.with_user(self.owner).action_undo()
        self.assertEqual((run.state, self.fresh.limit, self.fresh.has_limit), ("undone", 0.0, False))
        self.assertEqual(self.fresh.change_ids.state, "undone")

    def test_x26_a_limit_changed_since_is_not_undone(self):
        run = self._run([self._row()])
        run.with_user(self.owner).action_start()
        self._change(self.finance, account=self.fresh, amount=30000.0).action_submit()
        run.with_user(self.owner).action_undo()
        self.assertEqual(self.fresh.limit, 30000.0)
        self.assertEqual(run.kept_count, 1)

    def test_x26_open_receivables_keep_their_due_dates(self):
        run = self._run([self._entry()], kind="receivable")
        run.action_start()
        self.assertEqual(run.line_ids.state, "done", run.line_ids.error)
        self.assertAlmostEqual(self.fresh.receivable, 1200.50)
        self.assertEqual(self.fresh.overdue_days, 30)
        again = self._run([self._entry()], kind="receivable")
        self.assertEqual(again.line_ids.action, "same")

    def test_x26_open_receivables_are_undone(self):
        run = self._run([self._entry()], kind="receivable")
        run.action_start()
        run.action_undo()
        self.fresh.invalidate_recordset()
        self.assertEqual((run.state, self.fresh.receivable), ("undone", 0.0))

    def test_x26_a_paid_receivable_is_not_undone(self):
        run = self._run([self._entry()], kind="receivable")
        run.action_start()
        entry = self.env["account.move"].browse(run.record_ids.res_id)
        line = entry.line_ids.filtered("debit")
        payment = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": entry.journal_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": line.account_id.id,
                            "partner_id": line.partner_id.id,
                            "credit": 100.0,
                        }
                    ),
                    Command.create({"account_id": (entry.line_ids - line).account_id.id, "debit": 100.0}),
                ],
            }
        )
        payment.action_post()
        (line | payment.line_ids.filtered("credit")).reconcile()
        run.action_undo()
        self.assertEqual((entry.state, run.kept_count), ("posted", 1))

    def test_x26_finance_sees_the_imports_of_credit_only(self):
        papers = self.env["med.import.run"].with_user(self.users["quality_officer"])
        other = papers.create({"kind": "partner"})
        mine = self._run([self._row()])
        seen = self.env["med.import.run"].with_user(self.finance).search([("id", "in", (other | mine).ids)])
        self.assertEqual(seen, mine)
        with self.assertRaises(AccessError):
            self.env["med.import.run"].with_user(self.finance).create({"kind": "partner"})

    def test_x26_the_template_is_read_back(self):
        for kind in ("credit", "receivable"):
            with self.subTest(kind):
                run = self.env["med.import.run"].new({"kind": kind})
                rows, unknown = run._read_rows(build_template(kind))
                self.assertEqual((len(rows), unknown), (20, []))
                self.assertFalse([row.problems for row in rows if row.problems])

    def test_x26_a_thousand_limits_cost_few_queries_each(self):
        partners = self.env["res.partner"].create(
            [{"name": f"客户{n}", "is_company": True} for n in range(20)]
        )
        few = self._run([self._row(name=partner.name) for partner in partners[:5]])
        many = self._run([self._row(name=partner.name) for partner in partners])
        counts = []
        for run in (few, many):
            before = self.env.cr.sql_log_count
            run.action_check()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] + 20, counts)

    def test_x26_the_day_of_an_import_lies_within_a_year(self):
        run = self._run([self._row()], credit_until=self.today + timedelta(days=500))
        self.assertEqual(run.line_ids.action, "refused")
