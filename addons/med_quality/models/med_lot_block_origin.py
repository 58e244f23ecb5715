from odoo import models


class MedLotBlock(models.Model):
    """Two matters may hold one lot: it is free when both are settled."""

    _inherit = "med.lot.block"

    _origin_uniq = models.UniqueIndex(
        "(company_id, lot_id, kind, COALESCE(origin_model, ''), COALESCE(origin_id, 0))"
        " WHERE state = 'open' AND kind != 'unreleased'",
        "This matter holds the lot already.",
    )
