"""Each case of the trade's daily practice, as the people who meet it see it."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import MedQualificationCommon

BASE = {"business_licence": {}}
DEALER = {**BASE, "operating_licence": {"classes": "3"}, "operating_filing": {"classes": "2"}}


class PracticeCommon(MedQualificationCommon):
    """Registered devices of each class, and short ways to order, buy, ship."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.devices = {c: cls._register(cls._create_device(c, name=f"Device {c}")) for c in "123"}
        cls.own = cls.company.partner_id

    def _customer(self, party_type="distributor", papers=None, **vals):
        partner = self._create_partner(party_type, **vals)
        self._admit(partner, "customer", DEALER if papers is None else papers)
        return partner

    def _supplier(self, party_type="supplier", papers=None, **vals):
        partner = self._create_partner(party_type, **vals)
        self._admit(partner, "supplier", DEALER if papers is None else papers)
        return partner

    def _new_type(self, code):
        """A party type that this addon ships."""
        return self.env.ref(f"med_qualification.party_type_{code}")

    def _sell(self, partner, device_class="2", **vals):
        return self._create_sale_order(partner, [self.devices[device_class]], **vals)

    def _buy(self, partner, device):
        return self._create_purchase_order(partner, [device])

    def _ordered(self, partner, device, **lot):
        """The delivery of a confirmed order with one lot on stock."""
        self._add_stock(device, 5, self._create_lot(device, **lot))
        order = self._create_sale_order(partner, [device])
        order.action_confirm()
        return order.sudo().picking_ids

    def _ship(self, picking):
        picking.action_assign()
        picking.move_ids.picked = True
        picking.with_user(self.users["keeper"]).button_validate()

    def _finding(self, document, code, stage=None):
        return next(f for f in document.action_gate_check(stage) if f["check"] == code)


@tagged("post_install", "-at_install")
class TestPracticeOurselves(PracticeCommon):
    def test_case_own_licence_and_scope_stop_each_line_that_is_outside(self):
        eye = self._register(self._create_device("3", ("16",), name="Lens"))
        scope = [Command.create(self._scope_vals("3", ["14"]))]
        self._paper_in_force("operating_licence", self.own, scope_ids=scope, business_mode="wholesale")
        order = self._create_sale_order(self._customer(), [eye, self.devices["3"]])
        self.assertEqual(self._codes(order, "quote"), {("own_scope", "warn")})
        finding = self._finding(order, "own_scope", "confirm")
        self.assertEqual((finding["severity"], finding["waivable"]), ("block", False))
        self.assertEqual(finding["line_id"], order.order_line[0].id)
        self.assertEqual(self._stops(order, "confirm"), ["own_scope"])

    def test_case_own_renewal_accepted_in_time_reminds(self):
        end = self.today - timedelta(2)
        licence = self._paper_in_force(
            "operating_licence", self.own, classes="3", business_mode="wholesale", date_valid_to=end
        )
        order = self._sell(self._customer(), "3")
        self.assertEqual(self._stops(order, "confirm"), ["own_paper"])
        licence.with_user(self.officer).action_register_renewal(end - timedelta(40), "受理20269001")
        self.assertEqual(self._codes(order, "confirm"), {("own_renewing", "warn")})

    def test_case_devices_leave_from_licensed_warehouses_only(self):
        order = self._sell(self._customer(), "3")
        self.assertEqual(self._stops(order, "confirm"), [])
        licensed = self.env["stock.warehouse"].create({"name": "Licensed", "code": "LIC"})
        self._paper_in_force(
            "operating_licence",
            self.own,
            classes="3",
            business_mode="wholesale",
            warehouse_ids=[Command.set(licensed.ids)],
        )
        self.assertEqual(self._stops(order, "confirm"), ["own_warehouse"])
        self.assertFalse(self._finding(order, "own_warehouse", "confirm")["waivable"])
        order.sudo().warehouse_id = licensed
        self.assertEqual(self._stops(order, "confirm"), [])


@tagged("post_install", "-at_install")
class TestPracticeProducts(PracticeCommon):
    def _listed(self, **vals):
        device = self._create_device("3", name="Listed plate", **vals)
        models = [Command.create({"model": "LCP-4", "specification": "6 孔"})]
        return self._register(device, model_ids=models)

    def test_case_model_not_in_the_annex_is_forbidden(self):
        device = self._listed(med_specification="LCP-4 8孔")
        order = self._create_sale_order(self._customer(), [device])
        self.assertEqual(self._codes(order, "quote"), {("model_not_on_certificate", "warn")})
        self.assertEqual(self._stops(order, "confirm"), ["model_not_on_certificate"])
        finding = self._finding(order, "model_not_on_certificate", "confirm")
        self.assertFalse(finding["waivable"])
        self.assertIn("8孔", finding["message"])
        purchase = self._buy(self._supplier(), device)
        self.assertEqual(self._stops(purchase), ["model_not_on_certificate"])

    def test_case_model_in_the_annex_is_found_however_it_is_written(self):
        for written in ("LCP-4 6孔", "lcp-4", "LCP-4 6 孔", "6孔"):
            with self.subTest(written):
                device = self._listed(med_specification=written)
                order = self._create_sale_order(self._customer(), [device])
                self.assertEqual(self._stops(order, "confirm"), [])

    def test_case_certificate_revoked_stops_everything(self):
        device = self._register(self._create_device("3", name="Withdrawn"))
        device.med_credential_ids.with_user(self.officer).action_revoke("Notice 2026-9001")
        order = self._create_sale_order(self._customer(), [device])
        self.assertEqual(self._stops(order, "confirm"), ["product_revoked"])
        self.assertFalse(self._finding(order, "product_revoked", "confirm")["waivable"])

    def _expired_device(self):
        self.end = self.today - timedelta(30)
        device = self._create_device("3", name="Old certificate")
        return self._register(
            device, date_valid_from=self.today - timedelta(2000), date_valid_to=self.end
        )

    def test_case_certificate_expired_and_made_within_validity_is_sold(self):
        device = self._expired_device()
        made = self.end - timedelta(10)
        picking = self._ordered(self._customer(), device, med_production_date=made)
        self._ship(picking)
        self.assertEqual(picking.state, "done")

    def test_case_made_after_the_end_of_the_certificate_is_stopped(self):
        device = self._expired_device()
        made = self.end + timedelta(1)
        picking = self._ordered(self._customer(), device, med_production_date=made)
        picking.action_assign()
        self.assertEqual(self._stops(picking), ["product_made_after"])
        with self.assertRaisesRegex(UserError, "was made on"):
            self._ship(picking)

    def test_case_lot_without_production_date_asks_quality(self):
        picking = self._ordered(self._customer(), self._expired_device())
        picking.action_assign()
        finding = self._finding(picking, "production_date_missing")
        self.assertEqual(finding["next_action"], "ask_quality")
        self.assertTrue(finding["waivable"])

    def test_case_class_i_goods_ask_identity_and_filing_of_the_product_only(self):
        dealer = self._customer(papers=BASE)
        self.assertEqual(self._stops(self._sell(dealer, "1"), "confirm"), [])
        unfiled = self._create_device("1", name="Unfiled gauze")
        order = self._create_sale_order(dealer, [unfiled])
        self.assertEqual(self._stops(order, "confirm"), ["product_unregistered"])

    def test_case_class_ii_exempt_from_filing_by_a_dated_list(self):
        listed = self.env["med.exempt.list"].create(
            {"name": "List", "kind": "filing", "date_from": self.today - timedelta(9)}
        )
        self.devices["2"].write({"med_is_filing_exempt": True, "med_exempt_list_id": listed.id})
        order = self._sell(self._customer(papers=BASE))
        self.assertEqual(self._stops(order, "confirm"), [])
        listed.with_user(self.head).date_to = self.today - timedelta(1)
        self.assertEqual(self._stops(order, "confirm"), ["partner_paper"])

    def test_case_class_iii_is_never_exempt_from_the_licence(self):
        self.devices["3"].write({"med_is_filing_exempt": True})
        order = self._sell(self._customer(papers=BASE), "3")
        self.assertEqual(self._stops(order, "confirm"), ["partner_paper"])

    def test_case_emergency_approval_is_a_permit_with_dates(self):
        device = self._create_device("3", name="Emergency")
        end = self.today + timedelta(9)
        self._admit(device, "product", {"emergency_permit": {"date_valid_to": end}})
        order = self._create_sale_order(self._customer(), [device])
        self.assertEqual(self._stops(order, "confirm"), [])
        with freeze_time(end + timedelta(1)):
            self.assertEqual(self._stops(order, "confirm"), ["product_unregistered"])

    def test_q29_import_and_domestic_are_told_apart_by_the_number(self):
        device = self._create_device("3", name="Suture", med_origin="domestic")
        self._register(device, number="国械注进20223029276")
        order = self._create_sale_order(self._customer(), [device])
        self.assertEqual(self._codes(order, "confirm"), {("product_origin", "warn")})
        device.med_origin = "import"
        self.assertEqual(self._codes(order, "confirm"), set())


@tagged("post_install", "-at_install")
class TestPracticeCustomers(PracticeCommon):
    def test_case_class_iii_licence_does_not_cover_class_ii_goods(self):
        dealer = self._customer(papers={**BASE, "operating_licence": {"classes": "3"}})
        order = self._sell(dealer, "2")
        self.assertEqual(self._stops(order, "confirm"), ["partner_paper"])
        self.assertFalse(self._finding(order, "partner_paper", "confirm")["waivable"])

    def test_case_one_paper_that_is_licence_and_filing_is_filed_under_both(self):
        dealer = self._create_partner("distributor")
        _file, papers = self._admit(
            dealer, "customer", {**BASE, "operating_licence": {"classes": "3"}}
        )
        licence = papers["operating_licence"].with_user(self.officer)
        twin = self.env["med.credential"].browse(licence.action_file_under_both()["res_id"])
        self.assertEqual((twin.type_code, twin.state), ("operating_filing", "draft"))
        self.assertEqual((twin.number, twin.scope_ids.device_class), (licence.number, "2"))
        self.assertEqual(twin.attachment_ids.raw, licence.attachment_ids.raw)
        twin.action_submit()
        twin.with_user(self.head).action_approve()
        self.assertEqual(self._stops(self._sell(dealer, "2"), "confirm"), [])

    def test_case_public_bodies_show_identity_by_their_type(self):
        bodies = {
            "hospital": "institution_licence",
            "military_hospital": "military_certificate",
            "clinic": "clinic_filing",
            "cdc": "public_institution_certificate",
            "blood_station": "blood_station_licence",
        }
        for party_type, paper in bodies.items():
            with self.subTest(party_type):
                order = self._sell(self._customer(party_type, {paper: {}}), "3")
                self.assertEqual(self._stops(order, "confirm"), [])
        for party_type in ("school", "state_body"):
            with self.subTest(party_type):
                order = self._sell(self._customer(party_type, {"uscc_certificate": {}}), "2")
                self.assertEqual(self._stops(order, "confirm"), ["partner_need"])

    def test_case_credit_code_is_asked_where_the_type_has_one(self):
        for party_type, paper, asked in (
            ("military_hospital", "military_certificate", False),
            ("hospital", "institution_licence", True),
        ):
            with self.subTest(party_type):
                partner = self._create_partner(party_type)
                self._create_paper(paper, partner)
                dossier = self._create_dossier(partner)
                if asked:
                    with self.assertRaisesRegex(UserError, "social credit code"):
                        dossier.action_submit()
                else:
                    dossier.action_submit()
                    self.assertEqual(dossier.state, "review")

    def test_case_other_unit_states_its_need_by_product_group_and_year(self):
        unit = self._customer("other_unit", BASE)
        order = self._sell(unit, "2")
        finding = self._finding(order, "partner_need", "confirm")
        self.assertEqual((finding["severity"], finding["waivable"]), ("block", True))
        scope = [Command.create(self._scope_vals("2", ["14"]))]
        end = self.today + timedelta(60)
        paper = self._create_paper(
            "need_statement", unit, scope_ids=scope, date_valid_to=end, user=self.officer
        )
        paper.action_submit()
        with self.assertRaisesRegex(UserError, "reasonable"), self.cr.savepoint():
            paper.with_user(self.head).action_approve()
        self.env.invalidate_all()
        paper.with_user(self.officer).need_reason = "School clinic with 900 pupils"
        paper.with_user(self.head).action_approve()
        self.assertEqual(self._stops(order, "confirm"), [])
        again = self._sell(unit, "2")  # another order of the year: not asked again
        self.assertEqual(self._stops(again, "confirm"), [])
        eye = self._register(self._create_device("2", ("16",), name="Other group"))
        other = self._create_sale_order(unit, [eye])
        self.assertEqual(self._stops(other, "confirm"), ["partner_need"])
        with freeze_time(end + timedelta(1)):
            self.assertEqual(self._stops(again, "confirm"), ["partner_need"])

    def test_case_consumer_needs_our_retail_mode_and_no_file(self):
        consumer = self._create_partner("consumer", is_company=False)
        order = self._sell(consumer, "3")
        self.assertEqual(self._stops(order, "confirm"), ["own_mode"])
        self._paper_in_force("operating_licence", self.own, classes="3", business_mode="both")
        self.assertEqual(self._stops(order, "confirm"), [])

    def test_case_export_and_hong_kong_ask_no_chinese_licence_but_a_look(self):
        for country in ("base.se", "base.hk"):
            with self.subTest(country):
                buyer = self._create_partner("foreign_buyer", country_id=self.env.ref(country).id)
                order = self._sell(buyer, "3")
                self.assertEqual(self._codes(order, "confirm"), {("partner_foreign", "warn")})

    def test_case_an_embassy_shows_who_it_is_and_is_reminded_of_destination_rules(self):
        embassy = self._create_partner(False, med_party_type_id=self._new_type("embassy").id)
        order = self._sell(embassy, "3")
        self.assertEqual(self._stops(order, "confirm"), ["partner_unqualified"])
        self._admit(embassy, "customer", {"diplomatic_note": {}})
        self.assertEqual(self._codes(order, "confirm"), {("partner_foreign", "warn")})

    def test_case_contraceptive_supply_bodies_need_no_licence_for_contraceptives(self):
        body = self._create_partner(False, med_party_type_id=self._new_type("contraceptive_body").id)
        self._admit(body, "customer", {"public_institution_certificate": {}})
        order = self._sell(body, "2")
        self.assertEqual(self._stops(order, "confirm"), ["partner_need"])
        self.devices["2"].med_contraceptive_list_id = self.env.ref(
            "med_qualification.exempt_list_contraceptive"
        )
        self.assertEqual(self._stops(order, "confirm"), [])

    def test_case_new_customer_quotes_freely_and_waits_with_class_iii(self):
        dealer = self._create_partner("distributor", name="By courier", med_uscc="91320505MA3LW9N23D")
        order = self._sell(dealer, "2")
        self.assertEqual({s for _c, s in self._codes(order, "quote")}, {"warn"})
        self.assertEqual(self._stops(order, "confirm"), ["partner_unqualified"])
        for code, vals in DEALER.items():
            self._create_paper(code, dealer, **vals)
        dossier = self._create_dossier(dealer)
        until = self.today + timedelta(7)
        dossier.with_user(self.head).action_provisional(until, "Papers by courier")
        self.assertEqual(self._stops(order, "confirm"), [])
        self.assertEqual(self._stops(self._sell(dealer, "3"), "confirm"), ["partner_unqualified"])

    def test_case_yearly_verification_reminds_sixty_days_and_then_stops(self):
        late = self.today - timedelta(1)
        hospital = self._customer("hospital", {"institution_licence": {"verified_until": late}})
        order = self._sell(hospital, "3")
        self.assertEqual(self._codes(order, "confirm"), {("paper_verification_late", "warn")})
        with freeze_time(late + timedelta(61)):
            self.assertEqual(self._codes(order, "confirm"), {("paper_unverified", "block")})
            self.assertTrue(self._finding(order, "paper_unverified", "confirm")["waivable"])

    def test_case_a_type_may_stop_at_once_when_its_verification_is_late(self):
        kind = self._type("institution_licence")
        kind.with_user(self.users["consultant"]).annual_check = "block"
        late = self.today - timedelta(1)
        hospital = self._customer("hospital", {"institution_licence": {"verified_until": late}})
        self.assertEqual(self._stops(self._sell(hospital), "confirm"), ["paper_unverified"])

    def test_case_seal_missing_is_a_company_rule_and_electronic_licences_are_copies(self):
        plain = self._customer(papers={**DEALER, "business_licence": {"copy_kind": "plain"}})
        order = self._sell(plain)
        self.assertEqual(self._stops(order, "confirm"), ["paper_unsealed"])
        self.assertTrue(self._finding(order, "paper_unsealed", "confirm")["waivable"])
        electronic = {**DEALER, "business_licence": {"copy_kind": "electronic"}}
        self.assertEqual(self._codes(self._sell(self._customer(papers=electronic)), "confirm"), set())

    def test_case_a_retail_dealer_is_sold_to_with_a_look_at_kind_and_quantity(self):
        papers = {**BASE, "operating_filing": {"classes": "2", "business_mode": "retail"}}
        order = self._sell(self._customer(papers=papers))
        self.assertEqual(self._codes(order, "confirm"), {("partner_mode", "warn")})

    def test_case_samples_and_gifts_pass_the_same_gate_with_a_reason_and_approval(self):
        order = self._sell(self._customer())
        order.order_line.price_unit = 0
        finding = self._finding(order, "free_goods", "confirm")
        self.assertEqual((finding["severity"], finding["waivable"]), ("block", True))
        with self.assertRaisesRegex(UserError, "costs nothing"):
            order.action_confirm()
        self._grant(order, finding)
        self.assertTrue(self._finding(order, "free_goods", "confirm")["waived"])
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        stranger = self._sell(self._create_partner("distributor"))
        stranger.order_line.discount = 100
        self.assertEqual(self._stops(stranger, "confirm"), ["free_goods", "partner_unqualified"])

    def _grant(self, order, finding):
        """Asked for by the salesperson, granted by the owner as the signing dialog does."""
        waiver = self.env["med.gate.waiver"].with_user(self.sales).create(
            {
                "res_model": order._name,
                "res_id": order.id,
                "check_code": finding["check"],
                "digest": finding["digest"],
            }
        )
        waiver.action_request("Sample for the tender", self.today + timedelta(5))
        owner = waiver.with_user(self.users["owner"])
        owner._with_ticket("sign", ("action_grant", "1")).action_grant()

    def test_case_amounts_and_prices_never_matter_for_papers(self):
        dealer = self._customer(papers=BASE)
        cheap, dear = self._sell(dealer), self._sell(dealer, quantity=900)
        cheap.order_line.price_unit = 0.01
        self.assertEqual(self._stops(cheap, "confirm"), self._stops(dear, "confirm"))
        self.assertEqual(self._stops(cheap, "confirm"), ["partner_paper"])

    def test_case_licence_that_lapses_between_order_and_delivery_stops_the_delivery(self):
        end = self.today + timedelta(2)
        papers = {**BASE, "operating_licence": {"classes": "3", "date_valid_to": end}}
        picking = self._ordered(self._customer(papers=papers), self.devices["3"])
        with freeze_time(end + timedelta(1)), self.assertRaisesRegex(UserError, "not valid"):
            self._ship(picking)
        self._ship(picking)
        self.assertEqual(picking.state, "done")

    def test_a_party_of_a_type_without_any_rule_is_not_qualified(self):
        kind = self.env["med.party.type"].create(
            {"code": "museum", "name": "Museum", "uscc_rule": "none"}
        )
        museum = self._create_partner(False, med_party_type_id=kind.id)
        self._admit(museum, "customer", {})
        order = self._sell(museum)
        self.assertEqual(self._stops(order, "confirm"), ["partner_unqualified"])
        self.assertIn("No rule says", self._finding(order, "partner_unqualified")["message"])


@tagged("post_install", "-at_install")
class TestPracticeSuppliers(PracticeCommon):
    def _made_by(self, name):
        return self._register(self._create_device("3", name=f"By {name}", med_registrant=name))

    def test_case_registrant_sells_its_own_goods_at_its_own_site_without_licence(self):
        maker = self._supplier(
            "manufacturer", {**BASE, "manufacturing_licence": {}}, name="骏安骨科有限公司"
        )
        self.assertEqual(self._stops(self._buy(maker, self._made_by("骏安骨科有限公司"))), [])
        others = self._buy(maker, self._made_by("别家医疗有限公司"))
        self.assertEqual(self._stops(others), ["supplier_paper"])

    def test_case_registrant_at_another_site_needs_the_licence(self):
        maker = self._supplier(
            "manufacturer", {**BASE, "manufacturing_licence": {}}, name="骏安骨科有限公司"
        )
        maker.with_user(self.officer).med_sells_elsewhere = True
        order = self._buy(maker, self._made_by("骏安骨科有限公司"))
        self.assertEqual(self._stops(order), ["supplier_paper"])
        self._paper_in_force("operating_licence", maker, classes="3")
        self.assertEqual(self._stops(order), [])

    def test_case_a_retail_only_supplier_cannot_supply_us(self):
        papers = {**BASE, "operating_filing": {"classes": "2", "business_mode": "retail"}}
        order = self._buy(self._supplier(papers=papers), self.devices["2"])
        self.assertEqual(self._stops(order), ["supplier_mode"])
        self.assertFalse(self._finding(order, "supplier_mode")["waivable"])

    def test_q27_imported_goods_come_through_a_chain_of_authorisation(self):
        device = self._create_device("3", name="Imported", med_origin="import")
        self._register(device, number="国械注进20223029276")
        supplier = self._supplier()
        order = self._buy(supplier, device)
        finding = self._finding(order, "supplier_chain")
        self.assertEqual((finding["severity"], finding["waivable"]), ("block", True))
        self._paper_in_force("distribution_authorisation", supplier)
        self.assertEqual(self._stops(order), [])

    def test_q27_what_is_special_to_imports_is_asked_of_importers_beforehand(self):
        dossier = self._create_dossier(self._create_partner("supplier"), "supplier")
        codes = dossier.line_ids.requirement_id.mapped("code")
        self.assertNotIn("supplier_import_chain", codes)
        dossier.trades_import = True
        self.assertIn("supplier_import_chain", dossier.line_ids.requirement_id.mapped("code"))

    def test_case_licence_of_the_supplier_lapses_after_the_purchase(self):
        end = self.today + timedelta(2)
        supplier = self._supplier(
            papers={**BASE, "operating_licence": {"classes": "3", "date_valid_to": end}}
        )
        order = self._buy(supplier, self.devices["3"])
        order.button_confirm()
        with freeze_time(end + timedelta(3)):
            self.assertEqual(self._stops(self._buy(supplier, self.devices["3"])), ["supplier_expired"])
            picking = order.sudo().picking_ids
            self.assertEqual(self._stops(picking.move_ids, "release"), [])


@tagged("post_install", "-at_install")
class TestPracticePlaces(PracticeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital = cls._create_partner("hospital", name="越州医院", street="良渚街道越秀路 906 号")
        papers = {"institution_licence": {"address": "杭州市余杭区良渚街道越秀路906号"}}
        cls._admit(cls.hospital, "customer", papers)
        cls.store = cls.env["res.partner"].create(
            {
                "name": "SPD",
                "type": "delivery",
                "parent_id": cls.hospital.id,
                "street": "仓前街道文一西路 1818 号",
            }
        )

    def _order_to(self, address):
        return self._sell(self.hospital, "2", partner_shipping_id=address.id)

    def _place(self, address, user=None, **vals):
        places = self.env["med.delivery.place"].with_user(user or self.sales)
        return places.create(
            {"name": "SPD store", "kind": "spd", "partner_id": self.hospital.id,
             "address_id": address.id, **vals}
        )

    def test_case_another_address_is_a_reminder_until_it_is_a_place_with_a_paper(self):
        order = self._order_to(self.store)
        self.assertEqual(self._codes(order, "confirm"), {("delivery_place", "warn")})
        place = self._place(self.store)
        with self.assertRaisesRegex(UserError, "one approved paper"):
            place.with_user(self.officer).action_confirm()
        place.credential_id = self._paper_in_force("delivery_place_paper", self.hospital)
        place.with_user(self.officer).action_confirm()
        self.assertEqual(self._codes(order, "confirm"), set())
        place.with_user(self.officer).action_close("Moved")
        self.assertEqual(self._codes(order, "confirm"), {("delivery_place", "warn")})

    def test_case_the_licensed_site_is_known_however_it_is_written(self):
        self.store.street = "余杭区良渚街道越秀路906号"
        self.assertEqual(self._codes(self._order_to(self.store), "confirm"), set())

    def test_case_third_party_storage_is_no_customer_by_a_known_place(self):
        carrier = self._create_partner("carrier", name="安捷冷链")
        order = self._order_to(carrier)
        self.assertEqual(self._stops(order, "confirm"), ["partner_unqualified"])
        paper = self._paper_in_force("delivery_place_paper", self.hospital)
        place = self._place(carrier, kind="third_party", credential_id=paper.id)
        self.assertEqual(self._stops(order, "confirm"), ["partner_unqualified"])
        place.with_user(self.officer).action_confirm()
        self.assertEqual(self._codes(order, "confirm"), set())

    def test_case_a_new_address_is_judged_again_at_the_delivery(self):
        picking = self._ordered(self.hospital, self.devices["2"])
        picking.action_assign()
        picking.partner_id = self.hospital
        self.assertEqual(self._codes(picking), set())
        picking.partner_id = self.store
        self.assertEqual(self._codes(picking), {("delivery_place", "warn")})

    def test_a_place_is_confirmed_by_quality_only_and_then_stays(self):
        paper = self._paper_in_force("delivery_place_paper", self.hospital)
        place = self._place(self.store, credential_id=paper.id)
        with self.assertRaisesRegex(Exception, "confirmed by quality"):
            place.action_confirm()
        place.with_user(self.officer).action_confirm()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            place.address_id = self.hospital
        with self.assertRaisesRegex(UserError, "stays as it is"):
            place.date_from = self.today
        with self.assertRaises(UserError):
            place.unlink()
        with self.assertRaises(UserError):
            self._place(self.hospital, state="confirmed")


@tagged("post_install", "-at_install")
class TestRequirementRows(PracticeCommon):
    def _row(self, **vals):
        base = {
            "name": "House row",
            "code": "house_row",
            "direction": "customer",
            "party_type_ids": [Command.set(self._party_type("distributor").ids)],
            "type_ids": [Command.set(self._type("quality_agreement").ids)],
        }
        return self.env["med.requirement"].with_user(self.users["consultant"]).create({**base, **vals})

    def test_q47_a_rule_of_our_own_stops_and_can_be_waived(self):
        self._row()
        order = self._sell(self._customer())
        self.assertEqual(self._stops(order, "confirm"), ["house_paper"])
        self.assertTrue(self._finding(order, "house_paper", "confirm")["waivable"])

    def test_q47_a_row_says_from_which_stage_it_stops(self):
        row = self._row(block_stage="ship")
        order = self._sell(self._customer())
        self.assertEqual(self._codes(order, "confirm"), {("house_paper", "warn")})
        row.block_stage = "quote"
        self.assertEqual(self._codes(order, "quote"), {("house_paper", "block")})
        row.block_stage = "never"
        self.assertEqual(self._codes(order, "invoice"), {("house_paper", "warn")})

    def test_q47_no_row_softens_what_the_law_forbids(self):
        row = self.env.ref("med_qualification.requirement_trader_class_2")
        with self.assertRaisesRegex(UserError, "demanded by law"):
            row.with_user(self.users["consultant"]).block_stage = "never"
        row.block_stage = "never"
        order = self._sell(self._customer(papers=BASE))
        self.assertEqual(self._stops(order, "confirm"), ["partner_paper"])

    def test_q35_rows_have_dates_of_force_and_a_law(self):
        start = self.today + timedelta(10)
        self._row(date_from=start, law="Order 99 art. 1")
        order = self._sell(self._customer())
        self.assertEqual(self._stops(order, "confirm"), [])
        with freeze_time(start):
            self.assertEqual(self._stops(order, "confirm"), ["house_paper"])
        shipped = self.env["med.requirement"].search([("is_statutory", "=", True)])
        self.assertGreater(len(shipped), 30)
        self.assertTrue(all(shipped.mapped("law")))

    def test_q1_every_party_type_of_the_trade_has_its_rows(self):
        rows = self.env["med.requirement"].search([("is_required", "=", True)])
        for kind in self.env["med.party.type"].search([("active", "=", True)]):
            free = kind.is_individual or kind.code == "own_company"
            buys = kind.is_customer and not kind.is_foreign
            for direction, wanted in (("customer", buys), ("supplier", kind.is_supplier)):
                if wanted and not free and kind.get_external_id()[kind.id].startswith("med_"):
                    with self.subTest(kind.code, direction=direction):
                        asked = rows.filtered(lambda row: row.direction == direction)  # noqa: B023
                        self.assertTrue(asked._for_party_type(kind))

    def test_q26_supplier_papers_acceptance_standard_and_conformity_stand_in_one_matrix(self):
        rows = self.env["med.requirement"].search([("direction", "in", ("supplier", "product"))])
        types = set(rows.type_ids.mapped("code"))
        self.assertLessEqual(
            {
                "business_licence",
                "operating_licence",
                "quality_agreement",
                "salesperson_authorisation",
                "acceptance_standard",
                "conformity_certificate",
                "registration_certificate",
            },
            types,
        )
