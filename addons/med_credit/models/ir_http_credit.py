from odoo import models
from odoo.http import request

from .med_credit_queue import Overtaken, Place


class IrHttp(models.AbstractModel):
    """A request that had to queue begins again at once, and keeps its place."""

    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        # EXTENDS base: what others committed meanwhile would make it fail later, and the
        # standard retry pauses for seconds while everybody behind waits
        place = request.med_credit_place = Place()
        try:
            return super()._dispatch(endpoint)
        except Overtaken:
            request.env.cr.rollback()
            request.env.transaction.reset()
            request.env.registry.reset_changes()
            return super()._dispatch(endpoint)
        finally:
            place.give_up()
