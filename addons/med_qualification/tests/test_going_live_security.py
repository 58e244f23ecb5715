from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.med_base.tests.common import JOBS

from .import_common import ImportCommon

# what each job may do: r read, w write, c create, d delete; "*" is every other job
MATRIX = {
    "med.import.run": {
        "*": "",
        "quality_head": "rwcd",
        "quality_officer": "rwcd",
        "consultant": "rwcd",
        "auditor": "r",
        "finance": "rwcd",
        "owner": "rwcd",
    },
    **dict.fromkeys(
        ("med.import.line", "med.import.finding", "med.import.record"),
        dict.fromkeys(
            ("quality_head", "quality_officer", "consultant", "auditor", "finance", "owner"), "r"
        )
        | {"*": ""},
    ),
    "med.legacy.admission": {"*": "r", "quality_head": "rwcd", "quality_officer": "rwc"},
    "med.legacy.admission.line": {"*": "r", "quality_head": "rwcd", "quality_officer": "rwcd"},
    **dict.fromkeys(
        ("med.gap.list", "med.gap.line"),
        {"*": "r", "quality_head": "rwcd", "quality_officer": "rwcd", "consultant": "rwcd"},
    ),
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


@tagged("post_install", "-at_install")
class TestGoingLiveSecurity(ImportCommon):
    def _rights(self, model, user):
        records = self.env[model].with_user(user)
        return "".join(letter for letter, op in OPERATIONS.items() if records.has_access(op))

    def test_each_job_has_exactly_its_rights_when_going_live(self):
        for model, rows in MATRIX.items():
            for job in JOBS:
                expected = rows.get(job, rows["*"])
                self.assertEqual(self._rights(model, self.users[job]), expected, f"{job} on {model}")
            self.assertEqual(self._rights(model, self.plain_user), "", model)

    def test_another_company_sees_nothing_of_an_import(self):
        run = self._import([self._row(1)])
        other = self.env["res.company"].create({"name": "Second"})
        stranger = new_test_user(
            self.env,
            login="med_other_head",
            groups="med_base.group_quality_head",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaises(AccessError):
            run.with_user(stranger).read(["name"])
        for model in ("med.import.run", "med.import.line", "med.import.finding", "med.import.record"):
            self.assertFalse(self.env[model].with_user(stranger).search([]), model)
