"""What holds for all screens of the suite."""

from odoo.tests import Form, tagged

from .common import MedBaseCommon

LISTS = {"list", "kanban", "pivot", "graph", "calendar"}


@tagged("post_install", "-at_install")
class TestScreens(MedBaseCommon):
    def test_every_list_says_what_it_is_for_when_it_is_empty(self):
        names = self.env["ir.model.data"].search(
            [("model", "=", "ir.actions.act_window"), ("module", "=like", "med\\_%")]
        )
        self.assertGreater(len(names), 40)
        actions = self.env["ir.actions.act_window"].browse(names.mapped("res_id"))
        lists = actions.filtered(lambda a: LISTS & set(a.view_mode.split(",")) and a.target == "current")
        silent = lists.filtered(lambda a: "<p" not in (a.help or ""))
        self.assertEqual(silent.mapped("xml_id"), [])

    def test_every_form_opens_empty_for_who_may_fill_it(self):
        names = self.env["ir.model"].search([("model", "=like", "med.%"), ("transient", "=", False)])
        opened = 0
        for model in names.mapped("model"):
            if model not in self.env or self.env[model]._abstract:
                continue
            asked = self.users.values()
            creators = [user for user in asked if self.env[model].with_user(user).has_access("create")]
            arch = self.env[model].get_view(view_type="form")["arch"]
            for user in creators[:2] if 'create="0"' not in arch.partition(">")[0] else ():
                with self.subTest(model=model, user=user.login):
                    Form(self.env[model].with_user(user))
                    opened += 1
        self.assertGreater(opened, 10)
