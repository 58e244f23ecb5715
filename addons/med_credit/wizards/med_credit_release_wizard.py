from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context


class MedCreditReleaseWizard(models.TransientModel):
    """Asks for a release of all that stops an order on credit: reason and promised payment."""

    _name = "med.credit.release.wizard"
    _description = "Ask for a release on credit"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True, readonly=True)
    waiver_id = fields.Many2one("med.gate.waiver", readonly=True, help="Set: its papers are added.")
    document_name = fields.Char(string="Document", compute="_compute_document")
    message = fields.Text(string="Stopped Because", compute="_compute_document")
    reason = fields.Text(required=True)
    promised_on = fields.Date(string="Payment Promised", required=True)

    @api.model
    def _open_for(self, document):
        """The dialog for a document, or for the one order behind it that is stopped."""
        stopped = [d for d in document._credit_release_documents() if d._credit_stops()]
        return self._action(stopped[0] if stopped else document, self.env._("Ask for Release"))

    @api.model
    def _open_for_papers(self, waiver):
        document = waiver._browse_document(waiver.res_model, waiver.res_id)
        return self._action(document, self.env._("Papers of the Emergency"), default_waiver_id=waiver.id)

    @api.model
    def _action(self, document, name, **defaults):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_res_model": document._name, "default_res_id": document.id, **defaults},
        }

    @api.depends("res_model", "res_id", "waiver_id")
    def _compute_document(self):
        for wizard in self:
            document = wizard._document()
            wizard.document_name = document.display_name
            wizard.message = wizard.waiver_id.message or "\n".join(
                finding["message"] for finding in document._credit_stops()
            )

    def _document(self):
        document = self.env["med.gate.waiver"]._browse_document(self.res_model, self.res_id)
        document.check_access("read")
        return document

    def action_ask(self):
        """Ask for all that stops the document now; what was asked already is not asked twice."""
        self.ensure_one()
        # no default of the dialog must reach the waivers
        waivers = self.env["med.gate.waiver"].with_context(clean_context(self.env.context))  # pylint: disable=context-overridden
        if self.waiver_id:
            waivers.browse(self.waiver_id.id).action_add_papers(self.reason, self.promised_on)
            return {"type": "ir.actions.act_window_close"}
        document = self._document()
        asked = waivers._requested_digests(document).get((document._name, document.id), set())
        stops = [finding for finding in document._credit_stops() if finding["digest"] not in asked]
        if not stops:
            raise UserError(
                self.env._(
                    "%(document)s is not stopped on credit, or a release was asked for already.",
                    document=document.display_name,
                )
            )
        for finding in {finding["digest"]: finding for finding in stops}.values():
            waiver = waivers.create(
                {
                    "res_model": document._name,
                    "res_id": document.id,
                    "check_code": finding["check"],
                    "digest": finding["digest"],
                }
            )
            waiver.action_request(self.reason, promised_on=self.promised_on)
        return {"type": "ir.actions.act_window_close"}
