from odoo import api, fields, models


class MedGateMixin(models.AbstractModel):
    """Waivers and refusals of a gated document, behind two buttons of its form."""

    _inherit = "med.gate.mixin"

    med_waiver_count = fields.Integer(
        string="Waivers", compute="_compute_med_gate_counts", compute_sudo=False
    )
    med_refusal_count = fields.Integer(
        string="Stopped Attempts", compute="_compute_med_gate_counts", compute_sudo=False
    )

    def _compute_gate_panel(self):  # pylint: disable=missing-return
        # EXTENDS the panel: what waits for a decision, and the mode of today
        super()._compute_gate_panel()
        asked = self.env["med.gate.waiver"]._requested_digests(self)
        for document in self:
            panel = document.gate_panel
            digests = asked.get((document._name, document._origin.id), ())
            document.gate_panel = {
                **panel,
                "mode": "live" if document._gate_company()._med_is_live() else "trial",
                "findings": [
                    {**finding, "requested": finding["digest"] in digests} for finding in panel["findings"]
                ],
            }

    @api.depends_context("uid")
    def _compute_med_gate_counts(self):
        waivers = self._med_count("med.gate.waiver")
        refusals = self._med_count("med.gate.refusal")
        for document in self:
            document.med_waiver_count = waivers.get(document._origin.id, 0)
            document.med_refusal_count = refusals.get(document._origin.id, 0)

    def _med_count(self, model):
        """{document id: rows of ``model`` that name it and that the user may read}."""
        rows = self.env[model]
        if not self._origin.ids or not rows.has_access("read"):
            return {}
        return dict(
            rows._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self._origin.ids)],
                ["res_id"],
                ["__count"],
            )
        )

    def action_med_open_waivers(self):
        """Open the waivers of this document."""
        return self._med_open_named("med_base.med_gate_waiver_action")

    def action_med_open_refusals(self):
        """Open the refused attempts of this document."""
        return self._med_open_named("med_base.med_gate_refusal_action")

    def _med_open_named(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return {**action, "domain": domain, "context": {}}
