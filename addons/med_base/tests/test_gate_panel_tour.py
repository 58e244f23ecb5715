from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestGatePanel(HttpCase):
    def test_panel_passes_its_unit_tests_in_the_browser(self):
        """The component alone, with findings as the server sends them."""
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=%40med_base/gate_panel",
            "",
            "",
            login="admin",
            timeout=180,
            success_signal="[HOOT] Test suite succeeded",
        )
