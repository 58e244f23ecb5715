from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

CREDIT_KINDS = ("credit", "receivable")
HALF_YEAR = timedelta(days=183)


class MedImportRun(models.Model):
    """Limits and open receivables of the first day: uploaded by one, started by another."""

    _inherit = "med.import.run"

    kind = fields.Selection(
        selection_add=[("credit", "Credit limits and terms"), ("receivable", "Open receivables")],
        ondelete={"credit": "cascade", "receivable": "cascade"},
    )
    credit_until = fields.Date(
        string="Limits Count Until",
        default=lambda self: self.env.company._med_today() + HALF_YEAR,
        help="Limits taken over count as approved until then, and are asked again afterwards.",
    )

    def _check_quality(self):
        # EXTENDS med_qualification: credit is the matter of finance, by two people
        credit = self.filtered(lambda run: run.kind in CREDIT_KINDS)
        for run in credit:
            run._check_credit_starter()
        rest = self - credit
        return super(MedImportRun, rest)._check_quality() if rest else None

    def _check_credit_starter(self):
        self.check_access("write")
        if not self.env["med.credit.change"]._decides_credit():
            raise AccessError(
                self.env._("Limits and receivables are taken over by finance and the owner. Ask one of them.")
            )
        alone = self.create_uid == self.env.user and self.company_id.med_approval_size != "small"
        if alone and self.kind == "credit" and self.state == "checked":
            raise UserError(
                self.env._(
                    "%(run)s: you uploaded it, so another person of finance or the owner starts it.",
                    run=self.name,
                )
            )
