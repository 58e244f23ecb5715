from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import JOBS, MedBaseCommon


@tagged("post_install", "-at_install")
class TestRoles(MedBaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.users["quality_head"]
        cls.officer = cls.users["quality_officer"]
        cls.admin = cls.admin_user
        cls.newcomer = new_test_user(cls.env, login="med_test_new", groups="base.group_user")
        cls.grants = cls.env["med.role.grant"]

    def _entries(self, event, record):
        return self.env["med.ledger.entry"].search(
            [
                ("event", "=", event),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
            ]
        )

    def _request(self, job, user=None, by=None):
        by = by or self.admin
        return self.grants.with_user(by).action_request((user or self.newcomer).id, job, "New in the team")

    def test_x27_shipped_jobs_each_have_their_own_group(self):
        roles = self.env["med.role"].search([])
        self.assertEqual(set(roles.mapped("code")), set(JOBS))
        for role in roles:
            self.assertEqual(role.group_id, self.env.ref(f"med_base.group_{role.code}"))
            self.assertTrue(role.responsibility)

    def test_x27_administrator_cannot_give_a_job_by_hand(self):
        job = self.env.ref("med_base.group_sales")
        newcomer = self.newcomer.with_user(self.admin)
        for commands in ([Command.link(job.id)], [Command.set(job.ids)]):
            with self.assertRaises(AccessError) as refusal:
                newcomer.write({"group_ids": commands})
            self.assertIn("the quality head decides", str(refusal.exception))
        with self.assertRaises(AccessError):
            job.with_user(self.admin).write({"user_ids": [Command.link(self.newcomer.id)]})
        with self.assertRaises(AccessError):
            self.env["res.users"].with_user(self.admin).create(
                {
                    "name": "Smuggled",
                    "login": "med_smuggled",
                    "group_ids": [Command.link(job.id)],
                }
            )
        self.assertFalse(self.newcomer.med_role_ids)

    def test_x27_no_group_may_imply_a_job(self):
        job = self.env.ref("med_base.group_quality_head")
        groups = self.env["res.groups"].with_user(self.admin)
        employees = self.env.ref("base.group_user").with_user(self.admin)
        with self.assertRaises(AccessError):
            employees.write({"implied_ids": [Command.link(job.id)]})
        with self.assertRaises(AccessError):
            job.with_user(self.admin).write({"implied_by_ids": [Command.link(employees.id)]})
        empty = groups.create({"name": "Empty", "implied_ids": [Command.link(job.id)]})
        with self.assertRaises(AccessError):
            self.newcomer.with_user(self.admin).write({"group_ids": [Command.link(empty.id)]})
        with self.assertRaises(AccessError):
            empty.write({"user_ids": [Command.link(self.newcomer.id)]})
        with self.assertRaises(AccessError):
            job.with_user(self.admin).unlink()

    def test_x27_personal_data_group_is_guarded_as_well(self):
        sensitive = self.env.ref("med_base.group_sensitive")
        with self.assertRaises(AccessError):
            self.newcomer.with_user(self.admin).write({"group_ids": [Command.link(sensitive.id)]})

    def test_x27_other_rights_of_a_job_holder_stay_editable(self):
        holder = self.users["sales"].with_user(self.admin)
        group = self.env.ref("base.group_no_one")
        holder.write({"group_ids": [Command.link(group.id)]})
        self.assertIn(group, holder.group_ids)

    def test_x27_request_is_granted_by_the_quality_head_and_logged(self):
        grant = self._request("keeper")
        self.assertEqual(grant.state, "requested")
        self.assertEqual(self.newcomer.med_requested_role_ids.code, "keeper")
        for user in (self.admin, self.officer, self.users["consultant"]):
            with self.assertRaises(AccessError):
                grant.with_user(user).action_grant()
        grant.with_user(self.head).action_grant()
        self.assertEqual(grant.state, "granted")
        self.assertEqual(grant.decided_by_id, self.head)
        self.assertEqual(self.newcomer.med_role_ids.code, "keeper")
        self.assertTrue(self.newcomer.has_group("stock.group_stock_user"))
        for event in ("role.requested", "role.granted"):
            self.assertEqual(len(self._entries(event, grant)), 1)

    def test_k18_import_of_a_granted_request_is_refused(self):
        row = [self.newcomer.login, "Salesperson", "granted"]
        grants = self.grants.with_user(self.officer)
        result = grants.load(["user_id", "role_id", "state"], [row])
        self.assertFalse(result["ids"])
        self.assertFalse(self.newcomer.med_role_ids)

    def test_x27_granted_state_cannot_be_written(self):
        grant = self._request("keeper")
        with self.assertRaises(UserError):
            grant.with_user(self.head).write({"state": "granted"})
        with self.assertRaises(UserError):
            self.grants.with_user(self.officer).create(
                {
                    "user_id": self.newcomer.id,
                    "role_id": self.env.ref("med_base.role_sales").id,
                    "state": "granted",
                }
            )
        with self.assertRaises(UserError):
            grant.with_user(self.head).write({"user_id": self.admin.id})
        self.assertFalse(self.newcomer.med_role_ids)

    def test_x27_incompatible_pair_warns_and_needs_the_heads_reason(self):
        finance = self.users["finance"]
        grant = self._request("sales", user=finance)
        self.assertEqual(len(grant.conflict_ids), 1)
        with self.assertRaisesRegex(UserError, "Nobody grants credit"):
            grant.with_user(self.head).action_grant()
        grant.with_user(self.head).action_grant("Two people in the office")
        self.assertIn("Nobody grants credit", grant.conflict_note)
        self.assertEqual(finance.med_role_conflict_ids, grant.conflict_ids)
        entry = self._entries("role.granted", grant)
        self.assertIn("Two people in the office", entry.facts)

    def test_x27_compatible_pair_needs_no_reason(self):
        grant = self._request("billing", user=self.users["finance"])
        grant.with_user(self.head).action_grant()
        self.assertFalse(grant.conflict_note)

    def test_x27_pairs_of_the_trade_are_shipped(self):
        pairs = {
            frozenset((c.role_a_id.code, c.role_b_id.code)) for c in self.env["med.role.conflict"].search([])
        }
        for pair in (
            ("quality_head", "sales"),
            ("quality_officer", "finance"),
            ("inspector", "purchaser"),
            ("reviewer", "keeper"),
            ("finance", "sales"),
            ("consultant", "quality_head"),
        ):
            self.assertIn(frozenset(pair), pairs)
        for job in set(JOBS) - {"auditor"}:
            self.assertIn(frozenset(("auditor", job)), pairs)
        for pair in (("receiver", "keeper"), ("billing", "finance")):
            self.assertNotIn(frozenset(pair), pairs)

    def test_refusal_needs_a_reason_and_decides_once(self):
        grant = self._request("keeper")
        head_grant = grant.with_user(self.head)
        with self.assertRaises(UserError):
            head_grant.action_refuse()
        head_grant.action_refuse("No vacancy")
        self.assertEqual(grant.state, "refused")
        with self.assertRaises(UserError):
            head_grant.action_grant()
        with self.assertRaises(UserError):
            head_grant.write({"decision_reason": "Other words"})

    def test_quality_head_gives_and_takes_jobs_with_one_click(self):
        wizard = self.env["med.role.wizard"].with_user(self.head)
        action = self.newcomer.with_user(self.head).action_med_jobs()
        with Form(wizard.browse(action["res_id"])) as form:
            form.role_ids.add(self.env.ref("med_base.role_receiver"))
            form.role_ids.add(self.env.ref("med_base.role_keeper"))
        wizard.browse(action["res_id"]).action_apply()
        self.assertEqual(set(self.newcomer.med_role_ids.mapped("code")), {"receiver", "keeper"})
        action = self.newcomer.with_user(self.head).action_med_jobs()
        with Form(wizard.browse(action["res_id"])) as form:
            form.role_ids.remove(id=self.env.ref("med_base.role_keeper").id)
        wizard.browse(action["res_id"]).action_apply()
        self.assertEqual(self.newcomer.med_role_ids.code, "receiver")
        self.assertEqual(len(self._entries("role.revoked", self.newcomer)), 1)

    def test_one_click_by_an_administrator_only_requests(self):
        action = self.newcomer.with_user(self.admin).action_med_jobs()
        wizard = self.env["med.role.wizard"].with_user(self.admin).browse(action["res_id"])
        wizard.role_ids = self.env.ref("med_base.role_receiver")
        wizard.action_apply()
        self.assertFalse(self.newcomer.med_role_ids)
        self.assertEqual(self.newcomer.med_requested_role_ids.code, "receiver")
        wizard.action_apply()
        self.assertEqual(self.grants.search_count([("user_id", "=", self.newcomer.id)]), 1)

    def test_one_click_with_incompatible_jobs_asks_the_head_for_a_reason(self):
        wizard = self.env["med.role.wizard"].with_user(self.head).create({"user_id": self.newcomer.id})
        wizard.role_ids = self.env.ref("med_base.role_inspector") + self.env.ref("med_base.role_purchaser")
        with self.assertRaisesRegex(UserError, "incompatible"):
            wizard.action_apply()
        wizard.reason = "Start-up of three people"
        wizard.action_apply()
        self.assertEqual(len(self.newcomer.med_role_ids), 2)

    def test_administrator_may_take_a_job_but_not_the_quality_heads(self):
        sales = self.env.ref("med_base.group_sales")
        self.users["sales"].with_user(self.admin).write({"group_ids": [Command.unlink(sales.id)]})
        self.assertTrue(self._entries("role.changed", self.users["sales"]))
        head_group = self.env.ref("med_base.group_quality_head")
        with self.assertRaises(AccessError):
            self.head.with_user(self.admin).write({"group_ids": [Command.unlink(head_group.id)]})

    def test_head_of_company_appoints_the_quality_head(self):
        grant = self._request("quality_head")
        with self.assertRaises(AccessError):
            self._request("sales").with_user(self.users["owner"]).action_grant()
        grant.with_user(self.users["owner"]).action_grant()
        self.assertEqual(self.newcomer.med_role_ids.code, "quality_head")

    def test_first_quality_head_is_named_only_while_nobody_is_in_office(self):
        with self.assertRaises(UserError):
            self.grants.with_user(self.admin).action_name_first_head(self.newcomer.id)
        in_office = self.env["med.role"].search([("code", "in", ("quality_head", "owner"))])
        in_office.user_ids.active = False
        with self.assertRaises(AccessError):
            self.grants.with_user(self.officer).action_name_first_head(self.newcomer.id)
        grant = self.grants.with_user(self.admin).action_name_first_head(self.newcomer.id)
        self.assertEqual(grant.state, "granted")
        self.assertEqual(self.newcomer.med_role_ids.code, "quality_head")

    def test_copied_user_has_no_jobs(self):
        copy = self.users["sales"].with_user(self.admin).copy()
        self.assertFalse(copy.med_role_ids)
        self.assertTrue(copy.has_group("base.group_user"))

    def test_code_and_rights_of_a_job_are_fixed(self):
        role = self.env.ref("med_base.role_sales").with_user(self.head)
        with self.assertRaises(UserError):
            role.group_id = self.env.ref("base.group_system")
        role.responsibility = "Sells"
        self.assertEqual(role.responsibility, "Sells")

    def test_x14_matrix_shows_every_duty_with_one_who_answers(self):
        for duty in self.env["med.role.duty"].search([]):
            parts = duty.line_ids.mapped("part")
            self.assertEqual(parts.count("a"), 1, duty.name)
            self.assertTrue("r" in parts, duty.name)
        for role in self.env["med.role"].search([]):
            self.assertTrue(role.duty_line_ids, role.name)

    def test_x14_inspector_sees_who_may_change_a_product(self):
        auditor = self.users["auditor"]
        wizard = self.env["med.role.matrix"].with_user(auditor).create({"subject": "product.product"})
        row = wizard._matrix_values()["rows"][0]["cells"]
        cells = {role.code: row[role.id] for role in self.env["med.role"].search([])}
        self.assertEqual(cells["auditor"], "R")
        self.assertIn("W", cells["quality_officer"])
        self.assertEqual(cells["sales"], "R")
        self.assertIn(self.officer.name, wizard.body)
        self.assertNotIn("GSP 53", wizard.body)

    def test_x14_matrix_agrees_with_the_rights_of_real_users(self):
        letters = {"R": "read", "W": "write", "C": "create", "D": "unlink"}
        roles = self.env["med.role"].search([])
        for row in roles._matrix_rows():
            for role in roles:
                model = self.env[row["model"]].with_user(self.users[role.code])
                real = "".join(letter for letter, op in letters.items() if model.has_access(op))
                self.assertEqual(row["cells"][role.id], real, (row["model"], role.code))

    def test_x14_whole_matrix_prints(self):
        wizard = self.env["med.role.matrix"].with_user(self.users["auditor"]).create({})
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("med_base.report_role_matrix", wizard.ids)[0]
            .decode()
        )
        for text in ("Quality Head", "GSP 53, 82", "Recall and stop of sale"):
            self.assertIn(text, html)
        self.assertEqual(wizard.action_print()["report_name"], "med_base.report_role_matrix")
