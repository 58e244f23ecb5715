from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.med_base.tests.common import USCC

from .common import MedQualificationCommon

NEW_USCC = "91330203MA7TR4H373"


@tagged("post_install", "-at_install")
class TestRequalification(MedQualificationCommon):
    """A decided file is reviewed again by date, by change and by signals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device = cls._register(cls._create_device("2", name="Dressing"))
        cls.dealer = cls._admit_dealer(street="Old road 1", med_uscc=USCC["distributor"])
        cls.dossier = cls.dealer.med_dossier_ids
        cls.order = cls._create_sale_order(cls.dealer, [cls.device])

    def _open(self, dossier=None):
        dossier = (dossier or self.dossier).sudo()
        dossier.invalidate_recordset()
        return dossier.open_requalification_ids

    def _cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("med_qualification.ir_cron_dossier_review").method_direct_trigger()
        self.env.invalidate_all()

    def _resubmit(self, dossier=None):
        dossier = dossier or self.dossier
        dossier.with_user(self.sales).action_submit()
        return dossier.with_user(self.head)

    def test_q22_a_changed_name_opens_a_review_that_says_what_changed(self):
        self.dealer.with_user(self.officer).name = "Renamed dealer"
        row = self._open()
        self.assertEqual(row.reason_code, "name")
        self.assertIn("Test dealer → Renamed dealer", row.detail)
        self.assertEqual(row.due_on, self.company._med_today() + timedelta(30))
        self.assertEqual(self._stops(self.order), [])
        self.assertIn("Renamed dealer", self.dossier.requalify_text)
        event = self.env["med.ledger.entry"].search(
            [("event", "=", "dossier.reopened"), ("res_id", "=", self.dossier.id)]
        )
        self.assertNotIn("Renamed dealer", str(event.facts))

    def test_q22_address_and_legal_representative_are_watched_as_well(self):
        dealer = self.dealer.with_user(self.sales)
        dealer.write({"street": "New road 2", "city": "Suzhou"})
        dealer.med_legal_representative = "Wang Wu"
        self.assertEqual(set(self._open().mapped("reason_code")), {"address", "legal_representative"})
        self.assertEqual(len(self._open()), 2)
        dealer.street = "New road 3"
        self.assertIn("New road 3", str(self._open().mapped("detail")))
        self.assertEqual(len(self._open()), 2)

    def test_q22_another_credit_code_stops_until_the_review(self):
        self.dealer.with_user(self.officer).med_uscc = NEW_USCC
        self.assertEqual(self._stops(self.order), ["partner_unqualified"])
        with self.assertRaisesRegex(UserError, "had to be reviewed again"):
            self.order.action_confirm()
        self.assertEqual(self.dealer.med_qualification_state, "pending")
        self._resubmit().action_approve()
        self.assertFalse(self._open())
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_a_draft_file_needs_no_second_review(self):
        other = self._create_partner("distributor", name="Newcomer")
        draft = self._create_dossier(other)
        other.name = "Newcomer renamed"
        self.assertFalse(self._open(draft))

    def test_q22_a_new_licence_with_another_holder_opens_a_review(self):
        old = self.dealer.med_credential_ids.filtered(lambda c: c.type_id.is_identity)
        self.assertEqual(len(old), 1)
        same = {"number": old.number, "address": old.address, "holder_name": old.holder_name}
        new = self._paper_in_force(
            "business_licence",
            self.dealer,
            legal_representative=old.legal_representative,
            **same,
        )
        self.assertEqual(new.supersedes_id, old)
        self.assertFalse(self._open())
        self._paper_in_force("business_licence", self.dealer, legal_representative="Zhao Liu", **same)
        self.assertEqual(self._open().reason_code, "legal_representative")

    def test_q22_the_regular_review_comes_by_its_date_and_once(self):
        self.dossier.review_on = self.today - timedelta(1)
        self._cron()
        self._cron()
        row = self._open()
        self.assertEqual(row.reason_code, "review")
        told = self.dossier.activity_ids.filtered(lambda a: "Review the file again" in a.summary)
        self.assertEqual(told.user_id, self.dossier.user_id)
        self.assertEqual(len(told), 1)
        self._resubmit().action_approve()
        self.assertGreater(self.dossier.review_on, self.today)

    def test_q22_trade_goes_on_during_the_review_and_stops_when_it_is_late(self):
        self.dossier.with_user(self.officer).action_requalify("Strange orders")
        self.dossier.with_user(self.sales).action_submit()
        self.assertEqual(self.dossier.state, "qualified")
        self.assertEqual(self._stops(self.order), [])
        with freeze_time(self.today + timedelta(32)):
            self.env.invalidate_all()
            self.assertEqual(self._stops(self.order), ["partner_unqualified"])
            self.assertEqual(self.dealer.med_qualification_state, "pending")
            self._cron()
            self.assertTrue(self._open().is_lapse_told)
            self.assertTrue(self.dealer.activity_ids.filtered(lambda a: a.user_id == self.sales))

    def test_a_returned_review_leaves_the_result_as_it_was(self):
        self.dossier.with_user(self.officer).action_requalify("Strange orders")
        self._resubmit().action_return("Scan unreadable")
        self.assertEqual(self.dossier.state, "qualified")
        self.assertTrue(self._open())

    def test_a_rejected_review_stops_trade_and_tells_the_owner(self):
        self.dossier.with_user(self.officer).action_requalify("Strange orders")
        self._resubmit().action_reject("No such warehouse")
        self.assertEqual(self.dossier.state, "rejected")
        self.assertFalse(self._open())
        self.assertEqual(self._stops(self.order), ["partner_unqualified"])
        self.assertIn(self.sales, self.dealer.activity_ids.user_id)

    def test_q43_signals_of_other_addons_open_a_review(self):
        self.dossier._reopen("diversion", {"lots": 3}, "Three lots were seen elsewhere")
        row = self._open()
        self.assertEqual((row.reason_code, row.reason_id.code), ("diversion", "other"))
        self.assertEqual(row.facts, {"lots": 3})
        self.dossier._reopen("refused", {}, "Licence withdrawn")
        self.assertEqual(self._stops(self.order), ["partner_unqualified"])

    def test_q43_what_was_found_about_a_party_reaches_its_file(self):
        findings = self.env["med.background.finding"].with_user(self.officer)
        vals = {"partner_id": self.dealer.id, "severity": "severe", "source": "Court"}
        found = findings.create({**vals, "summary": "Sold without licence"})
        self.assertEqual(self._open().reason_code, "background")
        self.assertEqual(self._stops(self.order), [])
        found.action_conclude("refuse", "Twice in a year")
        self.assertEqual(self._open().reason_code, "refused")
        self.assertEqual(self._stops(self.order), ["partner_unqualified"])
        self._open().with_user(self.head).action_dismiss("Judgement was lifted")
        other = findings.create({**vals, "summary": "Another penalty"})
        other.action_conclude("none", "Somebody else")
        self.assertFalse(self._open())

    def test_q43_a_confirmed_register_hit_stops_the_party(self):
        source = self.env["med.register.source"].create({"name": "Revoked", "subject": "revoked"})
        entries = self.env["med.register.entry"]
        entry = entries.create(
            {"source_id": source.id, "key": "1", "code": self.dealer.med_uscc, "reason": "Withdrawn"}
        )
        hit = entry._open_hits().filtered(lambda h: h.partner_id == self.dealer)
        self.assertEqual(self._stops(self.order), [])
        hit.with_user(self.officer).action_confirm("Licence withdrawn")
        self.assertEqual(self._open().reason_code, "register_confirmed")
        self.assertEqual(self._stops(self.order), ["partner_unqualified"])

    def test_q43_a_dismissed_register_hit_drops_the_review_it_opened(self):
        source = self.env["med.register.source"].create({"name": "Revoked", "subject": "revoked"})
        entry = self.env["med.register.entry"].create(
            {"source_id": source.id, "key": "1", "code": self.dealer.med_uscc, "reason": "Withdrawn"}
        )
        hit = entry._open_hits().filtered(lambda h: h.partner_id == self.dealer)
        self.assertEqual(self._open().reason_code, "register")
        hit.with_user(self.officer).action_dismiss("Another company")
        self.assertFalse(self._open())

    def test_what_stops_trade_is_dismissed_by_the_head_with_a_reason(self):
        self.dossier._reopen("refused", {}, "Licence withdrawn")
        row = self._open()
        for user, reason, error in (
            (self.sales, "No", AccessError),
            (self.officer, "No", AccessError),
            (self.head, " ", UserError),
        ):
            with self.subTest(user.login), self.assertRaises(error):
                row.with_user(user).action_dismiss(reason)
        row.with_user(self.head).action_dismiss("Another company of the same name")
        self.assertEqual(self._stops(self.order), [])
        self.assertEqual(row.closed_by_id, self.head)
        with self.assertRaisesRegex(UserError, "closed already"):
            row.with_user(self.head).action_dismiss("Again")

    def test_the_last_day_cannot_be_written_or_moved_by_sql(self):
        self.dossier.with_user(self.officer).action_requalify("Strange orders")
        for record in (self.dossier, self._open()):
            name = "requalify_by" if record._name == "med.dossier" else "due_on"
            for user in (self.head, self.env.user):
                with self.subTest(name, user=user.login), self.assertRaises(UserError):
                    record.with_user(user).write({name: "2099-12-31"})
        self.env.flush_all()
        self.cr.execute("UPDATE med_dossier SET requalify_by = NULL WHERE id = %s", self.dossier.ids)
        self.env.invalidate_all()
        self.assertEqual(self._stops(self.order), ["partner_unqualified"])

    def test_asking_for_a_review_takes_quality_and_a_reason(self):
        with self.assertRaises(AccessError):
            self.dossier.with_user(self.sales).action_requalify("Why")
        with self.assertRaises(UserError):
            self.dossier.with_user(self.officer).action_requalify("")
        wizard = self.env["med.dossier.decision"].with_user(self.officer)
        wizard.create(
            {"dossier_id": self.dossier.id, "decision": "requalify", "reason": "Yearly talk"}
        ).action_apply()
        self.assertEqual(self._open().detail, "Yearly talk")


@tagged("post_install", "-at_install")
class TestOpenTrade(MedQualificationCommon):
    """A decision reaches what was promised before, and tells each owner once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device = cls._register(cls._create_device("2", name="Dressing"))
        cls._add_stock(cls.device, 50)
        cls.dealer = cls._admit_dealer()
        cls.dossier = cls.dealer.med_dossier_ids
        cls.quotations = cls._create_sale_order(cls.dealer, [cls.device])
        cls.quotations += cls._create_sale_order(cls.dealer, [cls.device])
        cls.confirmed = cls._create_sale_order(cls.dealer, [cls.device])
        cls.confirmed.action_confirm()
        cls.picking = cls.confirmed.sudo().picking_ids
        cls.picking.action_assign()

    def _told(self, subject=None):
        subject = subject or self.dealer
        return subject.sudo().activity_ids.filtered(lambda a: "Stopped by quality" in (a.summary or ""))

    def test_q23_a_suspension_reaches_quotations_orders_and_transfers_at_once(self):
        other = self._create_sale_order(self._admit_dealer(name="Other"), [self.device])
        self.dossier.with_user(self.officer).action_suspend("Penalty notice")
        told = self._told()
        self.assertEqual(told.user_id, self.sales)
        self.assertEqual(len(told), 1)
        self.assertIn("Penalty notice", told.note)
        for document in (*self.quotations, self.confirmed, self.picking):
            self.assertIn(document.sudo().display_name, told.note)
        self.assertNotIn(other.name, told.note)
        held = self.env["med.gate.refusal"].search([("kind", "=", "held")])
        self.assertEqual(
            set(held.mapped("res_name")),
            {d.sudo().display_name for d in (*self.quotations, self.confirmed, self.picking)},
        )

    def test_q23_the_owner_is_not_told_twice_of_the_same(self):
        self.dossier.with_user(self.officer).action_suspend("Penalty notice")
        self.env["med.qualification"]._reevaluate(
            self.dealer, self.env["product.product"], "Once more"
        )
        self.assertEqual(len(self._told()), 1)

    def test_q23_reservations_stay_unless_the_company_frees_them(self):
        self.assertEqual(self.picking.state, "assigned")
        self.dossier.with_user(self.officer).action_suspend("Penalty notice")
        self.assertEqual(self.picking.state, "assigned")
        self.assertEqual(self._stops(self.picking), ["partner_suspended"])
        self.dossier.with_user(self.head).action_resume("Cleared")
        self.company.med_unreserve_stopped = True
        self.dossier.with_user(self.officer).action_suspend("Second notice")
        self.assertEqual(self.picking.state, "confirmed")
        self.assertFalse(self.picking.move_ids.quantity)

    def test_q23_lifting_the_suspension_frees_and_tells(self):
        self.dossier.with_user(self.officer).action_suspend("Penalty notice")
        self.dossier.with_user(self.head).action_resume("Cleared")
        held = self.env["med.gate.refusal"].search([("kind", "=", "held")])
        self.assertEqual(set(held.mapped("state")), {"cleared"})
        for quotation in self.quotations.sudo():
            self.assertEqual(quotation.activity_ids.user_id, self.sales)
        self.assertEqual(self.picking.activity_ids.user_id, self.sales)

    def test_q23_a_revoked_paper_stops_and_its_renewal_frees(self):
        filing = self.dealer.med_credential_ids.filtered(
            lambda c: c.type_code == "operating_filing"
        )
        filing.with_user(self.officer).action_revoke("Withdrawn")
        self.assertEqual(self._told().user_id, self.sales)
        self.assertIn("partner_expired", self._stops(self.picking))
        paper = self._create_paper("operating_filing", self.dealer, classes="2")
        paper.action_submit()
        paper.with_user(self.head).action_approve()
        self.assertEqual(self._stops(self.picking), [])
        self.assertEqual(self.picking.activity_ids.user_id, self.sales)

    def test_q23_an_expired_paper_opens_a_review_that_its_renewal_closes(self):
        licence = self.dealer.med_credential_ids.filtered("date_valid_to")
        with freeze_time(licence.date_valid_to + timedelta(1)):
            self.env.invalidate_all()
            with self.enter_registry_test_mode():
                for name in ("qualification_status", "credential_states", "dossier_review"):
                    self.env.ref(f"med_qualification.ir_cron_{name}").method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(self.dossier.open_requalification_ids.reason_code, "expiry")
            self._paper_in_force(
                "operating_licence",
                self.dealer,
                classes="3",
                date_valid_to=licence.date_valid_to + timedelta(900),
            )
            self.dossier.invalidate_recordset()
            self.assertFalse(self.dossier.open_requalification_ids)
            self.assertEqual(self.dealer.med_qualification_state, "qualified")

    def test_a_withdrawn_certificate_reaches_the_orders_of_every_customer(self):
        self.device.med_credential_ids.with_user(self.officer).action_revoke("Recalled")
        told = self._told(self.device)
        self.assertEqual(told.user_id, self.sales)
        self.assertIn(self.picking.name, told.note)

    def test_a_suspended_supplier_stops_open_requests_for_quotation(self):
        supplier = self._create_partner("supplier", name="Supplier")
        request = self._create_purchase_order(supplier, [self.device])
        self._admit(supplier, "supplier")
        supplier.med_dossier_ids.with_user(self.officer).action_suspend("Penalty notice")
        self.assertEqual(self._told(supplier).user_id, self.users["purchaser"])
        self.assertIn(request.name, self._told(supplier).note)


@tagged("post_install", "-at_install")
class TestLostParty(MedQualificationCommon):
    """A party that is merged away or archived while it is reviewed."""

    def _under_review(self):
        dealer = self._create_partner("distributor", name="Twin", med_uscc=NEW_USCC)
        dossier = self._create_dossier(dealer)
        self._create_paper("business_licence", dealer)
        self._create_paper("operating_filing", dealer, classes="2")
        self._create_paper("operating_licence", dealer, classes="3")
        dossier.action_submit()
        return dealer, dossier

    def test_a_party_under_review_is_not_merged_away(self):
        dealer, dossier = self._under_review()
        target = self._create_partner("distributor", name="Twin")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with self.assertRaisesRegex(UserError, "Twin cannot be merged into .* law keeps"):
            wizard._merge((dealer | target).ids, target)
        self.assertEqual((dossier.state, dossier.partner_id), ("review", dealer))

    def test_an_archived_party_keeps_its_file_and_is_stopped_with_a_clear_word(self):
        dealer, dossier = self._under_review()
        dossier.with_user(self.head).action_approve()
        device = self._register(self._create_device("2", name="Dressing"))
        order = self._create_sale_order(dealer, [device])
        dealer.active = False
        self.assertTrue(dossier.exists())
        self.assertEqual(dossier.state, "qualified")
        with self.assertRaisesRegex(UserError, "Twin is archived: its file is kept"):
            order.action_confirm()
        dealer.active = True
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_file_can_be_decided_though_its_party_was_archived_meanwhile(self):
        dealer, dossier = self._under_review()
        dealer.active = False
        dossier.with_user(self.head).action_return("Party was archived")
        self.assertEqual(dossier.state, "draft")
        with self.assertRaisesRegex(UserError, "archived"):
            dossier.action_submit()

    def test_a_half_filled_file_says_what_it_lacks_and_loses_nothing(self):
        dealer = self._create_partner("distributor", name="Half", med_uscc=NEW_USCC)
        dossier = self._create_dossier(dealer, visit_note="Visited")
        paper = self._create_paper("business_licence", dealer, number=False, attachment_ids=False)
        with self.assertRaisesRegex(UserError, "not complete"):
            dossier.action_submit()
        self.assertEqual((dossier.state, paper.state), ("draft", "draft"))
        self.assertEqual(dossier.visit_note, "Visited")
        self.assertFalse(dossier.approval_request_ids)
