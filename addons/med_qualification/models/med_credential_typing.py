import re
from datetime import timedelta

from odoo import api, fields, models


class MedCredential(models.Model):
    """What need not be typed: proposals from earlier papers and from the term of the type.

    Proposals fill empty fields only; the reviewer compares all of them with the picture.
    """

    _inherit = "med.credential"

    @api.onchange("number", "type_id")
    def _onchange_number_issuer(self):
        """The office whose papers carry the same words before the digits."""
        words = re.match(r"\D{4,}", self.number or "")
        if self.issuer or not self.type_id or not words:
            return
        same = [
            ("type_id", "=", self.type_id.id),
            ("number", "=like", words.group().replace("%", "").replace("_", "") + "%"),
            ("issuer", "!=", False),
            ("state", "not in", ("draft", "review")),
        ]
        self.issuer = self.env["med.credential"].search(same, order="id desc", limit=1).issuer

    @api.onchange("date_issued")
    def _onchange_date_issued(self):
        if self.date_issued and not self.date_valid_from and self.type_expiry != "none":
            self.date_valid_from = self.date_issued
            self._propose_end()

    @api.onchange("date_valid_from", "type_id")
    def _propose_end(self):
        """Last day of the usual term, e.g. five years less a day."""
        months = self.type_id.usual_months
        if months and self.date_valid_from and not self.date_valid_to:
            self.date_valid_to = fields.Date.add(self.date_valid_from, months=months) - timedelta(days=1)
