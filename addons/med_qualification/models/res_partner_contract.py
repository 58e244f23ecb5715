from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    med_contract_count = fields.Integer(compute="_compute_med_contract_count")

    def _compute_med_contract_count(self):
        counts = {}
        contracts = self.env["med.credential"]
        if contracts.has_access("read"):
            domain = [
                ("is_contract", "=", True),
                ("state", "!=", "superseded"),
                ("commercial_partner_id", "in", self.commercial_partner_id.ids),
            ]
            counts = dict(
                contracts._read_group(domain, ["commercial_partner_id"], ["__count"])
            )
        for partner in self:
            partner.med_contract_count = counts.get(partner.commercial_partner_id, 0)

    def action_med_view_contracts(self):
        """Contracts and agreements with this party."""
        self.ensure_one()
        party = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "med_qualification.med_credential_action_contract"
        )
        return {
            **action,
            "domain": [("is_contract", "=", True), ("commercial_partner_id", "=", party.id)],
            "context": {"default_partner_id": party.id},
        }
