from odoo.tests import tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestProductSelector(MedQualificationCommon):
    """A quotation's lists of products show what the customer may buy, the rest grey."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = {"1": "Sel gauze", "2": "Sel dressing", "3": "Sel plate"}
        cls.devices = {c: cls._register(cls._create_device(c, name=names[c])) for c in "123"}
        cls.goods = cls._create_goods(name="Sel paper")
        cls.dealer = cls._admit_dealer(classes="3")
        cls.order = cls._create_sale_order(cls.dealer, [cls.devices["1"]])

    def _ids(self):
        return [self.devices[c].id for c in "123"] + [self.goods.id]

    def test_q24_catalog_greys_what_the_customer_cannot_buy_with_the_reason(self):
        info = self.order._get_product_catalog_order_line_info(self._ids())
        stopped = info[self.devices["2"].id]
        self.assertTrue(stopped["readOnly"])
        self.assertIn("Operating Filing", stopped["warning"])
        for product in (self.devices["1"], self.devices["3"], self.goods):
            with self.subTest(product.name):
                self.assertFalse(info[product.id].get("warning"))
                self.assertFalse(info[product.id]["readOnly"])

    def test_q24_a_product_on_the_order_can_still_be_taken_off_in_the_catalog(self):
        order = self._create_sale_order(self.dealer, [self.devices["2"]])
        info = order._get_product_catalog_order_line_info(self._ids())
        self.assertTrue(info[self.devices["2"].id]["warning"])
        self.assertFalse(info[self.devices["2"].id]["readOnly"])

    def _names(self, model, user=None, **context):
        context = context or {"med_sale_partner_id": self.dealer.id}
        records = self.env[model].with_user(user or self.sales).with_context(**context)
        found = records.web_name_search("Sel ", {"display_name": {}})
        return {entry["display_name"]: entry["__formatted_display_name"] for entry in found}

    def test_q24_dropdown_marks_what_the_customer_cannot_buy(self):
        for model in ("product.template", "product.product"):
            with self.subTest(model):
                names = self._names(model)
                self.assertIn("--⛔ Sel dressing", names["Sel dressing"])
                self.assertIn("Customer's paper missing", names["Sel dressing"])
                for free in ("Sel gauze", "Sel plate", "Sel paper"):
                    self.assertNotIn("⛔", names[free])

    def test_dropdown_is_plain_without_a_customer_or_a_job(self):
        plain = self._names("product.product", lang="en_US")
        self.assertNotIn("⛔", "".join(plain.values()))
        for key in ("x", True, -5, 10**9):
            with self.subTest(key):
                names = self._names("product.product", med_sale_partner_id=key)
                self.assertNotIn("⛔", "".join(names.values()))

    def test_everything_is_grey_for_a_customer_without_file(self):
        stranger = self._create_partner("distributor")
        names = self._names("product.product", med_sale_partner_id=stranger.id)
        self.assertEqual([n for n in names if "⛔" not in names[n]], ["Sel paper"])

    def test_trial_mode_greys_nothing(self):
        self.company._guarded_write({"med_mode": "trial", "med_cutover_date": False})
        names = self._names("product.product")
        self.assertNotIn("⛔", "".join(names.values()))

    def test_the_gate_does_not_listen_to_the_selectors_context(self):
        order = self._create_sale_order(self.dealer, [self.devices["2"]])
        other = self._admit_dealer(name="Full dealer")
        order = order.with_context(med_sale_partner_id=other.id)
        self.assertEqual(self._stops(order), ["partner_paper"])

    def test_selector_costs_the_same_for_twice_as_many_products(self):
        devices = [self._register(self._create_device("2", name=f"Many {n}")) for n in range(16)]
        ids = [device.id for device in devices]
        order = self.order.with_user(self.sales)

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["med.gate.selector"].with_user(self.sales)._reasons(
                order.partner_id, self.env["product.product"].browse(some), order.company_id
            )
            return self.cr.sql_log_count - before

        queries(ids)
        few = queries(ids[:8])
        self.assertLessEqual(queries(ids), few)
