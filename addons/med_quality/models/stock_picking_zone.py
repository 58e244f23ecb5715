from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _med_received(self, move_lines):
        """Hook: devices of this receipt lie in the yellow zone now.

        :param move_lines: the done lines of devices that came from a supplier or a customer
        """

    def _med_tell_picker(self, lots):
        """Whoever picks this transfer is told that goods were taken from it."""
        names = ", ".join(lots.mapped("name"))
        text = self.env._(
            "%(lots)s was stopped by quality: its reservation ended. Pick another lot.", lots=names
        )
        for picking in self:
            picking.message_post(body=text)
            if picking.user_id:
                picking.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=picking.user_id.id, summary=text
                )
