from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

DEFAULT_DAYS = 7


class MedGateWaiverWizard(models.TransientModel):
    _name = "med.gate.waiver.wizard"
    _description = "Ask for a waiver"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True)
    document_name = fields.Char(string="Document", compute="_compute_finding")
    line_name = fields.Char(string="Product or Line", compute="_compute_finding")
    check_code = fields.Char(compute="_compute_finding")
    check_name = fields.Char(string="Check", compute="_compute_finding")
    message = fields.Text(string="Finding", compute="_compute_finding")
    law = fields.Char(string="Law or Rule", compute="_compute_finding")
    reason = fields.Text(required=True)
    valid_until = fields.Date(
        required=True,
        default=lambda self: self.env.company._med_today() + timedelta(days=DEFAULT_DAYS),
    )

    @api.depends("res_model", "res_id", "digest")
    def _compute_finding(self):
        for wizard in self:
            document, finding = wizard._finding()
            wizard.document_name = document.display_name
            wizard.line_name = finding.get("product") or finding.get("line_name")
            wizard.check_code = finding.get("check")
            wizard.check_name = finding.get("name")
            wizard.message = finding.get("message")
            wizard.law = finding.get("law")

    def _finding(self):
        """(document, its finding with this digest or {})."""
        waivers = self.env["med.gate.waiver"]
        document = waivers._browse_document(self.res_model, self.res_id)
        findings = document.action_gate_check()
        return document, next((f for f in findings if f["digest"] == self.digest), {})

    def action_ask(self):
        """Make the waiver and ask for it; the document shows it when it is granted."""
        self.ensure_one()
        if not self.check_code:
            raise UserError(
                self.env._(
                    "%(document)s does not show this finding any more: close this "
                    "window and look at its panel.",
                    document=self.document_name,
                )
            )
        waivers = self.env["med.gate.waiver"].with_context(clean_context(self.env.context))  # pylint: disable=context-overridden
        waiver = waivers.create(
            {
                "res_model": self.res_model,
                "res_id": self.res_id,
                "check_code": self.check_code,
                "digest": self.digest,
            }
        )
        waiver.action_request(self.reason, self.valid_until)
        return {"type": "ir.actions.act_window_close"}
