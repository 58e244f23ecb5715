from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class MedLedgerEntry(models.Model):
    """What an auditor reads: words instead of codes, and the way to the record."""

    _inherit = "med.ledger.entry"

    event_label = fields.Char("Event Name", compute="_compute_labels")
    res_model_label = fields.Char("Kind of Record", compute="_compute_labels")
    facts_text = fields.Text("Facts in Words", compute="_compute_facts_text")
    facts_line = fields.Char("Facts in One Line", compute="_compute_facts_text")
    seal_number = fields.Integer("Seal", compute="_compute_evidence")
    payload_state = fields.Selection(
        [("none", "None"), ("kept", "Kept"), ("purged", "Purged")],
        "Personal Payload",
        compute="_compute_evidence",
    )

    @api.depends("event", "res_model")
    @api.depends_context("lang")
    def _compute_labels(self):
        labels = self.env["med.ledger.words"]._events()
        names = {name for name in self.mapped("res_model") if name}
        # sudo: names of models, for auditors without rights on ir.model
        found = self.env["ir.model"].sudo().search([("model", "in", list(names))])
        models_ = {model.model: model.name for model in found}
        for entry in self:
            entry.event_label = labels.get(entry.event, entry.event)
            entry.res_model_label = models_.get(entry.res_model, entry.res_model)

    @api.depends("facts", "res_model")
    @api.depends_context("lang")
    def _compute_facts_text(self):
        texts = self.env["med.ledger.words"]._read_facts(self)
        for entry in self:
            entry.facts_text, entry.facts_line = texts[entry]

    def _compute_evidence(self):
        numbers = self._seal_numbers()
        payloads = self.env["med.ledger.payload"].sudo()  # sudo: only whether it exists
        kept = set(payloads.search([("entry_id", "in", self.ids)]).mapped("entry_id"))
        for entry in self:
            entry.seal_number = numbers.get(entry.id, 0)
            state = "kept" if entry.id in kept else "purged"
            entry.payload_state = state if entry.payload_hash else "none"

    def _seal_numbers(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT l.entry_id, s.number FROM med_ledger_seal_line l"
                " JOIN med_ledger_seal s ON s.id = l.seal_id"
                " WHERE l.entry_id = ANY(%s)",
                self.ids,
            )
        )
        return dict(rows)

    @api.depends("event")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = f"{entry.event_label} #{entry.id}"

    def action_open_record(self):
        """Open the record, if it still exists and the reader may see it."""
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or not model.browse(self.res_id).exists():
            raise UserError(
                self.env._(
                    "%(record)s does not exist any more; what is known of it stands "
                    "in the ledger.",
                    record=self.res_name or self.res_model_label,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    def action_open_record_ledger(self):
        """All entries of the same record."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "med_base.med_ledger_entry_action"
        )
        domain = [("res_model", "=", self.res_model), ("res_id", "=", self.res_id)]
        return {**action, "domain": domain, "context": {}}
