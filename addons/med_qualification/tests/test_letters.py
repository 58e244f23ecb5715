from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.med_qualification.models.med_credential_own_letter import MedCredential

from .common import SCAN, MedQualificationCommon

IDENTITY = "330106199003071234"


@tagged("post_install", "-at_install")
class TestAuthorisationChain(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maker = cls._create_partner("manufacturer", name="Maker")
        cls.agent = cls._create_partner("supplier", name="General agent")
        cls.dealer = cls._create_partner("distributor", name="Letter dealer")
        cls.own = cls.company.partner_id
        cls.plate = cls._create_device("3", categories=("04",), name="Plate")
        cls.suture = cls._create_device("2", categories=("02",), name="Suture")
        states = cls.env["res.country.state"].search([("country_id.code", "=", "CN")], limit=2)
        cls.here, cls.there = states
        cls.end = cls.today + timedelta(300)
        cls.first = cls._letter(cls.maker, cls.agent, product_ids=[Command.set(cls.plate.ids)])
        cls.first.sudo()._put_in_force()

    @classmethod
    def _letter(cls, grantor, grantee, **vals):
        party = grantor if grantee == cls.own else grantee
        return cls._create_paper(
            "distribution_authorisation",
            party,
            **{
                "grantor_id": grantor.id,
                "grantee_id": grantee.id,
                "date_valid_to": cls.end,
                "area_ids": [Command.set(cls.here.ids)],
                **vals,
            },
        )

    def _second(self, **vals):
        vals = {"product_ids": [Command.set(self.plate.ids)], "parent_id": self.first.id, **vals}
        return self._letter(self.agent, self.own, **vals)

    def test_q46_a_letter_within_the_one_above_is_accepted(self):
        second = self._second()
        self.assertEqual(second._chain_problems(), [])
        second.action_submit()
        second.with_user(self.head).action_approve()
        third = self._letter(
            self.own, self.dealer, parent_id=second.id, product_ids=[Command.set(self.plate.ids)]
        )
        self.assertEqual(third._chain_problems(), [])
        picture = third.chain_html
        for words in ("Maker → General agent", f"{self.own.name} → Letter dealer", "↓"):
            self.assertIn(words, picture)

    def test_q46_each_letter_lies_within_period_area_and_goods_of_the_one_above(self):
        both = (self.plate | self.suture).ids
        cases = {
            "ends after": {"date_valid_to": self.end + timedelta(1)},
            "begins before": {"date_valid_from": self.today - timedelta(900)},
            self.there.name: {"area_ids": [Command.set((self.here | self.there).ids)]},
            "the whole country": {"area_ids": False},
            "Suture": {"product_ids": [Command.set(both)]},
            "Its goods reach": {"product_ids": False},
            "was given to": {"grantor_id": self.maker.id},
        }
        for words, vals in cases.items():
            second = self._second(**vals)
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                second.action_submit()
            self.assertEqual(second.state, "draft")
            self.assertIn("chain", [check["code"] for check in second._prechecks()])

    def test_q46_categories_of_a_letter_cover_its_products(self):
        above = self._letter(
            self.maker, self.agent, scope_ids=[Command.create(self._scope_vals("3", ["04"]))]
        )
        self.assertEqual(self._second(parent_id=above.id)._chain_problems(), [])
        wide = self._second(parent_id=above.id, product_ids=[Command.set(self.suture.ids)])
        self.assertEqual(len(wide._chain_problems()), 1)

    def test_a_letter_does_not_rest_on_itself_or_on_another_paper(self):
        second = self._second()
        third = self._letter(self.own, self.dealer, parent_id=second.id)
        with self.assertRaisesRegex(ValidationError, "cannot rest"):
            second.parent_id = third
        licence = self._create_paper("operating_licence", self.agent, classes="3")
        with self.assertRaisesRegex(ValidationError, "cannot rest"):
            second.parent_id = licence

    def test_q34_who_keeps_a_letter_is_told_when_the_one_above_is_revoked(self):
        second = self._second()
        second.sudo()._put_in_force()
        self.first.with_user(self.officer).action_revoke("Contract ended")
        self.assertEqual(second.activity_ids.user_id, self.sales)
        self.assertIn("has ended", " ".join(second._chain_problems()))


@tagged("post_install", "-at_install")
class TestBrokenChain(MedQualificationCommon):
    """Registrant → general agent → supplier: the supplier's letter is as good as the first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maker = cls._create_partner("manufacturer", name="Maker")
        cls.agent = cls._create_partner("agent", name="General agent")
        cls.supplier = cls._create_partner("supplier", name="Supplier")
        cls.plate = cls._register(cls._create_device("3", ("04",), name="Plate"))
        papers = {
            "business_licence": {},
            "operating_licence": {"classes": "3"},
            "operating_filing": {"classes": "2"},
        }
        cls._admit(cls.supplier, "supplier", papers)
        cls.first = cls._link(cls.maker, cls.agent)
        cls.second = cls._link(cls.agent, cls.supplier, cls.first)
        cls.third = cls._link(cls.supplier, cls.company.partner_id, cls.second)
        cls.order = cls._create_purchase_order(cls.supplier, [cls.plate])

    @classmethod
    def _link(cls, grantor, grantee, above=None, **vals):
        party = grantor if grantee == cls.company.partner_id else grantee
        return cls._paper_in_force(
            "distribution_authorisation",
            party,
            grantor_id=grantor.id,
            grantee_id=grantee.id,
            parent_id=above.id if above else False,
            **{"date_valid_to": cls.today + timedelta(300), "number": f"L-{grantor.name}", **vals},
        )

    def _ask_for_letters(self):
        row = self.env.ref("med_qualification.requirement_supplier_product_authorisation")
        row.is_required = True
        return row

    def test_q46_a_letter_does_not_cover_when_one_above_it_is_revoked(self):
        self.assertEqual(self._stops(self.order), [])
        self.assertTrue(self.third._is_valid_on(self.today))
        self.first.with_user(self.officer).action_revoke("Contract ended")
        self.assertEqual(self._stops(self.order), ["letter_broken"])
        finding = next(f for f in self.order.action_gate_check() if f["check"] == "letter_broken")
        for words in ("L-MAKER", "Maker → General agent", "Revoked", "Supplier"):
            self.assertIn(words, finding["message"])
        with self.assertRaisesRegex(UserError, "L-MAKER"):
            self.order.button_confirm()
        self.assertFalse(self.third._is_valid_on(self.today))
        self.assertEqual(self.third.state, "valid", "it did not change itself")

    def test_q46_asked_or_not_a_broken_letter_stops(self):
        self._ask_for_letters()
        self.assertEqual(self._stops(self.order), [])
        self.assertEqual(self.supplier.med_dossier_ids.status_ids.state, "qualified")
        self.second.with_user(self.officer).action_revoke("Contract ended")
        self.assertEqual(self._stops(self.order), ["letter_broken"])
        line = self.supplier.med_dossier_ids.line_ids.filtered(
            lambda li: "distribution_authorisation" in li.type_ids.mapped("code")
        )
        self.assertEqual(line.status, "broken")
        status = self.supplier.med_dossier_ids.status_ids
        self.assertEqual((status.state, status.problem), ("restricted", "broken"))

    def test_q46_a_letter_above_that_expires_ends_those_below_with_its_day(self):
        short = self._link(self.maker, self.agent, date_valid_to=self.today + timedelta(5), number="SHORT")
        middle = self._link(self.agent, self.supplier, short, supersedes_id=self.second.id)
        self._link(self.supplier, self.company.partner_id, middle, supersedes_id=self.third.id)
        for old in (self.second, self.third):
            old._guarded_write({"state": "superseded", "ended_on": self.today})
        self.assertEqual(self._stops(self.order), [])
        with freeze_time(self.today + timedelta(6)):
            self.env.invalidate_all()
            self.assertEqual(self._stops(self.order), ["letter_broken"])

    def test_q46_a_renewed_letter_above_mends_the_chain_unless_it_is_narrower(self):
        wide = self._link(self.maker, self.agent, supersedes_id=self.first.id, number="NEW")
        self.first._guarded_write({"state": "superseded", "ended_on": self.today})
        self.assertEqual(self._stops(self.order), [])
        other = self._create_device("3", ("13",), name="Other")
        self._link(
            self.maker, self.agent, supersedes_id=wide.id, number="NARROW",
            product_ids=[Command.set(other.ids)],
        )
        wide._guarded_write({"state": "superseded", "ended_on": self.today})
        self.env.invalidate_all()
        self.assertEqual(self._stops(self.order), ["letter_broken"])

    def test_q34_everybody_below_a_revoked_letter_is_told_and_open_orders_are_judged(self):
        self._ask_for_letters()
        self.first.with_user(self.officer).action_revoke("Contract ended")
        for letter in (self.second, self.third):
            self.assertIn("covers nothing", letter.activity_ids.summary)
        told = self.supplier.activity_ids.filtered(lambda a: "Stopped by quality" in a.summary)
        self.assertTrue(told)
        entries = self.env["med.ledger.entry"].search([("event", "=", "credential.broken")])
        self.assertEqual(set(entries.mapped("res_id")), {self.second.id, self.third.id})

    def test_the_gate_asks_no_more_for_more_letters(self):
        counts = []
        for number in range(2):
            for extra in range(4 * number):
                top = self._link(self.maker, self.agent, number=f"T{extra}")
                self._link(self.supplier, self.company.partner_id, top, number=f"B{extra}")
            self.order.action_gate_check()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.order.action_gate_check()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install", "-at_install")
class TestOwnLetters(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_job_user("sales", login="med_letter_seller", name="He Tao")
        # the print has a test of its own
        cls.startClassPatcher(patch.object(MedCredential, "_render_letter", lambda self: SCAN))

    def _make(self, user=None, **vals):
        wizard = self.env["med.own.letter"].with_user(user or self.officer).create(
            {"user_id": self.seller.id, "identity": IDENTITY, **vals}
        )
        return self.env["med.credential"].browse(wizard.action_make()["res_id"])

    def _in_force(self, **vals):
        letter = self._make(**vals)
        letter.with_user(self.officer).action_submit()
        letter.with_user(self.head).action_approve()
        return letter

    def test_q34_the_letter_of_a_salesperson_is_made_numbered_and_approved(self):
        first, second = self._in_force(), self._make()
        self.assertEqual(first.state, "valid")
        self.assertRegex(first.number, r"^SQ\d{4}-\d{4}$")
        self.assertNotEqual(first.number, second.number)
        self.assertEqual(first.partner_id, self.company.partner_id)
        self.assertEqual(first.scope_ids.mapped("device_class"), ["3", "2"])
        self.assertEqual(first.attachment_ids.raw, SCAN)
        self.assertFalse([c for c in first._prechecks() if c["code"] == "own_scope"])

    def test_q40_the_identity_number_is_masked_on_the_letter_record(self):
        letter = self._make()
        self.assertEqual(letter.authorised_identity, "330106********1234")
        entries = self.env["med.ledger.entry"].search([]).mapped("facts")
        self.assertNotIn(IDENTITY, " ".join(str(facts) for facts in entries))
        again = self._make(identity=self.seller.partner_id.med_id_number)
        self.assertEqual(again._letter_identity(), IDENTITY)

    def test_q34_the_letter_ends_when_the_person_leaves(self):
        letter = self._in_force()
        self.seller.active = False
        self.assertEqual((letter.state, letter.ended_on), ("revoked", self.today))
        self.assertEqual(letter.end_reason, "The person left")
        self.assertIn("Collect", letter.activity_ids.summary)

    def test_q34_the_letter_ends_when_the_job_is_revoked(self):
        letter = self._in_force()
        role = self.env["med.role"].search([("group_id", "=", self.env.ref("med_base.group_sales").id)])
        self.env["med.role.grant"].with_user(self.head)._revoke(self.seller, role, "New job")
        self.assertEqual(letter.state, "revoked")
        self.assertFalse(letter.is_altered)

    def test_a_letter_is_seen_by_its_salesperson_and_by_quality_only(self):
        letter = self._in_force()
        papers = self.env["med.credential"]
        for user, sees in ((self.seller, True), (self.officer, True), (self.sales, False)):
            with self.subTest(user.login):
                self.assertEqual(bool(papers.with_user(user).search([("id", "=", letter.id)])), sees)
        with self.assertRaises(AccessError):
            letter.with_user(self.seller).action_revoke("mine")

    def test_a_letter_gives_no_more_than_our_own_licences(self):
        letter = self._make()
        self.own_papers["operating_filing"].with_user(self.officer).action_revoke("Withdrawn")
        letter.invalidate_recordset()
        self.assertIn("own_scope", [check["code"] for check in letter._prechecks()])

    def test_a_letter_for_goods_outside_our_licences_is_marked(self):
        lines = self.own_papers["operating_licence"].scope_ids
        self.assertTrue(lines)
        self.own_papers["operating_filing"].with_user(self.officer).action_revoke("Withdrawn")
        device = self._create_device("2")
        letter = self._make(goods="products", product_ids=[Command.set(device.ids)])
        self.assertIn("own_scope", [check["code"] for check in letter._prechecks()])
        self.own_papers["operating_licence"].with_user(self.officer).action_revoke("Withdrawn")
        with self.assertRaisesRegex(UserError, "our own licences"):
            self._make()

    def test_only_quality_makes_letters_and_only_for_salespeople(self):
        with self.assertRaises(AccessError):
            self._make(user=self.sales)
        with self.assertRaisesRegex(UserError, "job of a salesperson"):
            self._make(user_id=self.users["keeper"].id)
        with self.assertRaisesRegex(UserError, "before it begins"):
            self._make(date_to=self.today - timedelta(3))
        with self.assertRaisesRegex(UserError, "Choose the products"):
            self._make(goods="products")


@tagged("post_install", "-at_install")
class TestOwnLetterPrint(MedQualificationCommon):
    def test_q34_the_print_names_person_goods_area_and_period(self):
        seller = self._create_job_user("sales", login="med_print_seller", name="He Tao")
        wizard = self.env["med.own.letter"].with_user(self.officer).create(
            {"user_id": seller.id, "identity": IDENTITY}
        )
        letter = self.env["med.credential"].browse(wizard.action_make()["res_id"])
        html = self.env["ir.actions.report"]._render_qweb_html(
            "med_qualification.report_own_letter", letter.ids
        )[0].decode()
        for words in ("He Tao", IDENTITY, letter.number, "The whole country", "Class III: all categories"):
            self.assertIn(words, html)
