from odoo import api, fields, models, tools
from odoo.exceptions import UserError


class MedRole(models.Model):
    """A job of the company: what its holder answers for, bound to one group."""

    _name = "med.role"
    _description = "Job"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    group_id = fields.Many2one("res.groups", string="Rights", required=True, ondelete="restrict")
    responsibility = fields.Text(translate=True, help="What the holder of this job does and answers for.")
    limits = fields.Text(translate=True, help="What this job must not do.")
    duty_line_ids = fields.One2many("med.role.duty.line", "role_id", string="Duties")
    user_ids = fields.Many2many("res.users", string="Holders", compute="_compute_user_ids", compute_sudo=True)
    user_count = fields.Integer(string="Number of Holders", compute="_compute_user_ids", compute_sudo=True)
    conflict_role_ids = fields.Many2many(
        "med.role", string="Incompatible With", compute="_compute_conflict_role_ids"
    )

    _code_uniq = models.UniqueIndex("(code)", "This job code exists already.")
    _group_uniq = models.UniqueIndex("(group_id)", "Each job has its own group.")

    @api.depends("group_id.user_ids", "group_id.user_ids.active")
    def _compute_user_ids(self):
        for role in self:
            role.user_ids = role.group_id.user_ids.filtered("active")
            role.user_count = len(role.user_ids)

    def _compute_conflict_role_ids(self):
        conflicts = self.env["med.role.conflict"].search([("active", "=", True)])
        for role in self:
            mine = conflicts.filtered(lambda c, r=role: r in c.role_a_id + c.role_b_id)
            role.conflict_role_ids = (mine.role_a_id + mine.role_b_id) - role

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        roles = super().create(vals_list)
        self.env.registry.clear_cache("groups")
        return roles

    def write(self, vals):
        # EXTENDS base
        if {"group_id", "code"} & set(vals) and not self.env.su:
            raise UserError(
                self.env._(
                    "Code and rights of the job %(job)s are fixed: other records rely "
                    "on them. Make a new job instead.",
                    job=", ".join(self.mapped("name")),
                )
            )
        self.env.registry.clear_cache("groups")
        return super().write(vals)

    def unlink(self):
        # EXTENDS base
        self.env.registry.clear_cache("groups")
        return super().unlink()

    @api.model
    @tools.ormcache(cache="groups")
    def _guarded_group_ids(self):
        """Groups that only a granted request may give: all jobs and personal data."""
        roles = self.sudo().with_context(active_test=False).search([("id", "!=", False)])  # sudo: ids only
        sensitive = self.env.ref("med_base.group_sensitive", raise_if_not_found=False)
        return tuple(roles.group_id.ids + (sensitive.ids if sensitive else []))

    @api.model
    def _by_code(self, code):
        """The job of that code; an empty recordset if there is none."""
        return self.search([("code", "=", code)], limit=1)

    def action_open_holders(self):
        """List the users who hold this job."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("med_base.res_users_action_jobs")
        action["domain"] = [("id", "in", self.user_ids.ids)]
        action["display_name"] = self.name
        return action

    @api.model
    def _matrix_models(self):
        """Names of the models whose rights the printed matrix shows; addons extend."""
        return [
            "res.partner",
            "product.product",
            "stock.lot",
            "sale.order",
            "purchase.order",
            "stock.picking",
            "account.move",
            "med.party.type",
            "med.device.category",
            "med.device.change",
            "med.gate.check",
            "med.gate.waiver",
            "med.lot.block",
            "med.approval.route",
            "med.approval.request",
            "med.role.grant",
            "med.ledger.entry",
        ]

    @api.model
    def _matrix_rows(self, names=None):
        """Who may read, change, create and delete what, by model and job.

        :param names: model names, default those of ``_matrix_models``
        :return: list of {"model", "label", "cells": {role id: letters of R W C D}}
        """
        names = [n for n in names or self._matrix_models() if n in self.env]
        # sudo: an inspector sees who has which right without being an administrator
        models_sudo = self.env["ir.model"].sudo().search([("model", "in", names)])
        access_sudo = models_sudo.access_ids.filtered("active")
        read_along = self.env["ir.model.access"]._med_read_along()
        by_name = {model.model: model for model in models_sudo}
        return [
            {
                "model": name,
                "label": by_name[name].name,
                "cells": {
                    role.id: role._matrix_cell(
                        access_sudo.filtered(lambda a, n=name: a.model_id.model == n), name in read_along
                    )
                    for role in self.search([("active", "=", True)])
                },
            }
            for name in names
        ]

    def _matrix_cell(self, access_sudo, is_read_along):
        """Letters of the rights that these access rows give to this job.

        :param access_sudo: active access rows of one model
        :param is_read_along: whether those who judge and audit read it in any case
        """
        groups = self.group_id.sudo().all_implied_ids  # sudo: reads the group tree
        rows = access_sudo.filtered(lambda a: not a.group_id or a.group_id in groups)
        rights = (("W", "write"), ("C", "create"), ("D", "unlink"))
        reads = any(rows.mapped("perm_read")) or (
            is_read_along and self.env.ref("med_base.group_med_reader") in groups
        )
        changes = (letter for letter, right in rights if any(rows.mapped(f"perm_{right}")))
        return "".join(["R" if reads else "", *changes])
