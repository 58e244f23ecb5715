from odoo import models
from odoo.exceptions import UserError

SLIPS = "stock.report_deliveryslip"
SLIPS_AT_ONCE = 100


class IrActionsReport(models.Model):
    """Delivery slips carry a QR code each: so many are printed in one file."""

    _inherit = "ir.actions.report"

    def _render_qweb_html(self, report_ref, docids, data=None):
        # EXTENDS base: PDF files are made from this, too
        if self._get_report(report_ref).report_name == SLIPS:
            self._med_check_slips(docids)
        return super()._render_qweb_html(report_ref, docids, data=data)

    def _med_check_slips(self, docids):
        count = len(docids) if isinstance(docids, list | tuple | set) else 1
        if count > SLIPS_AT_ONCE:
            raise UserError(
                self.env._(
                    "%(count)s delivery slips are too many for one file: at most %(limit)s at "
                    "once. Filter the deliveries, e.g. by day, and print them in parts.",
                    count=count,
                    limit=SLIPS_AT_ONCE,
                )
            )
