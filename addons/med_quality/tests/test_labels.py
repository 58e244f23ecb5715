from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestLabels(TransactionCase):
    """What a Chinese user reads in the lists of choices."""

    def _forget(self, model, field):
        """The choices of the model as they are right after the first installation: in English."""
        choices = self.env["ir.model.fields"]._get(model, field).selection_ids
        choices.flush_recordset()
        self.env.cr.execute(
            "UPDATE ir_model_fields_selection SET name = name - 'zh_CN' WHERE id = ANY(%s)", [choices.ids]
        )
        choices.invalidate_recordset()
        self.env.registry.clear_cache("stable")

    def _labels(self, model, field):
        chinese = self.env[model].with_context(lang="zh_CN")
        return dict(chinese.fields_get([field])[field]["selection"])

    def test_choices_of_a_mixin_are_chinese_after_the_first_installation(self):
        for model, field, value, label in (
            ("med.nc.pareto", "period", "last_month", "上月"),
            ("med.supplier.figures", "period", "twelve", "最近十二个月"),
            ("med.nonconformity", "deadline_state", "ok", "未到期"),
        ):
            self._forget(model, field)
            with self.subTest(model=model):
                self.assertEqual(self._labels(model, field)[value], label)

    def test_own_words_of_a_model_go_before_the_words_of_its_mixin(self):
        choices = self.env["ir.model.fields"]._get("med.nc.pareto", "period").selection_ids
        choices.filtered(lambda choice: choice.value == "year").update_field_translations(
            "name", {"zh_CN": "全年"}
        )
        self.env.registry.clear_cache("stable")
        self.assertEqual(self._labels("med.nc.pareto", "period")["year"], "全年")

    def test_status_of_a_lot_has_the_words_of_the_rules(self):
        labels = self._labels("stock.lot", "quality_state")
        self.assertEqual(
            labels,
            {
                "awaiting": "待验",
                "released": "合格",
                "rejected": "不合格",
                "expired": "过期锁定",
                "recalled": "召回隔离",
            },
        )
