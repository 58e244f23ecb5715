from odoo import api, fields, models
from odoo.fields import Domain

from .med_dossier import QUALIFICATION_STATES


class MedDossier(models.Model):
    """The file's row of kept state, made with it."""

    _inherit = "med.dossier"

    qualification_state = fields.Selection(
        QUALIFICATION_STATES,
        compute="_compute_qualification_state",
        search="_search_qualification_state",
    )
    status_ids = fields.One2many("med.qualification.status", "dossier_id", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med_qualification
        dossiers = super().create(vals_list)
        # sudo: rows follow the files, nobody makes them by hand
        self.env["med.qualification.status"].sudo().create(
            [{"dossier_id": dossier.id} for dossier in dossiers]
        )
        return dossiers

    @api.depends("status_ids.state", "status_ids.valid_until")
    def _compute_qualification_state(self):
        """As kept, judged where its day has passed."""
        # sudo: how a file stands is no secret to whoever may read it
        states = self.sudo().status_ids._states_now()
        for dossier in self:
            status = dossier.sudo().status_ids  # sudo: as above
            dossier.qualification_state = states.get(status, "none")

    @api.model
    def _search_qualification_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = [
            self.env["med.qualification.status"]._domain_state(company, value)
            for company in self.env.companies
        ]
        # sudo: the domain is about files the caller is shown by his own rights
        rows = self.env["med.qualification.status"].sudo()._search(Domain.OR(domains))
        return Domain("id", "in", rows.subselect("dossier_id"))
