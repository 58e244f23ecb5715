"""Who may read and write what; companies; cost of reading queues."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .approval_common import ApprovalCommon

READERS = "r"
NOBODY = ""
MATRIX = {
    # model: {job: operations}, "*" for every other job of the suite
    "med.approval.route": {"*": "r", "consultant": "rwcu", "quality_head": "rwcu"},
    "med.approval.step": {"*": "r", "consultant": "rwcu", "quality_head": "rwcu"},
    "med.approval.request": {"*": "r"},
    "med.approval.decision": {"*": "r"},
    "med.approval.delegation": {"*": "rwc"},
    "med.sign.rule": {"*": "r", "consultant": "rwc", "quality_head": "rwc"},
    "med.signature": {"*": "", "auditor": "r", "quality_head": "r"},
    "med.sign.lock": {"*": ""},
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}


@tagged("post_install", "-at_install")
class TestApprovalSecurity(ApprovalCommon):
    def test_security_matrix_of_jobs_models_and_operations(self):
        for model, rights in MATRIX.items():
            for job, user in self.users.items():
                allowed = rights.get(job, rights["*"])
                for letter, operation in OPERATIONS.items():
                    has = self.env[model].with_user(user).has_access(operation)
                    self.assertEqual(has, letter in allowed, f"{model} {job} {operation}")

    def test_people_outside_the_suite_read_nothing(self):
        for model in MATRIX:
            self.assertFalse(self.env[model].with_user(self.plain_user).has_access("read"))

    def test_content_of_requests_is_read_through_the_document_only(self):
        request = self._request(self._submitted()).with_user(self.officer)
        for name in ("content", "texts", "steps"):
            with self.assertRaises(AccessError):
                request.read([name])

    def test_review_needs_the_right_to_read_the_document(self):
        paper = self._submitted()
        self.env["ir.rule"].create(
            {
                "name": "own papers",
                "model_id": self.env["ir.model"]._get_id(paper._name),
                "domain_force": "[('create_uid', '=', user.id)]",
            }
        )
        reviewer = self.env["med.approval.request"].with_user(self.officer)
        with self.assertRaises(AccessError):
            reviewer.review_data(self._request(paper).id)
        with self.assertRaises(AccessError):
            paper.with_user(self.officer).action_approve()

    def test_q18_another_company_sees_and_decides_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._create_job_user(
            "quality_head",
            login="med_test_stranger",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        paper = self._submitted()
        requests = self.env["med.approval.request"].with_user(stranger)
        self.assertFalse(requests.search([]))
        self.assertFalse(requests.search([("can_decide", "=", True)]))
        with self.assertRaises(UserError):
            paper.with_user(stranger).action_approve()

    def test_queue_is_the_same_as_the_single_right(self):
        papers = [self._submitted(name=f"P{n}") for n in range(3)]
        papers[1].with_user(self.officer).action_approve()
        requests = self.env["med.approval.request"].browse([self._request(paper).id for paper in papers])
        for job in ("sales", "quality_officer", "quality_head", "owner", "auditor"):
            mine = requests.with_user(self.users[job])
            found = mine.search([("can_decide", "=", True), ("id", "in", requests.ids)])
            self.assertEqual(
                found, mine.filtered(lambda r: r.sudo()._principal()).sorted("id", reverse=True), job
            )
            documents = papers[0].with_user(self.users[job]).search([("approval_can_decide", "=", True)])
            self.assertEqual(set(documents.ids), set(found.mapped("res_id")), job)

    def test_state_filter_of_documents_matches_their_state(self):
        draft, pending, approved = self._paper(), self._submitted(), self._submitted()
        approved.with_user(self.head).action_approve()
        papers = draft | pending | approved
        for state, paper in (("none", draft), ("pending", pending), ("approved", approved)):
            domain = [("approval_state", "=", state), ("id", "in", papers.ids)]
            self.assertEqual(papers.search(domain), paper)
        domain = [("approval_state", "!=", "none"), ("id", "in", papers.ids)]
        self.assertEqual(papers.search(domain), pending | approved)

    def _queries(self, work):
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        work()
        return self.cr.sql_log_count - before

    def test_queries_of_the_queue_do_not_grow_with_its_length(self):
        def look():
            requests = self.env["med.approval.request"].with_user(self.officer)
            found = requests.search([("can_decide", "=", True)])
            found.read(["res_name", "step_name", "applicant_id", "deadline_at", "can_decide"])

        for number in range(3):
            self._submitted(name=f"A{number}")
        look()
        few = self._queries(look)
        for number in range(20):
            self._submitted(name=f"B{number}")
        self._queries(look)  # what new applications cleared of the caches is read again once
        # two of slack: the reader's own user and partner may be read together with the list or before it
        self.assertLessEqual(self._queries(look), few + 2)

    def test_queries_of_document_states_do_not_grow_with_their_number(self):
        few = self.env["med.test.paper"].union(*[self._submitted() for _n in range(3)])
        many = few.union(*[self._submitted() for _n in range(20)])

        def look(papers):
            names = ["approval_state", "approval_can_decide", "approval_can_withdraw"]
            return lambda: papers.with_user(self.officer).read(names)

        look(few)()
        self.assertLessEqual(self._queries(look(many)), self._queries(look(few)) + 2)

    def test_queries_of_a_decision_do_not_grow_with_the_lines(self):
        def approve(lines):
            paper = self._submitted(line_ids=[(0, 0, {"quantity": number}) for number in range(lines)])
            paper.env.flush_all()
            return self._queries(paper.with_user(self.officer).action_approve)

        approve(2)
        few = approve(2)
        self.assertLessEqual(approve(40), few + 1)
