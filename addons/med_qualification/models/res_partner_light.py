from odoo import api, fields, models

LIGHTS = [("none", "No file"), ("green", "In order"), ("yellow", "Look at it"), ("red", "Stopped")]
RED, YELLOW = ("expired", "revoked"), ("pending", "restricted")


class ResPartner(models.Model):
    """What is to be mended on a party, at a glance and with one click each."""

    _inherit = "res.partner"

    med_light = fields.Selection(
        LIGHTS,
        string="Papers at a Glance",
        compute="_compute_med_light",
        help="Red: something the law asks for is missing or has ended. Yellow: something "
        "ends soon, waits for review or limits what may be traded. What is only "
        "recommended never makes a party red.",
    )
    med_light_text = fields.Char(compute="_compute_med_light")
    med_wrong_paper_ids = fields.Many2many(
        "med.credential", compute="_compute_med_wrong_papers", string="Papers to Look At"
    )
    med_place_count = fields.Integer(compute="_compute_med_place_count")

    @api.depends(
        "med_qualification_state",
        "med_supplier_state",
        "commercial_partner_id.med_dossier_ids.line_ids",
        "commercial_partner_id.med_credential_ids.state",
    )
    @api.depends_context("company", "lang")
    def _compute_med_light(self):
        labels = dict(self._fields["med_qualification_state"]._description_selection(self.env))
        for partner in self:
            states = {partner.med_qualification_state, partner.med_supplier_state} - {False}
            partner.med_light = self._med_light_of(states, partner.med_missing_line_ids)
            partner.med_light_text = ", ".join(
                labels[state] for state in labels if state in states and state != "none"
            )

    @api.model
    def _med_light_of(self, states, lines):
        """Colour by the states of the files and the lines that need care."""
        if states <= {"none"}:
            return "none"
        if states & set(RED):
            return "red"
        if states & set(YELLOW) or lines._light() != "green":
            return "yellow"
        return "green"

    @api.depends("commercial_partner_id.med_credential_ids.state")
    @api.depends_context("company", "uid")
    def _compute_med_wrong_papers(self):
        papers = self.env["med.credential"]
        if papers.has_access("read"):
            papers = papers.search(
                [
                    ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "=", self.env.company.id),
                    ("state", "in", ("draft", "valid", "renewing")),
                ]
            )
        wrong = papers.filtered("mend_text").grouped("commercial_partner_id")
        for partner in self:
            partner.med_wrong_paper_ids = wrong.get(partner.commercial_partner_id._origin)

    def _compute_med_place_count(self):
        counts = self._med_count("med.delivery.place", "partner_id")
        for partner in self:
            partner.med_place_count = counts.get(partner.commercial_partner_id, 0)

    def action_med_mend(self):
        """The form that mends the first thing in need: the paper's new version, or a new one."""
        self.ensure_one()
        lines = self.med_missing_line_ids.sorted(lambda li: (not li.is_required, li.sequence))
        line = lines.filtered(lambda li: li.status != "pending")[:1]
        if line.credential_id and line.status in ("expiring", "expired", "altered"):
            return line.action_renew_paper()
        return self.action_med_add_paper()

    def action_med_view_places(self):
        """Delivery places of this party."""
        self.ensure_one()
        party = self.commercial_partner_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Delivery Places of %(name)s", name=party.name),
            "res_model": "med.delivery.place",
            "views": [(False, "list"), (False, "form")],
            "domain": [("partner_id", "=", party.id)],
            "context": {"default_partner_id": party.id},
        }
