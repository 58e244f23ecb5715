from odoo.tests import HttpCase, tagged

from .test_storage import StorageCommon


@tagged("post_install", "-at_install")
class TestStorageTour(StorageCommon, HttpCase):
    def test_u13_excursion_hold_release_in_the_browser(self):
        self.env["med.storage.area"].create(
            [{"name": f"Room {code}", "code": code, "has_humidity": True} for code in ("A", "B", "D")]
        )
        self.start_tour("/odoo/storage-round", "med_storage_round", login=self.keeper.login)
        excursion = self.env["med.storage.excursion"].search([("area_id", "=", self.cold.id)])
        self.assertEqual((excursion.peak, excursion.state), (12.5, "open"))
        self.assertEqual(self.env["med.storage.reading"].search_count([("source", "=", "manual")]), 4)
        self.assertTrue(self.lot.is_on_hold)
        self._record((0, 5.0))
        self.env.cr.execute(
            "UPDATE med_storage_excursion SET end_at = %s WHERE id = %s", [self.now, excursion.id]
        )
        self.env.invalidate_all()
        url = f"/odoo/storage-excursions/{excursion.id}"
        self.start_tour(url, "med_storage_excursion_release", login=self.officer.login)
        self.assertEqual(excursion.state, "released")
        self.assertFalse(self.lot.is_on_hold)
