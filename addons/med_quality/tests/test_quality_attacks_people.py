from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .nc_common import NonconformityCommon
from .test_storage import StorageCommon


class Refusals:
    """Attacks that must end in a clear refusal and change nothing."""

    def _refused(self, attack, text=""):
        with self.assertRaisesRegex((UserError, AccessError), text), self.cr.savepoint():
            attack()
            self.env.flush_all()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestDecisionAttacks(Refusals, NonconformityCommon):
    """Decisions that one person alone would make, or that change after they were made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.purchaser = cls.users["purchaser"]
        cls.second = cls._create_job_user("inspector", login="med_test_inspector_2")
        cls.colleague = cls._create_job_user("quality_officer", login="med_test_officer_2")
        cls.company.med_quality_head_id = cls.head

    # direct delivery ----------------------------------------------------------

    def _direct(self, **vals):
        values = {
            "legal_reason": "rescue",
            "reason_note": "Operation tonight, no stock in town",
            "supplier_id": self.supplier.id,
            "customer_id": self.customer.id,
            "inspector_id": self.inspector.id,
            "line_ids": [
                Command.create({"product_id": self.device.id, "quantity": 5, "lot_name": "ZD-1"})
            ],
        }
        return self.env["med.direct.delivery"].with_user(self.purchaser).create({**values, **vals})

    def _approved(self, **vals):
        direct = self._direct(**vals)
        direct.with_user(self.officer).action_approve()
        return direct

    def test_k06_nobody_appoints_himself_to_an_approved_direct_delivery(self):
        direct = self._approved()
        for user in (self.purchaser, self.second):
            for vals in (
                {"inspector_id": self.second.id},
                {"inspector_kind": "customer", "appointed_id": self.customer.id},
            ):
                self._refused(lambda u=user, v=vals: direct.with_user(u).write(v))
        self._refused(lambda: direct.with_user(self.second).action_release())
        direct.with_user(self.officer).inspector_id = self.second
        direct.with_user(self.second).action_release()
        self.assertEqual(direct.state, "released")

    def test_k06_who_inspects_a_direct_delivery_is_an_inspector_and_not_its_approver(self):
        self._refused(lambda: self._approved(inspector_id=self.purchaser.id), "inspector")
        both = self._create_job_user("inspector", "quality_officer", login="med_test_both")
        direct = self._direct(inspector_id=both.id)
        self._refused(lambda: direct.with_user(both).action_approve(), "another")
        direct.with_user(self.officer).action_approve()
        self._refused(lambda: direct.with_user(self.officer).write({"inspector_id": self.sales.id}))

    def test_k06_a_direct_delivery_carries_what_was_approved_and_no_more(self):
        other = self._create_device("2", name="Never approved", use_expiration_date=False)
        self._register(other)
        more = Command.create({"product_id": self.device.id, "quantity": 500, "lot_name": "ZD-2"})
        strange = Command.create({"product_id": other.id, "quantity": 1, "lot_name": "X-1"})
        for command in (more, strange):
            direct = self._approved().with_user(self.inspector)
            direct.write({"line_ids": [command]})
            self._refused(direct.action_release, "approved")
            self.assertEqual(direct.state, "approved")

    def test_a_direct_delivery_may_be_split_by_lot_and_be_short(self):
        direct = self._approved().with_user(self.inspector)
        direct.line_ids.quantity = 2
        direct.write(
            {"line_ids": [Command.create({"product_id": self.device.id, "quantity": 2, "lot_name": "ZD-2"})]}
        )
        direct.action_release()
        self.assertEqual(sum(direct.sudo().picking_id.move_line_ids.mapped("quantity")), 4.0)

    def test_k06_a_direct_delivery_is_not_booked_on_another_order(self):
        order = self._create_sale_order(self._admit_dealer(name="Other dealer"), [(self.device, 5)])
        line = order.order_line
        self._refused(lambda: self._direct().line_ids.write({"sale_line_id": line.id}), "order")

    # nonconformity and CAPA -----------------------------------------------------

    def test_peer_21_who_settled_an_exception_does_not_close_it_under_another_name(self):
        case = self.cases.with_user(self.officer)._open(
            self.company, None, None, 0, None, "Door left open", None, user_id=self.officer.id
        )
        case.write(
            {
                "containment": "Closed",
                "cause_id": self.cause.id,
                "root_cause": "Nobody looked",
                "description": "Ten minutes",
                "correction": "A bell was fitted",
            }
        )
        case.action_contain()
        case.action_decide()
        case.user_id = self.colleague
        self._refused(lambda: self._sign(case, "action_close"), "another person")
        self._sign(case.with_user(self.colleague).with_user(self.head), "action_close")
        self.assertEqual(case.state, "done")

    def test_peer_21_a_decided_case_acts_on_its_own_goods(self):
        case = self._decided(self._case(), "concession")
        self._stock(lot=case.lot_id, zone="await")
        self._refused(lambda: case.write({"location_id": self._zone("await").id}), "decided")

    def _running_capa(self):
        capa = self.env["med.capa"].with_user(self.officer).create(
            {
                "name": "Cartons arrive crushed",
                "scope": "supplier",
                "partner_id": self.supplier.id,
                "root_cause": "No packing specification",
                "root_cause_method": "why",
            }
        )
        vals = {"capa_id": capa.id, "name": "Agree", "date_due": self.today, "user_id": self.purchaser.id}
        action = self.env["med.capa.action"].with_user(self.officer).create(vals)
        capa.action_start()
        return capa, action.with_user(self.purchaser)

    def test_peer_21_who_answers_for_a_capa_does_not_verify_it_after_passing_it_on(self):
        capa, action = self._running_capa()
        action.write({"result": "Agreed", "attachment_ids": self._file(self.purchaser)})
        action.action_done()
        capa.user_id = self.colleague
        self._refused(lambda: self._sign(capa, "action_verify"), "another person")
        self._sign(capa.with_user(self.head), "action_verify")
        self.assertEqual(capa.state, "watching")

    def test_k05_the_report_on_an_action_is_its_owners(self):
        _capa, action = self._running_capa()
        action.result = "Agreed in writing"
        for user in (self.sales, self.keeper):
            self._refused(lambda u=user: action.with_user(u).write({"result": "Nothing"}))
            self._refused(lambda u=user: action.with_user(u).write({"attachment_ids": self._file(u)}))
        self.assertEqual(action.result, "Agreed in writing")

    # two signatures -----------------------------------------------------------------

    def test_k17_scrap_is_not_signed_twice_by_one_person_or_his_stand_in(self):
        both = self._create_job_user("quality_head", "owner", login="med_test_head_owner")
        case = self._found_out(self._case(), "scrap")
        case.action_submit()
        self._approve_as(case, both)
        self.assertEqual((case.state, case.approval_state), ("contained", "pending"))
        self._refused(lambda: self._approve_as(case, both))
        delegation = {
            "from_user_id": self.owner.id,
            "to_user_id": both.id,
            "date_to": self.today + timedelta(days=5),
            "reason": "Away",
        }
        self.env["med.approval.delegation"].with_user(self.owner).create(delegation)
        self._refused(lambda: self._approve_as(case, both))
        self._refused(lambda: case.with_user(both).action_execute())
        self.assertEqual(case.state, "contained")

    # documents -------------------------------------------------------------------------

    def _version(self, user):
        document = self.env["med.document"].with_user(user).create({"number": "QP-9", "name": "Counting"})
        version = self.env["med.document.version"].browse(document.action_new_version()["res_id"])
        version = version.with_user(user)
        files = {"attachment_ids": self._file(user)}
        version.write({"summary": "First", "effective_from": self.today, **files})
        return version

    def test_k18_the_author_does_not_approve_his_own_document(self):
        self.company.med_approval_size = "standard"
        version = self._version(self.head)
        version.with_user(self.officer).action_submit()
        self._refused(version.action_approve)
        self.assertEqual(version.state, "pending")

    def test_k05_files_of_a_document_stay_as_they_were_approved(self):
        version = self._version(self.officer)
        file = version.attachment_ids
        version.action_submit()
        attacks = (
            lambda: file.with_user(self.officer).write({"raw": b"other text"}),
            lambda: file.with_user(self.officer).unlink(),
            lambda: version.write({"attachment_ids": [Command.clear()]}),
        )
        version.with_user(self.head).action_approve()
        for attack in attacks:
            self._refused(attack)
        self.assertEqual(file.raw, b"done")

    # opening stock -----------------------------------------------------------------------

    def _opening(self, lot_name, quantity=10.0, user=None):
        batches = self.env["med.opening.batch"].with_user(user or self.officer)
        batch = batches._with_ticket("create").create(
            {"name": "Opening", "company_id": self.company.id}
        )._without_ticket()
        self.env["med.opening.line"].with_user(user or self.officer)._with_ticket("create").create(
            {
                "batch_id": batch.id,
                "product_id": self.device.id,
                "lot_name": lot_name,
                "quantity": quantity,
                "has_no_expiry": True,
            }
        )
        return batch

    def test_k15_opening_stock_does_not_release_a_lot_that_came_since(self):
        lot = self._receive(lot_name="CAME").move_line_ids.lot_id
        batch = self._opening("CAME")
        self._refused(lambda: self._sign(batch, "action_release"), "CAME")
        self.assertEqual(lot.med_green_qty, 0.0)

    def test_k15_opening_stock_is_over_when_inspection_has_long_begun(self):
        self.company.med_quality_since = self.today - timedelta(days=120)
        batch = self._opening("LATE")
        self._refused(lambda: self._sign(batch, "action_release"), "quality head")
        self._sign(self._opening("LATE", user=self.head), "action_release")

    def test_k05_released_lots_of_the_opening_stock_are_not_deleted(self):
        batch = self._opening("GOOD")
        self._sign(batch, "action_release")
        self._refused(batch.line_ids.unlink)
        self._refused(lambda: batch.write({"line_ids": [Command.delete(batch.line_ids.id)]}))


@tagged("post_install", "-at_install")
class TestStorageAttacks(Refusals, StorageCommon):
    """Readings, limits and equipment made to look as if nothing had happened."""

    def test_k15_the_hold_of_an_excursion_ends_with_its_assessment_only(self):
        excursion = self._excursion()
        self.assertTrue(self.lot.is_on_hold)
        wizard = self.env["med.lot.hold.wizard"].with_user(self.officer)
        lift = wizard.create({"lot_ids": self.lot.ids, "is_lift": True, "reason": "Fine"})
        self._refused(lift.action_apply, excursion.name)
        blocks = self.lot.med_block_ids.with_user(self.officer)
        self._refused(lambda: blocks.action_lift("Fine"), excursion.name)
        self.assertTrue(self.lot.is_on_hold)
        self._assess(excursion).action_release()
        self.assertFalse(self.lot.is_on_hold)

    def test_k05_who_recorded_or_voided_its_readings_does_not_decide_on_an_excursion(self):
        rows = (300, 5.0), (240, 12.0)
        excursion = self.env["med.storage.excursion"].browse(self._record(*rows)["excursions"])
        self._record((180, 6.0), user=self.officer)
        self._refused(self._assess(excursion).action_release, "another")
        self._assess(excursion, self.head).action_release()
        self.assertEqual(excursion.state, "released")

    def test_k05_who_declared_a_reading_void_does_not_release_what_it_showed(self):
        excursion = self._excursion()
        reading = self.env["med.storage.reading"].search([("temperature", "=", 12.0)])
        reading.with_user(self.officer).action_void("Door sensor")
        self.assertEqual((excursion.state, self.lot.is_on_hold), ("open", True))
        self._refused(self._assess(excursion).action_release, "another")
        self.assertTrue(self.lot.is_on_hold)

    def test_k05_readings_are_written_and_deleted_by_nobody(self):
        self._record((20, 5.0))
        readings = self.env["med.storage.reading"].search([("area_id", "=", self.cold.id)])
        for user in (self.keeper, self.officer, self.users["consultant"], self.admin_user):
            self._refused(lambda u=user: readings.with_user(u).write({"temperature": 6.0}))
            self._refused(lambda u=user: readings.with_user(u).write({"is_void": True}))
            self._refused(lambda u=user: readings.with_user(u).unlink())
            self._refused(lambda u=user: readings.with_user(u).copy())

    def test_k18_what_a_room_is_judged_by_is_changed_by_quality_only(self):
        consultant = self.users["consultant"]
        attacks = (
            {"condition": "room"},
            {"active": False},
            {"activation": 1.0},
            {"is_read_by_hand": False},
            {"longest_silence": 99999},
        )
        for vals in attacks:
            with self.subTest(vals):
                self._refused(lambda v=vals: self.cold.with_user(consultant).write(v))
        self.assertEqual((self.cold.temperature_min, self.cold.temperature_max), (2.0, 8.0))
        self.cold.with_user(self.officer).condition = "cool"
        entries = self.env["med.ledger.entry"].search([("event", "=", "storage.limits_changed")])
        self.assertTrue(entries.filtered(lambda e: e.res_id == self.cold.id))

    def test_k18_a_place_with_goods_does_not_leave_its_cold_store_unseen(self):
        chief = self._create_job_user("keeper", login="med_test_chief")
        chief.sudo().group_ids = [Command.link(self.env.ref("stock.group_stock_manager").id)]
        self._refused(lambda: self.shelf.with_user(chief).write({"med_area_id": False}), "quality")

    def _thermometer(self):
        return self.env["maintenance.equipment"].create(
            {"name": "Logger 1", "med_kind": "logger", "med_area_id": self.cold.id}
        )

    def test_k05_no_keeper_makes_a_calibration_undue(self):
        item = self._thermometer().with_user(self.keeper)
        for vals in (
            {"med_calibration_months": 0},
            {"med_calibration_months": 120},
            {"med_kind": "other"},
            {"med_area_id": False},
            {"active": False},
        ):
            with self.subTest(vals):
                self._refused(lambda v=vals: item.write(v), "quality")
        self.assertEqual(item.med_calibration_months, 12)
        item.with_user(self.officer).med_calibration_months = 6

    def test_k05_a_calibration_long_ago_is_entered_with_its_paper(self):
        events = self.env["med.equipment.event"].with_user(self.keeper)
        vals = {"equipment_id": self._thermometer().id, "certificate": "CAL-1"}
        old = {**vals, "date": self.today - timedelta(days=200)}
        self._refused(lambda: events.create(old), "paper")
        files = self.env["ir.attachment"].with_user(self.keeper)
        paper = files.create({"name": "cal.pdf", "raw": b"certificate"})
        events.create({**old, "attachment_ids": [Command.link(paper.id)]})
        events.create(vals)

    def test_k05_defaults_of_a_client_set_no_equipment_out_of_use(self):
        items = self.env["maintenance.equipment"].with_user(self.keeper)
        self._refused(lambda: items.create({"name": "Old", "med_kind": "logger", "med_state": "scrapped"}))
        self._refused(lambda: items.with_context(default_med_state="scrapped").create({"name": "Old"}))
