import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError


class MedRegisterCall(models.Model):
    """One call of an external register: what was asked, what came back, when, what failed."""

    _name = "med.register.call"
    _description = "Call of an External Register"
    _inherit = ["med.retention.mixin"]
    _order = "id desc"
    _rec_name = "called_at"

    source_id = fields.Many2one("med.register.source", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="source_id.company_id", store=True, index=True)
    operation = fields.Selection(
        [("watch", "Watch"), ("lookup", "Look up"), ("verify", "Verify")], required=True
    )
    request = fields.Json(string="Asked")
    answer = fields.Json()
    answer_text = fields.Text(string="Answer in Words", compute="_compute_answer_text")
    raw = fields.Binary(string="File", attachment=True)
    file_name = fields.Char()
    file_digest = fields.Char(string="SHA-256")
    called_at = fields.Datetime(required=True)
    seconds = fields.Float()
    state = fields.Selection([("ok", "Answered"), ("failed", "Failed")], required=True)
    error = fields.Char()
    user_id = fields.Many2one("res.users", required=True, ondelete="restrict")

    @api.depends("answer")
    def _compute_answer_text(self):
        for call in self:
            answer = call.answer or {}
            if call.operation == "watch":
                figures = {"rows": 0, "new": 0, "gone": 0, "hits": 0, **answer}
                call.answer_text = self.env._(
                    "%(rows)s rows, %(new)s new, %(gone)s gone, %(hits)s hits", **figures
                )
            else:
                entries = answer.get("entries", [])
                call.answer_text = "\n".join(
                    " · ".join(value for value in entry.values() if value) for entry in entries
                ) or self.env._("Not named")

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.retention.mixin
        if not self._has_ticket("create"):
            raise UserError(self.env._("Calls are noted by the register itself."))
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS med.retention.mixin: legal holds aside, evidence stays as it is
        if not self._has_ticket("legal_hold", vals):
            raise UserError(self.env._("A call of a register is evidence and cannot be changed."))
        return super().write(vals)

    def _retention_rule_code(self):
        # EXTENDS med.retention.mixin
        return "qualification_record"

    @api.model
    def _keep(self, source, operation, request, answer, raw=b"", name="", error="", seconds=0.0):
        """Keep one call as evidence; returns it."""
        # sudo: nobody holds the right to write evidence
        call = (
            self.sudo()
            ._with_ticket("create")
            .create(
                {
                    "source_id": source.id,
                    "operation": operation,
                    "request": request,
                    "answer": answer,
                    "raw": base64.b64encode(raw) if raw else False,
                    "file_name": name or False,
                    "file_digest": hashlib.sha256(raw).hexdigest() if raw else False,
                    "called_at": fields.Datetime.now(),
                    "seconds": seconds,
                    "state": "failed" if error else "ok",
                    "error": error or False,
                    "user_id": self.env.uid,
                }
            )
        )
        figures = {key: answer[key] for key in ("rows", "new", "gone", "hits") if key in answer}
        self.env["med.ledger.entry"]._append(
            "register.called",
            record=call,
            facts={"operation": operation, "file": call.file_digest or "", "error": error, **figures},
            company=source.company_id,
        )
        return self.browse(call.id)
