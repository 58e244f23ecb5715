from odoo import api, fields, models


class StockPicking(models.Model):
    """Receipts and deliveries entered after the fact carry the mark 补录."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "med.event.time.mixin"]

    med_done_by_id = fields.Many2one("res.users", string="Validated By", readonly=True, copy=False)

    @api.depends("event_at", "date_done", "state")
    def _compute_is_backdated(self):
        # EXTENDS med.event.time.mixin: a transfer is entered when it is validated
        return super()._compute_is_backdated()

    def _event_entered_at(self):
        # OVERRIDE
        done = self.state == "done" and self.date_done
        return done or fields.Datetime.now()

    def _event_operator(self):
        # OVERRIDE
        return self.med_done_by_id or self.env.user

    def _event_is_final(self):
        # OVERRIDE
        return self.state == "done"

    def _action_done(self):
        # EXTENDS stock
        self._check_event_time()
        result = super()._action_done()
        done = self.filtered(lambda p: p.state == "done")
        done.med_done_by_id = self.env.user
        done._check_event_time()
        done._event_log()
        return result
