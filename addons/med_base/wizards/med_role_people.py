from odoo import api, fields, models

# a sheet A4 across has about 175 mm for the rows; letters shrink so that all people fit
SHEET, LARGEST, SMALLEST = 500, 11, 4


class MedRolePeople(models.TransientModel):
    """Person × job × approved by: everybody's rights on one sheet, to print."""

    _name = "med.role.people"
    _description = "Who Holds Which Job"

    body = fields.Html(compute="_compute_body", sanitize=False)

    @api.depends_context("lang", "allowed_company_ids")
    def _compute_display_name(self):
        for page in self:
            page.display_name = self.env._("Who holds which job")

    @api.depends_context("lang", "allowed_company_ids")
    def _compute_body(self):
        for page in self:
            page.body = self.env["ir.qweb"]._render("med_base.role_people_body", page._values())

    def _values(self):
        """What the template shows: jobs, people, and each cell's approval."""
        roles = self.env["med.role"].search([("active", "=", True)])
        companies = self.env.companies
        # sudo: names and companies of people, for readers of the matrix
        people = roles.user_ids.sudo().filtered(lambda user: user.company_ids & companies).sorted("name")
        size = max(SMALLEST, min(LARGEST, SHEET // max(len(people) * 2, 1)))
        return {
            "roles": roles,
            "people": people,
            "cells": self._approvals(people, roles),
            "conflicts": {user.id: user.med_role_conflict_ids for user in people},
            "font_size": size,
        }

    @api.model
    def _approvals(self, users, roles):
        """Who approved what: {(user id, role id): text} for every job held.

        Jobs given by the set-up, without a request, say so.
        """
        # sudo: grants of other people
        grants = self.env["med.role.grant"].sudo().search(
            [("user_id", "in", users.ids), ("role_id", "in", roles.ids), ("state", "=", "granted")],
            order="decided_at",
        )
        found = {(g.user_id.id, g.role_id.id): self._approval_text(g) for g in grants}
        return {
            (user.id, role.id): found.get((user.id, role.id)) or self.env._("set-up")
            for role in roles
            for user in role.user_ids & users
        }

    @api.model
    def _approval_text(self, grant):
        text = f"{grant.decided_by_id.name} {fields.Date.to_string(grant.decided_at.date())}"
        if grant.date_end:
            text = self.env._("%(approval)s until %(date)s", approval=text, date=grant.date_end)
        return text

    def action_print(self):
        """Print the sheet."""
        return self.env.ref("med_base.action_report_role_people").report_action(self)
