from odoo import api, models

OPENS_FILE = ("_unqualified", "_suspended")


class MedGateQualification(models.AbstractModel):
    """The button of a finding: the form that mends it, filled in as far as known."""

    _inherit = "med.gate.qualification"

    @api.model
    def _next_action(self, finding):
        """Form of the paper that is missing, or None where another step is due."""
        if finding["next_action"] != "add_paper":
            return None
        if finding["subject_model"] == "product.product":
            product = self.env["product.product"].browse(finding["subject_id"])
            if finding["check"] == "product_not_admitted":
                return product.action_med_open_dossier()
            return self._held_paper(finding) or product.action_med_add_paper()
        if finding["subject_model"] != "res.partner":
            return None
        partner = self.env["res.partner"].browse(finding["subject_id"])
        if finding["check"] == "delivery_place":
            return self._place_of_finding(partner)
        if finding["check"].endswith(OPENS_FILE):
            return partner.action_med_open_dossier()
        return (
            self._held_paper(finding)
            or self._paper_of_finding(partner, finding)
            or partner.action_med_add_paper()
        )

    def _held_paper(self, finding):
        """A new version of the paper a remark is about; None for other findings."""
        facts = finding.get("facts") or {}
        if "remark" not in facts:
            return None
        return self.env["med.credential"].browse(facts["paper"]).action_new_version()

    def _place_of_finding(self, address):
        """A new delivery place for the address of a finding."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Delivery Place"),
            "res_model": "med.delivery.place",
            "views": [(False, "form")],
            "context": {
                "default_partner_id": address.commercial_partner_id.id,
                "default_address_id": address.id,
                "default_name": address.name or address.street or "",
            },
        }

    def _paper_of_finding(self, partner, finding):
        """New paper of the type a finding misses."""
        row_code = (finding.get("facts") or {}).get("row")
        # sudo: rules bind everybody, whoever may read the matrix
        row = self.env["med.requirement"].sudo().search([("code", "=", row_code)], limit=1)
        kind = row.type_ids[:1]
        if not kind:
            return None
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add Paper"),
            "res_model": "med.credential",
            "views": [(False, "form")],
            "context": {
                "default_partner_id": partner.id,
                "default_holder_name": partner.name,
                "default_type_id": kind.id,
            },
        }
