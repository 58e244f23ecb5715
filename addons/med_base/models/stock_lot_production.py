from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class StockLot(models.Model):
    """When a lot was made: by that day its registration certificate is judged."""

    _inherit = "stock.lot"

    med_production_date = fields.Date(
        string="Production Date",
        copy=False,
        tracking=True,
        help="As printed on the label. Goods made while their registration was valid may "
        "be sold after it ended (Order 47 art. 112).",
    )

    @api.constrains("med_production_date")
    def _check_med_production_date(self):
        today = self.env.company._med_today()
        for lot in self:
            if lot.med_production_date and lot.med_production_date > today:
                raise ValidationError(
                    self.env._(
                        "Lot %(lot)s cannot have been made on %(date)s, which is in the future. "
                        "Compare the date with the label.",
                        lot=lot.name,
                        date=fields.Date.to_string(lot.med_production_date),
                    )
                )

    def write(self, vals):
        # EXTENDS stock: typed in at receipt; once moved, it is evidence
        if "med_production_date" not in vals:
            return super().write(vals)
        new = fields.Date.to_date(vals["med_production_date"]) or False
        changed = self.filtered(lambda lot: lot.med_production_date != new)._med_moved_devices()
        corrected = changed.filtered("med_production_date")
        if corrected and not self._med_may_correct():
            raise AccessError(
                self.env._(
                    "%(lots)s: the production date of a lot of a medical device that was moved "
                    "is evidence. Ask a quality officer to correct it.",
                    lots=", ".join(corrected.mapped("name")),
                )
            )
        before = {lot: fields.Date.to_string(lot.med_production_date) or "" for lot in changed}
        result = super().write(vals)
        self._med_log_production(before, fields.Date.to_string(new) or "")
        return result

    @api.model
    def _med_may_correct(self):
        return self.env.su or self.env.user.has_group("med_base.group_quality_officer")

    @api.model
    def _med_log_production(self, before, new):
        """Evidence of a production date entered or corrected on goods already moved."""
        self.env["med.ledger.entry"]._append_batch(
            [
                {"event": "lot.production_date", "record": lot, "facts": {"date": [old, new]}}
                for lot, old in before.items()
            ]
        )
