from markupsafe import Markup

from odoo import api, fields, models


class MedSetup(models.Model):
    """The plan of two weeks as a checklist; what is done is computed, not ticked."""

    _inherit = "med.setup"

    plan = fields.Html(compute="_compute_plan", sanitize=False)

    @api.depends("answered")
    @api.depends_context("lang", "uid")
    def _compute_plan(self):
        for setup in self:
            setup.plan = setup._plan_table(setup._plan_items())

    def _plan_items(self):
        """Hook: steps of the plan.

        :return: list of dicts ``day`` (number of the day), ``name``, ``is_done``,
            ``value`` (figure in words), ``action`` (xml id, optional)
        """
        self.ensure_one()
        return [*self._plan_of_people(), *self._plan_of_gate()]

    def _plan_of_people(self):
        """Answers given, quality head named, jobs held."""
        people = self._people_with_jobs()
        head = self.company_id.med_quality_head_id
        return [
            {
                "day": 1,
                "name": self.env._("Twelve questions answered"),
                "is_done": self.answered_count == self.question_count,
                "value": f"{self.answered_count} / {self.question_count}",
            },
            {
                "day": 1,
                "name": self.env._("Quality head in office"),
                "is_done": bool(head),
                "value": head.name or "–",
                "action": "med_base.med_role_action",
            },
            {
                "day": 2,
                "name": self.env._("People hold their jobs"),
                "is_done": people >= 2,
                "value": str(people),
                "action": "med_base.med_role_grant_action",
            },
        ]

    def _plan_of_gate(self):
        """Trial mode worked off, then the cut-over."""
        company = self.company_id
        passing, judged = company.med_gate_pass_count, company.med_gate_judged_count
        share = 100 * passing // judged if judged else 0
        return [
            {
                "day": 6,
                "name": self.env._("Real orders in trial mode, would-be stops worked off"),
                "is_done": company._med_is_live() or (judged > 0 and share >= 98),
                "value": self.env._("%(share)s %% of %(count)s would pass today", share=share, count=judged),
                "action": "med_base.res_company_action_gate",
            },
            {
                "day": 10,
                "name": self.env._("Cut-over"),
                "is_done": company._med_is_live(),
                "value": str(company.med_cutover_date or self.env._("no date yet")),
                "action": "med_base.res_company_action_gate",
            },
        ]

    def _people_with_jobs(self):
        # sudo: how many hold a job, not who
        return (
            self.env["res.users"]
            .sudo()
            .search_count(
                [
                    ("company_ids", "in", self.company_id.ids),
                    ("share", "=", False),
                    ("all_group_ids", "in", self.env.ref("med_base.group_med_user").ids),
                ]
            )
        )

    def _plan_table(self, items):
        rows = [self._plan_row(item) for item in sorted(items, key=lambda item: item["day"])]
        return Markup('<table class="table table-sm o_med_setup_plan"><tbody>%s</tbody></table>') % Markup(
            ""
        ).join(rows)

    def _plan_row(self, item):
        mark = (
            Markup('<i class="fa fa-check-circle text-success"/>')
            if item["is_done"]
            else Markup('<i class="fa fa-circle-o text-muted"/>')
        )
        name = item["name"]
        action = item.get("action") and self.env.ref(item["action"], raise_if_not_found=False)
        if action:
            name = Markup('<a href="/odoo/action-%s">%s</a>') % (action.id, name)
        day = self.env._("Day %(day)s", day=item["day"])
        return Markup("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>") % (
            mark,
            day,
            name,
            item["value"],
        )
