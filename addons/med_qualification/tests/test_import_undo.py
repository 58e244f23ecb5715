from odoo.exceptions import UserError
from odoo.tests import tagged

from ..medpapers.sheet_template import sample_uscc
from .import_common import ImportCommon


@tagged("post_install", "-at_install")
class TestImportUndo(ImportCommon):
    def test_x11_undo_removes_what_was_made_and_restores_what_was_changed(self):
        known = self._create_partner(name="已有客户", med_uscc=sample_uscc(9), phone=False)
        counts = [self.env[m].search_count([]) for m in ("res.partner", "med.credential", "med.dossier")]
        run = self._import([self._row(1), self._row(2), self._row(9, name="已有客户", phone="0512-9")])
        self.assertEqual(known.phone, "0512-9")
        run.action_undo()
        self.assertEqual((run.state, run.kept_count), ("undone", 0))
        self.assertFalse(known.phone)
        self.assertEqual(
            counts, [self.env[m].search_count([]) for m in ("res.partner", "med.credential", "med.dossier")]
        )

    def test_x11_what_was_worked_with_since_stays_and_is_listed_with_its_reason(self):
        run = self._import([self._row(1), self._row(2), self._row(3), self._row(4)])
        self._party(2).phone = "0512-2"
        self._create_sale_order(self._party(3), self._create_goods())
        paper = self._party(4).med_credential_ids
        paper.with_user(self.officer).issuer = "Corrected"
        run.action_undo()
        self.assertFalse(self._party(1))
        self.assertTrue(self._party(2) and self._party(3) and self._party(4))
        self.assertEqual(paper.exists().issuer, "Corrected")
        kept = run.record_ids.filtered(lambda r: r.state == "kept")
        self.assertEqual(set(kept.mapped("res_model")), {"res.partner", "med.credential"})
        self.assertTrue(all(kept.mapped("reason")))
        self.assertEqual(run.kept_count, 4)

    def test_x11_a_reviewed_paper_is_never_removed(self):
        run = self._import([self._row(1)])
        self._party().med_credential_ids._put_in_force()
        run.action_undo()
        self.assertEqual(self._party().med_credential_ids.state, "valid")
        self.assertTrue(run.kept_count)

    def test_x11_only_the_last_import_can_be_undone(self):
        first = self._import([self._row(1)])
        second = self._import([self._row(2)])
        self.assertEqual((first.can_undo, second.can_undo), (False, True))
        with self.assertRaisesRegex(UserError, "last import"):
            first.action_undo()
        second.action_undo()
        first.invalidate_recordset()
        self.assertTrue(first.can_undo)
        first.action_undo()
        self.assertFalse(self._party(1) | self._party(2))

    def test_x11_products_and_their_certificate_are_undone_too(self):
        rows = [self._product_row(n, registration_no="苏械注准20232149001") for n in (1, 2)]
        run = self._import(rows, kind="product")
        templates = run.line_ids.product_id.product_tmpl_id
        certificate = run.line_ids.credential_id
        run.action_undo()
        self.assertFalse(templates.exists() or certificate.exists())

    def test_x11_the_same_file_can_be_imported_again_after_an_undo(self):
        rows = [self._row(1), self._row(2)]
        self._import(rows).action_undo()
        again = self._import(rows)
        self.assertEqual(again.line_ids.mapped("action"), ["new", "new"])
        self.assertTrue(self._party(1).med_credential_ids.is_legacy)
        entries = self.env["med.ledger.entry"].search([("event", "=", "import.undone")])
        self.assertTrue(entries)

    def test_x11_undoing_costs_the_same_number_of_queries_for_more_rows(self):
        def queries(count, start):
            run = self._import([self._row(start + n) for n in range(count)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run.action_undo()
            self.env.flush_all()
            self.assertEqual((run.state, run.kept_count), ("undone", 0))
            return self.env.cr.sql_log_count - before

        queries(2, 100)
        self.assertLessEqual(queries(25, 200) - queries(5, 300), 2)

    def test_x11_a_record_that_refuses_does_not_hold_the_others(self):
        run = self._import([self._row(1), self._row(2)])
        unlink = type(self.env["res.partner"]).unlink

        def refuse(partners):
            if self._party(2) in partners:
                raise UserError("in use elsewhere")  # pylint: disable=translation-required
            return unlink(partners)

        self.patch(type(self.env["res.partner"]), "unlink", refuse)
        run.action_undo()
        self.assertFalse(self._party(1))
        self.assertTrue(self._party(2))
        kept = run.record_ids.filtered(lambda record: record.state == "kept")
        self.assertEqual(kept.mapped("res_model"), ["res.partner"])
        self.assertEqual(kept.reason, "in use elsewhere")
