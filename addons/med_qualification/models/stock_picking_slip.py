import base64

from odoo import models
from odoo.exceptions import UserError

from .med_slip_link import PATH


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _med_has_slip_code(self):
        """Whether the slip of this transfer carries a code: outgoing, with devices."""
        self.ensure_one()
        return (
            self.picking_type_code == "outgoing"
            and self.state not in ("draft", "cancel")
            and any(self.move_ids.product_id.mapped("is_medical_device"))
        )

    def _med_slip_url(self):
        """Address behind the QR code of this delivery."""
        self.ensure_one()
        token = self.env["med.slip.link"]._token(self)
        return f"{self.get_base_url()}{PATH}/{token}"

    def _med_slip_image(self):
        """QR code as a data address for the print."""
        self.ensure_one()
        image = self.env["ir.actions.report"].barcode(
            "QR", self._med_slip_url(), width=220, height=220, barLevel="M"
        )
        return f"data:image/png;base64,{base64.b64encode(image).decode()}"

    def action_med_slip_page(self):
        """Open the page that the QR code of this delivery opens."""
        self.ensure_one()
        self.check_access("read")
        if not self._med_has_slip_code():
            raise UserError(
                self.env._(
                    "%(picking)s carries no code: it is no delivery of medical devices, or "
                    "not confirmed yet.",
                    picking=self.name,
                )
            )
        return {"type": "ir.actions.act_url", "url": self._med_slip_url(), "target": "new"}

    def action_med_slip_revoke(self):
        """Withdraw the QR code of this delivery; a slip printed again gets a new one."""
        for picking in self:
            picking.check_access("read")
            self.env["med.slip.link"]._revoke(picking)
        return True

    def action_med_slip_expiry(self, day):
        """Keep the QR code of this delivery open until a day.

        :param day: date or its ISO text
        """
        for picking in self:
            picking.check_access("read")
            self.env["med.slip.link"]._set_expiry(picking, day)
        return True
