from odoo import api, models

# a promise comes before the movement that keeps it
STAGE_RANK = {
    "quote": 0,
    "confirm": 1,
    "purchase": 1,
    "reserve": 2,
    "ship": 3,
    "release": 3,
    "invoice": 4,
}


class MedGateMixin(models.AbstractModel):
    _inherit = "med.gate.mixin"

    def _gate_decision_days(self, stage, today):
        """{document: day by which papers are judged}: today, unless a model knows better."""
        return dict.fromkeys(self, today)

    def _gate_ship_to(self, stage):
        """{document: (buying company, address)} where goods go to a customer."""
        return {}

    def _gate_warehouses(self, stage):
        """{document: warehouse} our devices leave from."""
        return {}

    def _gate_format(self, finding, check, stage, severity, company, waived):
        # EXTENDS med_base: a requirement row may stop at another stage than its check
        severity = self._gate_row_severity(finding, check, stage, severity)
        return super()._gate_format(finding, check, stage, severity, company, waived)

    @api.model
    def _gate_row_severity(self, finding, check, stage, severity):
        """Severity by the stage from which a row stops; the law is never softened."""
        first = finding.get("block_from")
        if not first:
            return severity
        reached = first != "never" and STAGE_RANK.get(stage, 0) >= STAGE_RANK[first]
        if reached or (check and check.is_statutory and severity == "block"):
            return "block"
        return "warn"

    def _gate_next_action(self, finding):
        # EXTENDS med_base: a missing paper is added in one click
        action = self.env["med.gate.qualification"]._next_action(finding)
        return action or super()._gate_next_action(finding)
