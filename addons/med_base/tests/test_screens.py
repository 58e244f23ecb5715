"""What holds for all screens of the suite."""

from odoo.tests import tagged

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
