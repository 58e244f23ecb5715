from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..medkernel import uscc


class ResPartner(models.Model):
    _inherit = "res.partner"

    med_party_type_id = fields.Many2one(
        "med.party.type",
        string="Party Type",
        index="btree_not_null",
        tracking=True,
        help="Decides which papers are asked of this party and how it is judged.",
    )
    med_uscc = fields.Char(
        string="Unified Social Credit Code",
        compute="_compute_med_uscc",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        help="18 places with a check character; taken from the tax number if that is one.",
    )
    med_uscc_rule = fields.Selection(related="med_party_type_id.uscc_rule", string="Credit Code Rule")

    @api.depends("vat")
    def _compute_med_uscc(self):
        for partner in self:
            code = uscc.normalize(partner.vat)
            if uscc.is_valid(code):
                partner.med_uscc = code

    @api.model
    def _commercial_fields(self):
        # EXTENDS base: a contact has the type and number of its company
        return super()._commercial_fields() + ["med_party_type_id", "med_uscc"]

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        vals_list = [self._med_with_vat(self._med_normalize_uscc(vals)) for vals in vals_list]
        partners = super().create(vals_list)
        partners._med_fill_vat()
        partners._med_check_foreign()
        return partners

    def write(self, vals):
        # EXTENDS base
        vals = self._med_normalize_uscc(vals)
        result = super().write(vals)
        if vals.get("med_uscc") and "vat" not in vals:
            self._med_fill_vat()
        if vals.get("med_party_type_id"):
            self._med_check_foreign()
        return result

    def _med_check_foreign(self):
        """Only quality staff say that a party is outside mainland law: no papers then."""
        if self.env.su or self.env.user.has_group("med_base.group_quality_officer"):
            return
        foreign = self.filtered(lambda p: p.med_party_type_id.is_foreign and p.commercial_partner_id == p)
        if foreign:
            raise AccessError(
                self.env._(
                    "%(party)s: a party is marked as foreign by quality staff only, since no "
                    "Chinese papers are asked then. Ask a quality officer.",
                    party=", ".join(foreign.mapped("display_name")),
                )
            )

    @api.model
    def _med_normalize_uscc(self, vals):
        """The values with the code in compact half-width capitals."""
        if vals.get("med_uscc"):
            return dict(vals, med_uscc=uscc.normalize(vals["med_uscc"]))
        return vals

    @api.model
    def _med_with_vat(self, vals):
        """Values of a new party in China with its tax number: no second write for each."""
        code, country = vals.get("med_uscc"), vals.get("country_id")
        if not code or not country or vals.get("vat") or vals.get("parent_id"):
            return vals
        if country != self.env["ir.model.data"]._xmlid_to_res_id("base.cn"):
            return vals
        return dict(vals, vat=code)

    def _med_fill_vat(self):
        """A Chinese company's tax number is its credit code: fill an empty one."""
        for partner in self:
            country = partner.country_id.code
            if partner.med_uscc and not partner.vat and country in (False, "CN"):
                partner.vat = partner.med_uscc

    @api.constrains("med_uscc", "med_party_type_id")
    def _check_med_uscc(self):
        for partner in self:
            if not partner.med_uscc or partner.med_uscc_rule == "none":
                continue
            if not uscc.is_valid(partner.med_uscc):
                raise ValidationError(
                    self.env._(
                        "%(code)s is not a unified social credit code: 18 places with "
                        "a check character are expected. Correct the code of "
                        "%(partner)s, or leave it empty.",
                        code=partner.med_uscc,
                        partner=partner.display_name,
                    )
                )

    def _med_missing_uscc(self):
        """Those whose type needs a credit code and who have none."""
        return self.filtered(
            lambda p: (
                p.commercial_partner_id.med_uscc_rule == "required" and not p.commercial_partner_id.med_uscc
            )
        )
