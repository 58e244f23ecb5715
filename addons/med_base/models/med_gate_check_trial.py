from odoo import api, fields, models
from odoo.exceptions import UserError


class MedGateCheck(models.Model):
    """Trial mode per check, and how ready the house is for the check to stop."""

    _inherit = "med.gate.check"

    trial_document_count = fields.Integer(
        string="Documents Judged",
        compute="_compute_trial_figures",
        help="Denominator: documents of the last 30 days of the current company judged "
        "at a stage where this check stops.",
    )
    trial_pass_count = fields.Integer(
        string="Would Pass",
        compute="_compute_trial_figures",
        help="Numerator: those among them which this check would not stop today.",
    )
    trial_pass_share = fields.Float(
        string="Would Pass Today",
        compute="_compute_trial_figures",
        help="Would pass / documents judged. Go live at 98 % or more.",
    )

    @api.depends_context("allowed_company_ids")
    def _compute_trial_figures(self):
        evaluation = self.env["med.gate.evaluation"]
        company = ("company_id", "=", self.env.company.id)
        judged = dict(evaluation._read_group([company], ["stage"], ["__count"]))
        stopped = {
            check.id: count
            for check, count in evaluation._read_group(
                [company, ("stopped_check_ids", "in", self.ids)],
                ["stopped_check_ids"],
                ["__count"],
            )
        }
        for check in self:
            total = sum(judged.get(stage, 0) for stage in check._blocking_stages())
            passed = max(total - stopped.get(check.id, 0), 0)
            check.trial_document_count = total
            check.trial_pass_count = passed
            check.trial_pass_share = passed / total if total else 0.0

    def _blocking_stages(self):
        """Stages at which this check stops, as a list of stage codes."""
        self.ensure_one()
        names = [n for n in self._fields if n.startswith("severity_")]
        return [n.removeprefix("severity_") for n in names if self[n] == "block"]

    def _is_trial(self, company):
        """Whether a finding of this check only warns in ``company`` today.

        What is expired, recalled or unreleased (``is_always_on``) stops from day one.

        :param company: res.company of the judged document
        :return: bool
        """
        self.ensure_one()
        if self.is_always_on:
            return False
        if not company._med_is_live():
            return True
        return bool(self.cutover_date) and self.cutover_date > company._med_today()

    def action_open_trial_documents(self):
        """The denominator: documents judged at a stage where this check stops."""
        return self._open_evaluations(self.env._("Documents judged"), [])

    def action_open_trial_passing(self):
        """The numerator: documents which this check would let through today."""
        title = self.env._("Would pass today")
        domain = [("stopped_check_ids", "not in", self.ids)]
        return self._open_evaluations(title, domain)

    def action_open_trial_stopped(self):
        """Documents which this check would stop today."""
        title = self.env._("Would be stopped today")
        domain = [("stopped_check_ids", "in", self.ids)]
        return self._open_evaluations(title, domain)

    def _open_evaluations(self, title, domain):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": f"{self.name}: {title}",
            "res_model": "med.gate.evaluation",
            "view_mode": "list,pivot",
            "domain": [
                ("company_id", "=", self.env.company.id),
                ("stage", "in", self._blocking_stages()),
                *domain,
            ],
        }

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.gate.check: when a check starts to stop is the quality head's
        if any(vals.get("cutover_date") for vals in vals_list):
            self._check_may_set_cutover()
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS med.gate.check: see create
        if "cutover_date" in vals:
            self._check_may_set_cutover()
        return super().write(vals)

    def _check_may_set_cutover(self):
        """Raise unless the quality head sets a cut-over date (or the set-up)."""
        if self.env.su and self.env.user._is_superuser():
            return
        if not self.env.user.has_group("med_base.group_quality_head"):
            raise UserError(
                self.env._(
                    "The cut-over date of a check (%(checks)s) is set by the quality "
                    "head: ask them, or leave the date as it is.",
                    checks=", ".join(self.mapped("name")) or self.env._("new"),
                )
            )

    def _waiver_group(self):
        """Group whose members may grant a waiver; none where the law forbids it."""
        if len(self) != 1 or self.is_statutory:
            return self.env["res.groups"]
        return self.waiver_group_id
