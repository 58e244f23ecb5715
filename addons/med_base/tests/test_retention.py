from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.orm.model_classes import add_to_registry
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import MedBaseCommon
from .retention_fake import MedTestRetained


class RetentionCommon(MedBaseCommon):
    """Documents of a model that lives for these tests only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        name = MedTestRetained._name
        add_to_registry(cls.registry, MedTestRetained)
        cls.addClassCleanup(cls._forget_model, name)
        cls.registry._setup_models__(cls.env.cr, [name])
        cls.registry.init_models(cls.env.cr, [name], {"models_to_check": True})
        model = cls.env["ir.model"]._get(name)
        cls.env["ir.model.access"].create(
            {
                "name": "test",
                "model_id": model.id,
                "group_id": cls.env.ref("base.group_user").id,
                **{f"perm_{op}": True for op in ("read", "write", "create", "unlink")},
            }
        )
        cls.documents = cls.env[name]
        cls.dealer = cls._create_partner(name="Retention Test Dealer")

    @classmethod
    def _forget_model(cls, name):
        cls.registry["base"]._inherit_children.discard(name)
        cls.registry["med.retention.mixin"]._inherit_children.discard(name)
        del cls.registry[name]
        cls.registry._setup_models__(cls.env.cr, [])

    def document(self, **vals):
        values = {"name": "Record 1", "partner_id": self.dealer.id}
        return self.documents.create(values | vals)


@tagged("post_install", "-at_install")
class TestRetention(RetentionCommon):
    def test_kept_two_years_after_expiry(self):
        document = self.document(
            done_on=date(2026, 1, 10), expires_on=date(2028, 2, 29)
        )
        self.assertEqual(document.retention_until, date(2030, 2, 28))
        self.assertFalse(document.is_retained_forever)

    def test_kept_five_years_without_expiry(self):
        document = self.document(done_on=date(2026, 1, 10))
        self.assertEqual(document.retention_until, date(2031, 1, 10))

    def test_records_of_implants_are_kept_for_ever(self):
        document = self.document(
            rule_code="implant_record", expires_on=date(2027, 1, 1)
        )
        self.assertTrue(document.is_retained_forever)
        self.assertFalse(document.retention_until)
        with self.assertRaisesRegex(UserError, "for ever"), freeze_time("2099-01-01"):
            document.unlink()

    def test_without_a_date_it_is_kept_until_there_is_one(self):
        document = self.document()
        self.assertTrue(document.is_retained_forever)
        document.done_on = date(2026, 1, 10)
        self.assertFalse(document.is_retained_forever)

    def test_unknown_rule_falls_back_to_the_general_one(self):
        document = self.document(rule_code="nonsense", done_on=date(2026, 1, 10))
        self.assertEqual(document.retention_until, date(2031, 1, 10))

    def test_nobody_deletes_before_the_day_not_even_superuser(self):
        document = self.document(done_on=date(2026, 1, 10))
        with freeze_time("2031-01-10"):
            for records in (
                document,
                document.sudo(),
                document.with_user(self.admin_user),
                document.with_context(_force_unlink=True, med_ticket="unlink"),
            ):
                with self.assertRaisesRegex(UserError, "Record|med.test.retained"):
                    records.unlink()
        self.assertTrue(document.exists())

    def test_message_names_record_day_and_law(self):
        document = self.document(done_on=date(2026, 1, 10))
        label = document.display_name
        with self.assertRaisesRegex(
            UserError, f"{label}.*2031-01-10.*GSP 2023 art. 23.*Archive or cancel"
        ), freeze_time("2027-01-01"):
            document.unlink()

    def test_after_the_day_it_may_be_deleted(self):
        document = self.document(done_on=date(2026, 1, 10))
        with freeze_time("2031-01-11"):
            document.unlink()
        self.assertFalse(document.exists())

    def test_draft_may_be_deleted(self):
        document = self.document(done_on=date(2026, 1, 10), is_draft=True)
        document.unlink()
        self.assertFalse(document.exists())

    def test_one_retained_record_protects_the_batch(self):
        free = self.document(is_draft=True)
        kept = self.document(done_on=self.env.company._med_today())
        with self.assertRaises(UserError):
            (free | kept).unlink()
        self.assertEqual((free | kept).exists(), free | kept)

    # ---- legal hold ----
    def test_legal_hold_of_the_quality_head_stops_deletion(self):
        document = self.document(done_on=date(2015, 1, 1))
        head = self.users["quality_head"]
        document.with_user(head).action_legal_hold("inspection 2026-07")
        self.assertEqual(document.legal_hold_by, head.name)
        with self.assertRaisesRegex(UserError, "legal hold.*inspection 2026-07"):
            document.unlink()
        document.with_user(head).action_legal_hold_lift("closed")
        self.assertFalse(document.legal_hold)
        events = self.env["med.ledger.entry"].search(
            [("res_model", "=", document._name), ("res_id", "=", document.id)]
        )
        self.assertEqual(
            events.mapped("event"), ["retention.hold_lifted", "retention.hold_set"]
        )
        document.unlink()

    def test_legal_hold_needs_right_and_reason(self):
        document = self.document(done_on=date(2015, 1, 1))
        with self.assertRaises(AccessError):
            document.with_user(self.users["quality_officer"]).action_legal_hold("x")
        with self.assertRaises(UserError):
            document.with_user(self.users["quality_head"]).action_legal_hold("  ")
        self.assertFalse(document.legal_hold)

    def test_hold_fields_are_not_written_directly(self):
        head = self.users["quality_head"]
        with self.assertRaises(UserError):
            self.documents.with_user(head).create({"legal_hold": True})
        document = self.document()
        document.with_user(head).action_legal_hold("inspection")
        for context in ({}, {"med_ticket": "legal_hold"}, {"med_ticket": True}):
            with self.assertRaises(UserError):
                document.with_context(**context).write({"legal_hold": False})
        self.assertFalse(document.copy().legal_hold)

    def test_dialog_sets_and_lifts_the_hold(self):
        head = self.users["quality_head"]
        document = self.document(done_on=date(2015, 1, 1)).with_user(head)
        action = document.action_open_legal_hold()
        dialog = self.env[action["res_model"]].with_user(head)
        hold = dialog.with_context(**action["context"]).create({"reason": "lawsuit"})
        self.assertEqual((hold.record_name, hold.is_held), (document.display_name, False))
        hold.action_set()
        self.assertTrue(document.legal_hold)
        hold.invalidate_recordset()
        self.assertEqual((hold.is_held, hold.current_reason), (True, "lawsuit"))
        hold.action_lift()
        self.assertFalse(document.legal_hold)

    def test_dialog_works_for_retained_records_only(self):
        dialog = self.env["med.retention.hold"].with_user(self.users["quality_head"])
        hold = dialog.create(
            {"res_model": "res.partner", "res_id": self.dealer.id, "reason": "x"}
        )
        with self.assertRaises(UserError):
            hold.action_set()

    # ---- rules as dated rows ----
    def _rule(self, code="trade_record"):
        return self.env["med.retention.rule"]._get_rule(code)

    def test_statutory_rule_is_not_loosened_by_anybody(self):
        rule = self._rule()
        for vals in (
            {"years_after_expiry": 1},
            {"years_without_expiry": 0},
            {"is_statutory": False},
            {"active": False},
            {"code": "other"},
            {"date_from": "2099-01-01"},
        ):
            for user in (self.users["quality_head"], self.users["consultant"]):
                with self.assertRaises(UserError):
                    rule.with_user(user).write(vals)
        with self.assertRaises(UserError):
            rule.sudo().unlink()

    def test_statutory_rule_is_made_stricter_and_dates_follow(self):
        document = self.document(done_on=date(2026, 1, 10))
        self._rule().with_user(self.users["quality_head"]).years_without_expiry = 10
        self.assertEqual(document.retention_until, date(2036, 1, 10))
        entry = self.env["med.ledger.entry"].search(
            [("event", "=", "retention.rule_changed")], limit=1
        )
        self.assertIn('"years_without_expiry":10', entry.facts)

    def test_statutory_rule_ends_only_where_its_successor_begins(self):
        rule = self._rule()
        with self.assertRaises(ValidationError):
            rule.date_to = "2026-12-31"
        self.env["med.retention.rule"].create(
            {
                "code": rule.code,
                "name": "Sales records",
                "law": "New law art. 1",
                "years_without_expiry": 15,
                "date_from": "2027-01-01",
            }
        )
        rule.date_to = "2026-12-31"
        with freeze_time("2026-12-31"):
            self.assertEqual(self._rule().years_without_expiry, 5)
        with freeze_time("2027-01-01"):
            self.assertEqual(self._rule().years_without_expiry, 15)

    def test_rule_ends_after_it_begins(self):
        with self.assertRaises(ValidationError):
            self._rule("company_record").date_to = "1999-01-01"

    def test_rule_in_force_today_counts_for_the_guard(self):
        document = self.document(done_on=date(2019, 1, 10))
        rule = self._rule("trade_record")
        rule.years_without_expiry = 20
        with self.assertRaises(UserError):
            document.unlink()

    def test_rules_are_changed_by_head_and_consultant_only(self):
        rule = self._rule("company_record")
        for job in ("sales", "quality_officer", "auditor", "owner"):
            with self.assertRaises(AccessError):
                rule.with_user(self.users[job]).write({"years_without_expiry": 9})
            self.assertEqual(rule.with_user(self.users[job]).years_without_expiry, 5)
        rule.with_user(self.users["consultant"]).write({"years_without_expiry": 9})
        self.assertEqual(rule.years_without_expiry, 9)

    def test_queries_do_not_grow_with_the_number_of_records(self):
        few = self.documents.create([{"done_on": date(2026, 1, 1)}] * 5)
        many = self.documents.create([{"done_on": date(2026, 1, 1)}] * 100)
        self.assertEqual(self._queries_of(few), self._queries_of(many))

    def _queries_of(self, documents):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        documents._retained()
        return self.env.cr.sql_log_count - before

    def test_no_cascade_deletes_a_retained_record_behind_the_guard(self):
        retained = {model._name for model in self.documents._retention_models()}
        cascades = [
            f"{name}.{field.name}"
            for name in retained
            for field in self.env[name]._fields.values()
            if field.type == "many2one"
            and field.store
            and field.ondelete == "cascade"
            and field.comodel_name not in retained
        ]
        self.assertEqual(cascades, [])


@tagged("post_install", "-at_install")
class TestRetentionPartner(RetentionCommon):
    def merge(self, partners, target, user=None):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard.with_user(user or self.env.user)._merge(partners.ids, target)

    def test_k14_merge_away_of_a_partner_with_retained_records_is_refused(self):
        self.document(done_on=self.env.company._med_today())
        other = self._create_partner(name="Double")
        for user in (self.env.user, self.admin_user):
            with self.assertRaisesRegex(
                UserError, "Retention Test Dealer.*Double.*Test Document"
            ):
                self.merge(self.dealer | other, other, user)
        self.assertTrue(self.dealer.exists())

    def test_k14_double_without_records_may_be_merged_into_it(self):
        document = self.document(done_on=self.env.company._med_today())
        other = self._create_partner(name="Double")
        self.merge(self.dealer | other, self.dealer)
        self.assertFalse(other.exists())
        self.assertEqual(document.partner_id, self.dealer)

    def test_k14_merge_away_of_a_partner_of_a_device_sale_is_refused(self):
        order = self._create_sale_order(self.dealer, self._create_device())
        self.env.flush_all()
        for table, key in (("sale_order", "id"), ("sale_order_line", "order_id")):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET state = 'sale' WHERE %s = %s",
                    SQL.identifier(table),
                    SQL.identifier(key),
                    order.id,
                )
            )
        self.env.invalidate_all()
        other = self._create_partner(name="Double")
        with self.assertRaisesRegex(UserError, "Sales Order Line"):
            self.merge(self.dealer | other, other)
        self.merge(self.dealer | other, self.dealer)
        self.assertEqual(order.partner_id, self.dealer)

    def test_merge_without_target_is_judged_on_the_one_odoo_would_choose(self):
        other = self._create_partner(name="Double")
        wizard = self.env["base.partner.merge.automatic.wizard"]
        target = wizard._get_ordered_partner((self.dealer | other).ids)[-1]
        source = (self.dealer | other) - target
        self.document(partner_id=source.id, done_on=self.env.company._med_today())
        with self.assertRaises(UserError):
            self.merge(self.dealer | other, None)

    def test_merge_by_the_wizard_screen_is_refused(self):
        self.document(done_on=self.env.company._med_today())
        other = self._create_partner(name="Double")
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "partner_ids": [(6, 0, (self.dealer | other).ids)],
                "dst_partner_id": other.id,
                "state": "selection",
            }
        )
        with self.assertRaises(UserError):
            wizard.action_merge()

    def test_partner_with_retained_records_is_not_deleted(self):
        self.document(done_on=self.env.company._med_today())
        with self.assertRaisesRegex(UserError, "law keeps its records"):
            self.dealer.sudo().unlink()

    def test_partner_whose_records_may_go_is_merged_as_usual(self):
        self.document(is_draft=True)
        other = self._create_partner(name="Double")
        self.merge(self.dealer | other, other)
        self.assertFalse(self.dealer.exists())

    def test_recycling_and_privacy_tools_are_refused(self):
        # what data_recycle.record.action_validate and
        # privacy.lookup.wizard.line.action_unlink call, word for word
        document = self.document(done_on=self.env.company._med_today())
        model = self.env[document._name].with_user(self.admin_user)
        with self.assertRaises(UserError):
            model.sudo().browse([document.id]).unlink()
        with self.assertRaises(UserError):
            self.env["res.partner"].sudo().browse(self.dealer.id).unlink()
        entry = self.env["med.ledger.entry"]._append("test.happened", document)
        with self.assertRaises(UserError):
            self.env["med.ledger.entry"].sudo().browse([entry.id]).unlink()

    def test_uninstalling_is_refused_while_retention_runs(self):
        module = self.env["ir.module.module"].search([("name", "=", "med_base")])
        type(self.documents)._original_module = "med_base"
        module._check_retention_of_modules()
        self.document(done_on=self.env.company._med_today())
        with self.assertRaisesRegex(UserError, "med_base cannot be uninstalled"):
            module.button_uninstall()
        self.assertEqual(module.state, "installed")
        self.env["ir.config_parameter"].set_param(
            "med_base.uninstall_despite_retention", "True"
        )
        module._check_retention_of_modules()
