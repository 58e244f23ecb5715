from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..medpapers import Restriction
from .med_dossier_limits import OPEN

CLASSES = ("for_class_1", "for_class_2", "for_class_3")
FLAGS = {
    "is_ivd": "ivd",
    "is_cold_chain": "cold_chain",
    "is_implant": "implant",
    "is_import": "import",
}


class MedDossierRestriction(models.Model):
    """A limit that quality sets in the result of a file and the gate enforces."""

    _name = "med.dossier.restriction"
    _description = "Restriction of a Result"
    _order = "dossier_id, kind desc, id"

    dossier_id = fields.Many2one("med.dossier", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="dossier_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("only", "Only"), ("never", "Never")], string="May Trade", required=True, default="never"
    )
    for_class_1 = fields.Boolean(string="Class I")
    for_class_2 = fields.Boolean(string="Class II")
    for_class_3 = fields.Boolean(string="Class III")
    category_ids = fields.Many2many("med.device.category", string="Categories")
    is_ivd = fields.Boolean(string="Reagents")
    is_cold_chain = fields.Boolean(string="Cold Chain")
    is_implant = fields.Boolean(string="Implants")
    is_import = fields.Boolean(string="Imported")
    product_ids = fields.Many2many("product.product", string="Products")
    date_to = fields.Date(string="Until", help="Last day on which it holds; empty: no end.")
    reason = fields.Char(required=True)
    is_fixed = fields.Boolean(compute="_compute_is_fixed", string="Decided")

    @api.constrains("dossier_id", "category_ids", "product_ids", *CLASSES, *FLAGS)
    def _check_says_something(self):
        for row in self:
            plain = row._as_restriction()
            if not (plain.classes or plain.categories or plain.flags or plain.products):
                raise ValidationError(
                    self.env._(
                        "A restriction of %(file)s names no class, category, kind or product. "
                        "To stop all trade, suspend the file.",
                        file=row.dossier_id.name,
                    )
                )

    @api.depends("kind", "category_ids", "product_ids", "for_class_1", "for_class_2", "for_class_3")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # EXTENDS base: "Never: Class III, 04, Implants"
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            names = [f"for_class_{c}" for c in "123"] + list(FLAGS)
            parts = [row._fields[n]._description_string(self.env) for n in names if row[n]]
            parts += [*row.category_ids.mapped("code"), *row.product_ids.mapped("display_name")]
            row.display_name = f"{kinds.get(row.kind)}: {', '.join(parts)}"

    @api.depends("dossier_id.state")
    def _compute_is_fixed(self):
        for row in self:
            row.is_fixed = bool(row._origin) and row.dossier_id.state not in OPEN

    def _as_restriction(self):
        """This row as plain ``medpapers.Restriction``."""
        self.ensure_one()
        return Restriction(
            key=self.id,
            kind=self.kind,
            classes=frozenset(c for c in "123" if self[f"for_class_{c}"]),
            categories=self.category_ids._keys(),
            flags=frozenset(flag for name, flag in FLAGS.items() if self[name]),
            products=frozenset(self.product_ids.ids),
            valid_to=self.date_to or None,
        )

    # a result is narrowed by quality staff, loosened by a decision -------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        self.check_access("create")
        dossiers = self.env["med.dossier"].browse({vals.get("dossier_id") for vals in vals_list})
        usual = self.default_get(["kind"]).get("kind")
        wide = any(vals.get("kind", usual) != "never" for vals in vals_list)
        dossiers._check_may_limit(wide)
        with dossiers._deciding_limits(added=len(vals_list)):
            rows = super().create(vals_list)
        return rows

    def write(self, vals):
        # EXTENDS base
        self.check_access("write")
        dossiers = self.dossier_id | self.dossier_id.browse(vals.get("dossier_id") or ())
        dossiers._check_may_change_limits()
        with dossiers._deciding_limits(changed=sorted(vals)):
            return super().write(vals)

    def unlink(self):
        # EXTENDS base
        self.check_access("unlink")
        facts = {"removed": self.mapped("display_name")}
        if not self._has_ticket("lift"):
            self.dossier_id._check_may_change_limits()
        dossiers = self.dossier_id
        with dossiers._deciding_limits(**facts):
            return super().unlink()

    def action_lift(self, reason):
        """End limits of decided files: the quality head's decision, with its reason.

        :param reason: why, kept in the ledger and on the file
        """
        dossiers = self.dossier_id
        dossiers._check_decision(reason, "med_base.group_quality_head")
        self.check_access("unlink")
        for row in self:
            text = self.env._("Lifted: %(limit)s. %(reason)s", limit=row.display_name, reason=reason)
            row.dossier_id.message_post(body=text)
        dossiers._log("dossier.limit_lifted", limits=self.mapped("display_name"), reason=reason)
        self._with_ticket("lift").unlink()
        return True

    def action_open_lift(self):
        """Ask for the reason, then lift this limit."""
        self.ensure_one()
        context = {
            "default_dossier_id": self.dossier_id.id,
            "default_restriction_id": self.id,
            "default_decision": "lift",
        }
        return {**self.dossier_id.action_open_decision(), "context": context}
