from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    med_approval_size = fields.Selection(
        [
            ("small", "Small: applicant, quality head"),
            ("standard", "Standard: applicant, quality officer, quality head"),
            ("full", "Full: first review, re-review, verification, release"),
        ],
        string="Approval Size",
        default="standard",
        required=True,
        help="How many people see a paper before it counts.",
    )

    med_backdate_hours = fields.Float(
        string="Tolerance of Late Entries (Hours)",
        default=2.0,
        help="What happened longer ago than this when it is entered counts as a "
        "retrospective entry: it needs a reason and is marked on every print.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        companies = super().create(vals_list)
        companies._med_mark_own_party()
        return companies

    def _med_mark_own_party(self):
        """Our own company is a party like others, judged before them."""
        own = self.env.ref("med_base.party_type_own_company", raise_if_not_found=False)
        partners = self.partner_id.filtered(lambda p: not p.med_party_type_id)
        if own and partners:
            partners.med_party_type_id = own
