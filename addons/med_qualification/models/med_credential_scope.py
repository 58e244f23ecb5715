from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..medpapers import ScopeLine


class MedCredentialScope(models.Model):
    """One line of a licence's scope: categories of one class, with the remarks."""

    _name = "med.credential.scope"
    _inherit = ["med.credential.line.mixin"]
    _description = "Scope of a Credential"
    _order = "device_class desc, id"

    device_class = fields.Selection(
        [("1", "Class I"), ("2", "Class II"), ("3", "Class III")], required=True
    )
    category_ids = fields.Many2many(
        "med.device.category",
        "med_credential_scope_category_rel",
        string="Categories",
        help="Of either catalogue; empty for all categories of the class.",
    )
    excluded_ids = fields.Many2many(
        "med.device.category", "med_credential_scope_excluded_rel", string="Except"
    )
    is_ivd = fields.Boolean(string="In-vitro Diagnostic Reagents")
    is_cold_chain = fields.Boolean(string="Cold Chain")
    is_ivd_only = fields.Boolean(
        string="Reagents Only", help="In-vitro diagnostic reagents and nothing else."
    )
    is_without_implants = fields.Boolean(string="Without Implants")

    @api.depends("device_class", "category_ids", "is_ivd", "is_cold_chain")
    def _compute_display_name(self):
        # EXTENDS base: "III: 04 07 13"
        labels = dict(self._fields["device_class"]._description_selection(self.env))
        for line in self:
            codes = " ".join(sorted(line.category_ids.mapped("code")))
            line.display_name = f"{labels.get(line.device_class, '')}: " + (
                codes or self.env._("all categories")
            )

    def _check_open(self):
        # EXTENDS med.credential.line.mixin
        closed = self._closed_papers()
        if closed:
            raise UserError(
                self.env._(
                    "The scope of %(paper)s was reviewed and cannot be changed. Add a new "
                    "version of the paper.",
                    paper=closed[0].display_name,
                )
            )

    def _as_scope_line(self):
        """This line as plain ``medpapers.ScopeLine``."""
        self.ensure_one()
        return ScopeLine(
            classes=frozenset(self.device_class or ""),
            categories=self.category_ids._keys(),
            excluded=self.excluded_ids._keys(),
            ivd=self.is_ivd,
            cold_chain=self.is_cold_chain,
            ivd_only=self.is_ivd_only,
            no_implant=self.is_without_implants,
        )

    @api.model
    def _from_scope_line(self, line, ids=None):
        """Values of a record for a ``medpapers.ScopeLine`` of one class.

        :param ids: what ``_ids_by_key`` of all categories says, where many lines are made
        """
        if ids is None:
            ids = self.env["med.device.category"].search(Domain.TRUE)._ids_by_key()
        return {
            "device_class": "".join(line.classes),
            "category_ids": [Command.set([ids[code] for code in sorted(line.categories)])],
            "excluded_ids": [Command.set([ids[code] for code in sorted(line.excluded)])],
            "is_ivd": line.ivd,
            "is_cold_chain": line.cold_chain,
            "is_ivd_only": line.ivd_only,
            "is_without_implants": line.no_implant,
        }
