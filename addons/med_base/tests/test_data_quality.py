"""Data dictionary and data-quality rules."""

import io
from datetime import timedelta

import openpyxl

from odoo import models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MedBaseCommon

# a resident number by GB 11643, invented
IDENTITY = "11010119900307391X"


@tagged("post_install", "-at_install")
class TestDataDictionary(MedBaseCommon):
    def _row(self, model, name, job="auditor", lang="en_US"):
        rows = self.env["med.data.field"].with_user(self.users[job]).with_context(lang=lang)
        return rows.search([("model_name", "=", model), ("name", "=", name)])

    def test_x10_every_field_of_our_models_and_those_we_add_is_listed(self):
        listed = {
            (row.model_name, row.name)
            for row in self.env["med.data.field"].with_user(self.users["auditor"]).search([])
        }
        for model in ("med.gate.check", "med.role.grant", "med.ledger.entry", "med.retention.rule"):
            ours = {
                (model, field.name)
                for field in self.env[model]._fields.values()
                if any(module.startswith("med_") for module in field._modules)
                and field.name not in models.MAGIC_COLUMNS
                and field.name != "display_name"
            }
            self.assertFalse(ours - listed, model)
        self.assertIn(("res.partner", "med_uscc"), listed)
        self.assertIn(("product.template", "is_medical_device"), listed)
        self.assertNotIn(("res.partner", "name"), listed)
        self.assertNotIn(("med.role.grant", "message_ids"), listed)

    def test_x10_each_row_says_meaning_source_rule_and_who_may_write(self):
        for row in self.env["med.data.field"].with_user(self.users["auditor"]).search([]):
            where = f"{row.model_name}.{row.name}"
            self.assertTrue(row.meaning, where)
            self.assertTrue(row.source, where)
            self.assertTrue(row.writers, where)

    def test_x10_rule_and_writers_come_from_the_models_themselves(self):
        state = self._row("med.gate.waiver", "state")
        self.assertIn("changed by buttons only", state.rule)
        self.assertEqual((state.source, state.writers), ("system", "Nobody directly"))
        severity = self._row("med.gate.check", "severity_ship")
        self.assertIn("one of a list", severity.rule)
        self.assertIn("Configuration Consultant", severity.writers)
        self.assertNotIn("Salesperson", severity.writers)
        self.assertIn("unique", self._row("med.role", "code").rule)
        self.assertEqual(self._row("med.role", "user_count").source, "computed")
        typed = self.env["med.data.field"].search([("source", "=", "typed")])
        self.assertIn("name", typed.filtered(lambda r: r.model_name == "med.role").mapped("name"))
        self.assertNotIn("user_count", typed.filtered(lambda r: r.model_name == "med.role").mapped("name"))

    def test_x10_labels_stand_in_both_languages(self):
        row = self._row("res.partner", "med_uscc")
        self.assertTrue(row.label_en.isascii())
        self.assertFalse(row.label_zh.isascii(), row.label_zh)

    def test_x10_dictionary_is_exported_and_printed(self):
        rows = self.env["med.data.field"].with_user(self.users["auditor"])
        rows = rows.search([("model_name", "=", "med.role")])
        self.assertEqual(rows.action_xlsx()["url"], "/med_base/data_dictionary.xlsx")
        book = openpyxl.load_workbook(io.BytesIO(rows._xlsx()))
        table = list(book.active.values)
        self.assertEqual(len(table), len(rows) + 1)
        self.assertIn("responsibility", [line[1] for line in table])
        report = self.env["ir.actions.report"].with_user(self.users["auditor"])
        html = report._render_qweb_html("med_base.report_data_dictionary", rows.ids)[0].decode()
        self.assertIn("responsibility", html)
        self.assertIn("Who May Write", html)

    def test_x10_dictionary_is_written_by_nobody(self):
        row = self._row("med.role", "code", "consultant")
        with self.assertRaises(AccessError):
            row.write({"name": "x"})


@tagged("post_install", "-at_install")
class TestDataQuality(MedBaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls.users["quality_officer"]
        cls.consultant = cls.users["consultant"]

    def _rule(self, code, **vals):
        rule = self.env.ref(f"med_base.data_rule_{code}")
        rule.write({"user_id": self.officer.id, **vals})
        return rule

    def _found(self, rule, job="quality_officer"):
        action = rule.with_user(self.users[job]).action_open_breaches()
        return self.env[action["res_model"]].with_user(self.users[job]).search(action["domain"])

    def test_x10_a_built_in_check_that_does_not_exist_is_refused(self):
        rule = self._rule("device_without_class")
        with self.assertRaisesRegex(ValidationError, "no built-in check"):
            rule.with_user(self.consultant).write({"check_name": "nothing"})

    def test_x10_breaches_are_counted_and_listed(self):
        rule = self._rule("device_without_class")
        before = rule._measure()
        good = self._create_device("2")
        bad = self._create_device(False, ("14",), name="Device without class")
        row = rule._measure()
        self.assertEqual(row, before, "one row a day")
        self.assertEqual(row.breaches, len(self._found(rule)))
        self.assertIn(bad, self._found(rule))
        self.assertNotIn(good, self._found(rule))
        self.assertEqual(row.share, round(100.0 * row.breaches / row.total, 2))

    def test_x10_owner_gets_one_task_over_the_threshold_and_none_below(self):
        rule = self._rule("device_without_class")
        bad = self._create_device(False, ("14",))
        rule._measure()
        rule._measure()
        task = rule.activity_ids
        self.assertEqual((len(task), task.user_id), (1, self.officer))
        self.assertEqual(rule.state, "over")
        rule.threshold = 100.0
        rule._measure()
        self.assertFalse(rule.activity_ids)
        self.assertEqual(rule.state, "warn")
        self.assertTrue(bad.exists())

    def test_x10_same_code_twice_is_found(self):
        rule = self._rule("duplicate_uscc")
        partner = self._create_partner("distributor", med_uscc="91320505MA3LW9N23D")
        self.assertNotIn(partner, self._found(rule))
        twin = self._create_partner("distributor", name="Twin")
        self.env.flush_all()
        # past the constraint, as an old system's data would be
        self.env.cr.execute(
            "UPDATE res_partner SET med_uscc = %s WHERE id = %s", [partner.med_uscc, twin.id]
        )
        self.env.invalidate_all()
        self.assertLessEqual(partner | twin, self._found(rule))

    def test_x10_identity_number_in_an_open_field_is_found(self):
        rule = self._rule("open_identity")
        person = self.env["res.partner"].create({"name": "Li Si", "comment": f"id {IDENTITY}, driver"})
        clean = self.env["res.partner"].create({"name": "Wang Wu", "ref": "1101011990030739123"})
        found = self._found(rule)
        self.assertIn(person, found)
        self.assertNotIn(clean, found)

    def test_x10_all_shipped_rules_measure(self):
        for rule in self.env["med.data.rule"].search([]):
            row = rule._measure()
            self.assertGreaterEqual(row.total, row.breaches, rule.code)

    def test_x10_nightly_measuring_goes_on_where_it_stopped(self):
        rules = self.env["med.data.rule"].search([])
        for rule in rules[:2]:
            rule._measure()
        written = rules[0].measure_ids.write_date
        with self.enter_registry_test_mode():
            self.env.ref("med_base.ir_cron_data_measure").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(rules[0].measure_ids.write_date, written)
        today = self.env.company._med_today()
        self.assertTrue(all(today in rule.measure_ids.mapped("date") for rule in rules))

    def test_x10_trend_compares_with_the_week_before(self):
        rule = self._rule("device_without_class")
        measures = self.env["med.data.measure"]
        old = {"rule_id": rule.id, "total": 100, "breaches": 50}
        old["date"] = self.env.company._med_today() - timedelta(days=8)
        measures._with_ticket("measure").create(old)
        row = rule._measure()
        self.assertEqual(rule.trend, row.share - 50.0)

    def test_x10_figures_are_not_typed(self):
        rule = self._rule("device_without_class")
        row = rule._measure()
        with self.assertRaises(UserError):
            row.write({"breaches": 0})
        with self.assertRaises(UserError):
            self.env["med.data.measure"].create({"rule_id": rule.id, "date": "2026-01-01"})

    def test_x10_consultant_writes_rules_that_must_work_and_see_no_more_than_he(self):
        rules = self.env["med.data.rule"].with_user(self.consultant)
        vals = {"code": "own", "name": "Own", "model_name": "res.partner", "population": "[]"}
        rule = rules.create({**vals, "breach": "[('city', '=', False)]"})
        self.assertGreater(rule._measure().total, 0)
        for breach in ("[('no_such_field', '=', 1)]", "__import__('os')", "[('name', '=', 1"):
            with self.assertRaises(ValidationError):
                rule.breach = breach
        with self.assertRaises(AccessError):
            rule.breach = "[('med_id_number_secret', 'like', '1')]"
        with self.assertRaises(AccessError):
            rules.with_user(self.users["sales"]).browse(rule.id).write({"threshold": 5})
        entry = self.env["med.ledger.entry"].search([("event", "=", "data.rule_created")], limit=1)
        self.assertEqual(entry.res_id, rule.id)
