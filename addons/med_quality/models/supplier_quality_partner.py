from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

MONTHS = 12


class ResPartner(models.Model):
    """How good the goods of a supplier were in the last twelve months, in this company."""

    _inherit = "res.partner"

    med_inspected_lots = fields.Integer(
        "Lots Inspected", compute="_compute_med_supplier_quality", groups="med_base.group_med_user"
    )
    med_accepted_rate = fields.Float(
        "Lots Accepted (%)",
        compute="_compute_med_supplier_quality",
        digits=(16, 1),
        groups="med_base.group_med_user",
        help="Lots accepted as a whole, by lots inspected on receipt in the last twelve months.",
    )
    med_case_count = fields.Integer(
        "Nonconformities",
        compute="_compute_med_supplier_quality",
        groups="med_base.group_med_user",
        help="Nonconformities of its goods in the last twelve months, cancelled ones not counted.",
    )

    @api.depends_context("company")
    def _compute_med_supplier_quality(self):
        parties = self.commercial_partner_id
        lots, cases = self._med_lots_of(parties), self._med_cases_of(parties)
        for partner in self:
            party = partner.commercial_partner_id
            inspected, accepted = lots.get(party.id, (0, 0))
            partner.med_inspected_lots = inspected
            partner.med_accepted_rate = accepted * 100.0 / inspected if inspected else 0.0
            partner.med_case_count = cases.get(party.id, 0)

    @api.model
    def _med_quality_since(self):
        """First moment that counts."""
        return fields.Datetime.now() - relativedelta(months=MONTHS)

    @api.model
    def _med_lots_of(self, parties):
        """{party: (lots inspected, lots accepted as a whole)}, in one query."""
        domain = Domain("partner_id", "in", parties.ids) & Domain("company_id", "=", self.env.company.id)
        domain &= Domain("state", "=", "done") & Domain("kind", "in", ["receipt", "direct"])
        domain &= Domain("inspected_at", ">=", self._med_quality_since())
        # sudo: the figure is of the whole company
        lines = self.env["med.inspection.line"].sudo()
        sums = {}
        for partner, result, count in lines._read_group(domain, ["partner_id", "result"], ["__count"]):
            inspected, accepted = sums.get(partner.id, (0, 0))
            sums[partner.id] = (inspected + count, accepted + (count if result == "pass" else 0))
        return sums

    @api.model
    def _med_cases_of(self, parties):
        """{party: nonconformities of its goods}, in one query."""
        domain = Domain("partner_id", "in", parties.ids) & Domain("company_id", "=", self.env.company.id)
        domain &= Domain("kind", "=", "goods") & Domain("state", "!=", "cancelled")
        domain &= Domain("reported_at", ">=", self._med_quality_since())
        # sudo: the figure is of the whole company
        cases = self.env["med.nonconformity"].sudo()
        return {
            partner.id: count for partner, count in cases._read_group(domain, ["partner_id"], ["__count"])
        }

    def action_med_supplier_quality(self):
        """Open the figures of this supplier, each with its records."""
        self.ensure_one()
        self.check_access("read")
        boards = self.env["med.supplier.figures"]
        action = boards.action_open_board()
        boards.browse(action["res_id"]).partner_id = self.commercial_partner_id
        return {**action, "name": self.env._("Quality of %(supplier)s", supplier=self.display_name)}
