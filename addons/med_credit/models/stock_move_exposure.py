from odoo import models

from .med_credit_exposure_orders import COMING


class StockMove(models.Model):
    _inherit = "stock.move"

    # what is still to be shipped, beside the moves of all years
    _med_coming_idx = models.Index(f"(sale_line_id) WHERE sale_line_id IS NOT NULL AND {COMING}")
