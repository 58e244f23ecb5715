import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .med_approval_content_mixin import ATTACHMENTS
from .med_approval_reader import is_path


class MedApprovalRoute(models.Model):
    """Who decides on which documents, in which order. Requests copy it when they start."""

    _name = "med.approval.route"
    _description = "Approval Route"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    size = fields.Selection(
        [
            ("any", "Any Size"),
            ("small", "Small"),
            ("standard", "Standard"),
            ("full", "Full"),
        ],
        default="any",
        required=True,
        help="Used by companies with this approval size. Only in a small route may "
        "applicants decide on their own applications.",
    )
    # a name, no foreign key: removing an addon must not take its routes along, since
    # requests that were decided refer to them
    model_name = fields.Char("Model", index="btree_not_null")
    model_id = fields.Many2one(
        "ir.model",
        "Document",
        compute="_compute_model_id",
        inverse="_inverse_model_id",
        search="_search_model_id",
        help="Empty for every kind of document that has no route of its own.",
    )
    domain = fields.Char("Applies to", help="Only documents that match; all when empty.")
    company_id = fields.Many2one("res.company", index="btree_not_null")
    content_fields = fields.Char(
        "Voiding Fields",
        help="Names of the fields whose change makes an approval void, separated by "
        "commas, dotted for lines, 'attachments' for the files. Empty for the list "
        "of the kind of document.",
    )
    step_ids = fields.One2many("med.approval.step", "route_id", copy=True)

    @api.depends("model_name")
    def _compute_model_id(self):
        # sudo: the name of a kind of document is no secret
        models_sudo = self.env["ir.model"].sudo()
        for route in self:
            number = route.model_name and models_sudo._get_id(route.model_name)
            route.model_id = number or False

    def _inverse_model_id(self):
        for route in self:
            route.model_name = route.model_id.model

    def _search_model_id(self, operator, value):
        # sudo: the name of a kind of document is no secret
        found = self.env["ir.model"].sudo().search([("id", operator, value)])
        domain = Domain("model_name", "in", found.mapped("model"))
        if operator == "in" and False in value:
            domain |= Domain("model_name", "=", False)
        return domain

    @api.constrains("content_fields", "model_name")
    def _check_content_fields(self):
        for route in self.filtered("content_fields"):
            if route.model_name not in self.env:
                raise ValidationError(
                    self.env._(
                        "Route %(route)s: voiding fields need a kind of document.",
                        route=route.name,
                    )
                )
            document = self.env[route.model_name]
            for path in route._content_paths():
                if path != ATTACHMENTS and not is_path(document, path):
                    raise ValidationError(
                        self.env._(
                            "Route %(route)s: %(document)s has no field %(path)s.",
                            route=route.name,
                            document=document._description,
                            path=path,
                        )
                    )

    @api.constrains("domain", "model_name")
    def _check_domain(self):
        for route in self.filtered("domain"):
            try:
                domain = Domain(ast.literal_eval(route.domain))
                if route.model_name in self.env:
                    domain.validate(self.env[route.model_name])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "Route %(route)s: the condition cannot be read: %(error)s",
                        route=route.name,
                        error=error,
                    )
                ) from error

    # --- choosing --------------------------------------------------------------
    @api.model
    def _for_document(self, document, company):
        """The route of one document: own model before any, company, size, order.

        :param document: one record of a model under approval
        :param company: the company that decides
        :return: one route, or none
        """
        routes = self.sudo().search(  # sudo: applicants need not read routes
            [
                ("model_name", "in", (document._name, False)),
                ("company_id", "in", (company.id, False)),
                ("size", "in", ("any", company.med_approval_size)),
                ("step_ids", "!=", False),
            ]
        )
        ranked = routes.sorted(lambda r: (not r.model_name, not r.company_id, r.size == "any", r.sequence))
        return next((r for r in ranked if r._matches(document)), self.browse())

    def _matches(self, document):
        """Whether the document fulfils the route's condition."""
        if not self.domain:
            return True
        domain = Domain(ast.literal_eval(self.domain))
        return bool(document.sudo().filtered_domain(domain))  # sudo: routing only

    def _content_paths(self):
        """The voiding fields as a list, empty when the document decides."""
        names = (self.content_fields or "").split(",")
        return [name.strip() for name in names if name.strip()]

    @api.model
    def _with_model_name(self, vals):
        """Values with the kind of document by name, so that checks know it at once."""
        if "model_id" not in vals:
            return vals
        # sudo: the name of a kind of document is no secret
        model = self.env["ir.model"].sudo().browse(vals["model_id"] or [])
        rest = {name: value for name, value in vals.items() if name != "model_id"}
        return {**rest, "model_name": model.model}

    # --- changes of routes are evidence ---------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        routes = super().create([self._with_model_name(vals) for vals in vals_list])
        routes._log_change("created", [sorted(vals) for vals in vals_list])
        return routes

    def write(self, vals):
        # EXTENDS base
        result = super().write(self._with_model_name(vals))
        self._log_change("changed", [sorted(vals)] * len(self))
        return result

    def unlink(self):
        # EXTENDS base
        self._log_change("deleted", [[]] * len(self))
        return super().unlink()

    def _log_change(self, what, names):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": f"approval.route_{what}",
                    "record": route,
                    "facts": {"fields": changed, "steps": route.step_ids._as_data()},
                    "company": route.company_id or None,
                }
                for route, changed in zip(self, names, strict=True)
            ]
        )
