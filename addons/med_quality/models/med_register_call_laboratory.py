from odoo import api, fields, models


class MedRegisterCall(models.Model):
    """Calls of laboratories' services name the request they were about."""

    _inherit = "med.register.call"

    operation = fields.Selection(
        selection_add=[("submit", "Send a request"), ("report", "Fetch a report")],
        ondelete={"submit": "cascade", "report": "cascade"},
    )
    lab_request_id = fields.Many2one(
        "med.lab.request",
        string="Laboratory Request",
        compute="_compute_lab_request_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.depends("request")
    def _compute_lab_request_id(self):
        for call in self:
            call.lab_request_id = (call.request or {}).get("lab_request", False)

    @api.depends("answer")
    def _compute_answer_text(self):
        # EXTENDS med_base
        laboratory = self.filtered(lambda call: call.operation in ("submit", "report"))
        result = super(MedRegisterCall, self - laboratory)._compute_answer_text()
        for call in laboratory:
            call.answer_text = call._lab_answer_text(call.answer or {})
        return result

    def _lab_answer_text(self, answer):
        if answer.get("laboratory_number"):
            return self.env._("Taken as %(number)s", number=answer["laboratory_number"])
        if answer.get("status") == "pending":
            return self.env._("No report yet")
        if answer.get("status") == "final":
            return self.env._(
                "Report %(number)s, %(results)s results", number=answer["report"], results=answer["results"]
            )
        return ""
