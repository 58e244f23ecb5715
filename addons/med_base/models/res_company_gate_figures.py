from datetime import timedelta

from odoo import api, fields, models

HIT_DAYS = 30


class ResCompany(models.Model):
    """Figures of the gate dashboard; each opens the records it counts."""

    _inherit = "res.company"

    med_is_live = fields.Boolean(string="Gate Is Live", compute="_compute_med_is_live")
    med_can_switch_mode = fields.Boolean(compute="_compute_med_is_live")
    med_gate_refusal_count = fields.Integer(string="Stopped Documents", compute="_compute_med_gate_figures")
    med_gate_hit_count = fields.Integer(string="Would Have Been Stopped", compute="_compute_med_gate_figures")
    med_gate_waiver_count = fields.Integer(string="Waivers to Decide", compute="_compute_med_gate_figures")
    med_gate_judged_count = fields.Integer(
        string="Documents Judged",
        compute="_compute_med_gate_figures",
        help="Denominator: documents with devices of the last 30 days, judged again.",
    )
    med_gate_pass_count = fields.Integer(
        string="Would Pass",
        compute="_compute_med_gate_figures",
        help="Numerator: those among them which nothing would stop today.",
    )

    @api.depends("med_mode", "med_cutover_date")
    @api.depends_context("uid")
    def _compute_med_is_live(self):
        is_head = self.env.user.has_group("med_base.group_quality_head")
        for company in self:
            company.med_is_live = company._med_is_live()
            company.med_can_switch_mode = is_head and company in self.env.user.company_ids

    @api.depends_context("uid")
    def _compute_med_gate_figures(self):
        refusals = self._med_counts("med.gate.refusal", self._med_refusal_domain())
        hits = self._med_counts("med.gate.trial.hit", self._med_hit_domain())
        waivers = self._med_counts("med.gate.waiver", self._med_waiver_domain())
        judged = self._med_counts("med.gate.evaluation", [])
        passing = self._med_counts("med.gate.evaluation", [("is_stopped", "=", False)])
        for company in self:
            company.med_gate_refusal_count = refusals.get(company.id, 0)
            company.med_gate_hit_count = hits.get(company.id, 0)
            company.med_gate_waiver_count = waivers.get(company.id, 0)
            company.med_gate_judged_count = judged.get(company.id, 0)
            company.med_gate_pass_count = passing.get(company.id, 0)

    def _med_counts(self, model, domain):
        """{company id: number of records the user may read}."""
        records = self.env[model]
        if not records.has_access("read"):
            return {}
        name = "company_id" if "company_id" in records._fields else "company_id_int"
        groups = records._read_group([(name, "in", self.ids), *domain], [name], ["__count"])
        return {key if isinstance(key, int) else key.id: n for key, n in groups}

    @api.model
    def _med_refusal_domain(self):
        return [("state", "=", "open")]

    @api.model
    def _med_hit_domain(self):
        since = self.env.company._med_today() - timedelta(days=HIT_DAYS)
        return [("day", ">=", since)]

    @api.model
    def _med_waiver_domain(self):
        return [("state", "=", "requested")]

    def action_med_open_refusals(self):
        """Open documents that are stopped now."""
        return self._med_open(
            "med_base.med_gate_refusal_action",
            [("company_id_int", "=", self.id), *self._med_refusal_domain()],
        )

    def action_med_open_trial_hits(self):
        """Open what trial mode let through in the last 30 days."""
        return self._med_open(
            "med_base.med_gate_trial_hit_action",
            [("company_id", "=", self.id), *self._med_hit_domain()],
        )

    def action_med_open_waivers(self):
        """Open waivers that wait for a decision."""
        return self._med_open(
            "med_base.med_gate_waiver_action",
            [("company_id", "=", self.id), *self._med_waiver_domain()],
        )

    def action_med_open_passing(self):
        """Open the documents judged again; those that pass are one filter."""
        return self._med_open("med_base.med_gate_evaluation_action", [("company_id", "=", self.id)])

    def _med_open(self, xmlid, domain):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": domain, "context": {}}
