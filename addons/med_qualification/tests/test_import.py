import base64
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..medpapers import archives
from ..medpapers.sheet_template import build_template, sample_uscc
from .common import SCAN
from .import_common import ImportCommon


@tagged("post_install", "-at_install")
class TestImport(ImportCommon):
    def test_q37_a_dry_run_says_row_by_row_what_would_happen_and_changes_nothing(self):
        known = self._create_partner(name="已有客户有限公司", med_uscc=sample_uscc(2), phone="0512-1")
        before = self.env["res.partner"].search_count([])
        run = self._run(
            [
                self._row(1),
                self._row(1, paper_type="business_licence", number=sample_uscc(1), date_valid_to="长期"),
                self._row(2, name="已有客户有限公司", phone="0512-2"),
                self._row(3, uscc="123456789012345677", date_issued="2023-13-40"),
                self._row(4, paper_type="fishing licence"),
            ]
        )
        self.assertEqual(run.line_ids.mapped("action"), ["new", "paper", "paper", "refused", "refused"])
        self.assertEqual(run.line_ids[2].partner_id, known)
        self.assertIn("kept", self._finding_codes(run, "info"))
        refused = run.line_ids[3]
        self.assertEqual(set(refused.finding_ids.mapped("code")), {"uscc_check", "not_date"})
        self.assertIn("2023-13-40", refused.message)
        self.assertIn("发证日期", refused.with_context(lang="zh_CN").message)
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertFalse(known.med_credential_ids)

    def test_q37_papers_and_files_enter_as_drafts_and_nothing_is_approved(self):
        run = self._import([self._row(1)], files={f"{sample_uscc(1)}_operating_licence.pdf": SCAN})
        self.assertEqual(run.state, "done")
        party = self._party()
        paper = party.med_credential_ids
        self.assertEqual((paper.state, paper.is_legacy), ("draft", True))
        self.assertEqual(paper.number, "苏苏药监械经营许20231001号")
        self.assertEqual(paper.attachment_ids.raw, SCAN)
        self.assertEqual(paper.attachment_ids.res_id, paper.id)
        scope = paper.scope_ids
        self.assertEqual(scope.device_class, "3")
        self.assertEqual(set(scope.category_ids.mapped("code")), {"14", "6815"})
        self.assertEqual(
            party.med_dossier_ids.mapped(lambda d: (d.direction, d.state)), [("customer", "draft")]
        )
        self.assertEqual(party.med_qualification_state, "none")

    def test_q37_rows_of_one_credit_code_are_one_party(self):
        run = self._import(
            [
                self._row(1, phone=""),
                self._row(
                    1,
                    name="改名后的公司",
                    paper_type="business_licence",
                    number=sample_uscc(1),
                    phone="0512-7",
                ),
                self._row(1),
            ]
        )
        party = self._party()
        self.assertEqual(len(party), 1)
        self.assertEqual(party.phone, "0512-7")
        self.assertEqual(len(party.med_credential_ids), 2)
        self.assertEqual(run.line_ids.mapped("action"), ["new", "paper", "merge"])

    def test_q37_without_code_the_exact_name_decides_and_doubles_are_refused(self):
        hospital = self._create_partner("military_hospital", name="某部队医院")
        self._create_partner("clinic", name="同名诊所")
        self._create_partner("clinic", name="同名诊所")
        rows = [
            self._row(
                1, name="某部队医院", uscc="", party_type="", paper_type="military_certificate", number="A1"
            ),
            self._row(2, name="同名诊所", uscc="", paper_type="", number="", date_valid_to=""),
        ]
        run = self._import(rows)
        self.assertEqual(run.line_ids.mapped("state"), ["done", "refused"])
        self.assertEqual(hospital.med_credential_ids.number, "A1")
        self.assertIn("several_parties", self._finding_codes(run, "error"))

    def test_q37_what_is_there_is_never_overwritten(self):
        party = self._create_partner(name="老客户", med_uscc=sample_uscc(1), phone="1", street=False)
        paper = self._paper_in_force(
            "operating_licence", party, number="苏苏药监械经营许20231001号", issuer="老局"
        )
        run = self._import([self._row(1, name="新名", phone="2", address="新街1号")])
        self.assertEqual((party.name, party.phone, party.street), ("老客户", "1", "新街1号"))
        self.assertEqual((paper.issuer, paper.state), ("老局", "valid"))
        self.assertEqual(party.med_credential_ids, paper)
        self.assertLessEqual({"other_name", "paper_kept"}, set(self._finding_codes(run)))

    def test_q37_a_later_licence_becomes_a_draft_beside_the_one_in_force(self):
        party = self._create_partner(med_uscc=sample_uscc(1))
        number = "苏苏药监械经营许20231001号"
        paper = self._paper_in_force(
            "operating_licence", party, number=number, date_valid_to=self.today + timedelta(10)
        )
        self._import([self._row(1)])
        drafts = party.med_credential_ids - paper
        self.assertEqual(drafts.mapped("state"), ["draft"])
        self.assertEqual(paper.state, "valid")

    def test_q37_a_second_run_of_the_same_file_changes_nothing(self):
        rows = [
            self._row(1),
            self._row(1, paper_type="business_licence", number=sample_uscc(1)),
            self._row(2),
        ]
        files = {f"{sample_uscc(1)}_医疗器械经营许可证.pdf": SCAN}
        self._import(rows, files=files)
        counts = [self.env[m].search_count([]) for m in ("res.partner", "med.credential", "med.dossier")]
        again = self._import(rows, files=files)
        self.assertEqual(set(again.line_ids.mapped("action")), {"same"})
        self.assertFalse(again.record_ids)
        self.assertEqual(
            counts, [self.env[m].search_count([]) for m in ("res.partner", "med.credential", "med.dossier")]
        )

    def test_q37_products_share_a_certificate_and_take_class_from_the_number(self):
        rows = [
            self._product_row(1, registration_no="苏械注准20232149001", device_class="", categories=""),
            self._product_row(2, registration_no="苏械注准20232149001", specification="2cm"),
            self._product_row(
                3, registration_no="国械注进20223029276", device_class="二类", di="06909999100026"
            ),
        ]
        run = self._import(rows, kind="product")
        self.assertEqual(run.line_ids.mapped("state"), ["done"] * 3)
        first, second, third = run.line_ids.product_id
        self.assertEqual((first.med_device_class, first.med_category_ids.mapped("code")), ("2", ["14"]))
        self.assertTrue(first.is_medical_device and first.is_storable)
        self.assertEqual(first.tracking, "lot")
        certificate = first.med_credential_ids
        self.assertEqual(certificate.product_id | certificate.product_ids, first | second)
        self.assertEqual((third.med_origin, third.med_di), ("import", "06909999100026"))
        self.assertIn("class_differs", self._finding_codes(run))
        self.assertEqual(first.med_dossier_ids.mapped("state"), ["draft"])
        again = self._import(rows, kind="product")
        self.assertEqual(set(again.line_ids.mapped("action")), {"same"})

    def test_q37_files_are_found_and_bad_ones_hold_only_their_row(self):
        run = self._import(
            [self._row(1), self._row(2), self._row(3, file="nowhere.pdf")],
            files={
                "x/苏苏药监械经营许20231001号.pdf": SCAN,
                f"{sample_uscc(2)}_operating_licence.pdf": b"MZ renamed program",
                "../../etc/passwd.pdf": SCAN,
                "setup.exe": b"MZ",
            },
        )
        self.assertEqual(run.line_ids.mapped("state"), ["done", "failed", "done"])
        self.assertIn("not what its name says", run.line_ids[1].error)
        self.assertFalse(self._party(2))
        self.assertIn("file_missing", self._finding_codes(run, "info"))
        self.assertEqual(set(run.unused_files.split("\n")), {"passwd.pdf", "setup.exe"})

    def test_q37_unusable_files_are_refused_in_words(self):
        for sheet, text in (
            (b"MZ no sheet", "no xlsx"),
            (build_template("product", rows=[]), "columns are missing"),
        ):
            with self.assertRaisesRegex(UserError, text):
                self.env["med.import.run"].with_user(self.officer).create(
                    {"sheet": base64.b64encode(sheet)}
                ).action_check()
        self.patch(archives, "MAX_FILE", 1000)
        with self.assertRaisesRegex(UserError, "unpack"):
            self._run([self._row(1)], files={"bomb.pdf": b"\0" * 20_000_000})

    def test_q37_only_quality_staff_carry_out_and_undo(self):
        consultant = self.users["consultant"]
        run = self._run([self._row(1)], user=consultant)
        self.assertEqual(run.line_ids.action, "new")
        with self.assertRaisesRegex(AccessError, "quality staff"):
            run.action_start()
        run.with_user(self.officer).action_start()
        with self.assertRaises(AccessError):
            run.with_user(consultant).action_undo()
        with self.assertRaises(AccessError):
            run.with_user(self.sales).read(["name"])
        with self.assertRaises(UserError):
            run.write({"state": "draft"})
        with self.assertRaises(UserError):
            run.with_user(self.officer).unlink()

    def test_q37_a_started_import_keeps_its_sheet(self):
        run = self._import([self._row(1)])
        with self.assertRaisesRegex(UserError, "started"):
            run.write({"sheet": base64.b64encode(b"x")})

    def test_q37_an_import_is_in_the_ledger_with_the_digest_of_its_sheet(self):
        run = self._import([self._row(1)])
        entries = self.env["med.ledger.entry"].search(
            [("res_model", "=", run._name), ("res_id", "=", run.id)]
        )
        self.assertEqual(set(entries.mapped("event")), {"import.started", "import.done"})
        self.assertTrue(all(entry.user_id == self.officer.id for entry in entries))

    def test_x23_suspicious_rows_are_listed(self):
        self._paper_in_force("operating_licence", self._create_partner(), number="苏苏药监械经营许20231007号")
        rows = [
            self._row(1, date_valid_to="2024-01-31", date_valid_from="2019-02-01"),
            self._row(2, number="什么编号"),
            self._row(3, name="测试器械1有限责任公司"),
            self._row(4, date_valid_from="2015-01-01"),
            self._row(5, paper_type="business_licence", number=sample_uscc(6), date_valid_to="长期"),
            self._row(7),
            self._row(8, uscc=""),
            *[self._row(n, phone="0512-8888") for n in range(9, 14)],
        ]
        run = self._run(rows)
        self.assertEqual(run.refused_count, 0)
        self.assertLessEqual(
            {
                "expired",
                "odd_number",
                "similar_name",
                "long_period",
                "number_not_code",
                "number_elsewhere",
                "no_code",
                "shared_phone",
            },
            set(self._finding_codes(run)),
        )
        action = run.action_view_findings()
        self.assertEqual(
            self.env["med.import.finding"].search_count([*action["domain"], ("severity", "=", "warning")]),
            run.finding_count,
        )

    def test_q37_impossible_dates_are_refused(self):
        run = self._run(
            [
                self._row(1, date_issued="2099-01-01"),
                self._row(2, date_valid_to="2001-01-01"),
                self._row(3, date_valid_to="长期"),
            ]
        )
        self.assertEqual(set(run.line_ids.mapped("action")), {"refused"})
        self.assertEqual(set(self._finding_codes(run, "error")), {"future", "dates_reversed", "needs_end"})
        run.action_start()
        self.assertFalse(self._party(1) | self._party(2) | self._party(3))

    def test_q37_many_rows_run_in_batches_by_the_cron_with_progress(self):
        run = self._run([self._row(n) for n in range(1, 131)])
        run.action_start()
        self.assertEqual((run.state, run.progress), ("running", 0.0))
        with self.enter_registry_test_mode():
            self.env.ref("med_qualification.ir_cron_import").method_direct_trigger()
        run.invalidate_recordset()
        self.assertEqual((run.state, run.done_count, run.progress), ("done", 130, 100.0))
        self.assertEqual(self._party(130).create_uid, self.officer)

    def test_q37_a_printed_scope_without_codes_is_read_and_waits_for_review(self):
        text = "批发:三类:6815注射穿刺器械;14注输、护理和防护器械(仅限无菌敷料)"
        rows = [
            self._row(1, scope_class_3="", scope_text=text, business_mode=""),
            self._row(2, scope_text=text),
            self._row(3, scope_class_3="", scope_text="see the original"),
        ]
        run = self._import(rows)
        papers = run.line_ids.credential_id
        self.assertEqual(papers.mapped("state"), ["draft"] * 3)
        read, coded, unread = (
            [(line.device_class, set(line.category_ids.mapped("code"))) for line in paper.scope_ids]
            for paper in papers
        )
        self.assertEqual(read, [("3", {"6815"})])
        self.assertEqual(coded, [("3", {"14", "6815"})])
        self.assertFalse(unread)
        self.assertEqual(papers[0].business_mode, "wholesale")
        codes = [set(line.finding_ids.mapped("code")) for line in run.line_ids]
        self.assertLessEqual({"scope_read", "scope_partly"}, codes[0])
        self.assertFalse({"scope_read", "scope_partly"} & codes[1])
        self.assertLessEqual({"no_scope", "scope_partly"}, codes[2])
        again = self._import(rows)
        self.assertEqual(set(again.line_ids.mapped("action")), {"same"})

    def test_q37_carrying_out_costs_no_query_for_each_row(self):
        def queries(count, start):
            run = self._run([self._row(start + n) for n in range(count)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run.action_start()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(2, 100)
        # Odoo inserts in portions of 100 records, and a file has about ten lines
        self.assertLessEqual(queries(40, 200) - queries(5, 300), 8)

    def test_q37_checking_costs_the_same_number_of_queries_for_more_rows(self):
        def queries(count, start):
            run = self._run([self._row(start)])
            rows, _unknown = run._read_rows(
                build_template("partner", rows=[self._row(start + n) for n in range(count)])
            )
            handler = run._handler()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            case = handler._read_case(run, [row.values for row in rows], None)
            for row in rows:
                handler._plan(case, row.values, row.problems)
            return self.env.cr.sql_log_count - before

        queries(2, 100)
        self.assertLessEqual(queries(40, 200) - queries(5, 300), 2)
