from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class StockLot(models.Model):
    """The expiry of a device is what its label says: nobody and nothing invents one."""

    _inherit = "stock.lot"

    _med_expiry_idx = models.Index("(expiration_date) WHERE expiration_date IS NOT NULL")

    @api.depends("product_id")
    def _compute_expiration_date(self):  # pylint: disable=missing-return
        # EXTENDS product_expiry, which counts days from now where no date was given
        devices = self.filtered("product_id.is_medical_device")
        for lot in devices:
            lot.expiration_date = lot.expiration_date
        rest = self - devices
        if rest:
            super(StockLot, rest)._compute_expiration_date()

    @api.constrains("expiration_date", "med_production_date")
    def _check_med_expiry_after_production(self):
        for lot in self.filtered("product_id.is_medical_device"):
            made, ends = lot.med_production_date, lot.expiration_date
            if made and ends and ends.date() < made:
                raise ValidationError(
                    self.env._(
                        "Lot %(lot)s would expire on %(expiry)s, before it was made on %(made)s. "
                        "Compare both dates with the label.",
                        lot=lot.name,
                        expiry=fields.Date.to_string(ends.date()),
                        made=fields.Date.to_string(made),
                    )
                )

    def write(self, vals):
        # EXTENDS stock: the expiry of goods that moved is evidence, quality corrects it
        if "expiration_date" not in vals:
            return super().write(vals)
        new = fields.Datetime.to_datetime(vals["expiration_date"]) or False
        changed = self.filtered(lambda lot: lot.expiration_date != new)._med_moved_devices()
        corrected = changed.filtered("expiration_date")
        if corrected and not self._med_may_correct():
            raise AccessError(
                self.env._(
                    "%(lots)s: the expiry of a lot of a medical device that was moved is evidence. "
                    "Ask a quality officer to correct it.",
                    lots=", ".join(corrected.mapped("name")),
                )
            )
        before = {lot: fields.Datetime.to_string(lot.expiration_date) or "" for lot in changed}
        result = super().write(vals)
        self._med_log_expiry(before, fields.Datetime.to_string(new) or "")
        return result

    @api.model
    def _med_log_expiry(self, before, new):
        """Evidence of an expiry entered or corrected on goods already moved."""
        self.env["med.ledger.entry"]._append_batch(
            [
                {"event": "lot.expiry_date", "record": lot, "facts": {"date": [old, new]}}
                for lot, old in before.items()
            ]
        )
