from odoo import api, fields, models
from odoo.exceptions import AccessError

from .med_dossier import QUALIFICATION_STATES

# whose state stands for the party: the first of these that has a file
MAIN_DIRECTIONS = ("own", "customer", "supplier")


class ResPartner(models.Model):
    _inherit = "res.partner"

    med_qualification_state = fields.Selection(
        QUALIFICATION_STATES,
        string="Qualification",
        compute="_compute_med_qualification",
        search="_search_med_qualification_state",
        help="Of the company of a contact, in the current company: by its file as "
        "customer, or as supplier where it has no other.",
    )
    med_supplier_state = fields.Selection(
        QUALIFICATION_STATES,
        string="Qualification as Supplier",
        compute="_compute_med_qualification",
        search="_search_med_supplier_state",
    )
    med_qualification_hint = fields.Char(compute="_compute_med_qualification_lines")
    med_missing_line_ids = fields.One2many(
        "med.dossier.line", compute="_compute_med_qualification_lines", string="Papers to Mend"
    )
    med_dossier_ids = fields.One2many("med.dossier", "partner_id", string="Files")
    med_status_ids = fields.One2many("med.qualification.status", "partner_id", readonly=True)
    med_credential_ids = fields.One2many(
        "med.credential", "commercial_partner_id", string="Papers"
    )
    med_credential_count = fields.Integer(compute="_compute_med_counts")
    med_dossier_count = fields.Integer(compute="_compute_med_counts")

    @api.depends(
        "commercial_partner_id.med_status_ids.state",
        "commercial_partner_id.med_status_ids.valid_until",
    )
    @api.depends_context("company")
    def _compute_med_qualification(self):
        states = self._med_states_by_direction()
        for partner in self:
            found = states.get(partner.commercial_partner_id._origin.id, {})
            first = [found[d] for d in MAIN_DIRECTIONS if d in found]
            partner.med_qualification_state = first[0] if first else "none"
            partner.med_supplier_state = found.get("supplier", "none")

    def _med_states_by_direction(self):
        """{commercial partner id: {direction: state}} in the current company."""
        rows = self.env["med.qualification.status"]._of_company(
            self.env.company, [("partner_id", "in", self.commercial_partner_id.ids)]
        )
        found = {}
        for row, state in rows._states_now().items():
            found.setdefault(row.partner_id.id, {})[row.direction] = state
        return found

    def _med_dossiers_now(self, domain):
        # sudo: everyone sees whether a party is admitted; its file is another matter
        return self.env["med.dossier"].sudo().search(
            [("company_id", "=", self.env.company.id), *domain]
        )

    @api.model
    def _search_med_qualification_state(self, operator, value):
        return self._med_search_state(operator, value, MAIN_DIRECTIONS)

    @api.model
    def _search_med_supplier_state(self, operator, value):
        return self._med_search_state(operator, value, ("supplier",))

    @api.model
    def _med_search_state(self, operator, value, directions):
        """Domain of partners whose first file of ``directions`` has a state in value."""
        if operator != "in":
            return NotImplemented
        company = self.env.company
        # sudo: how a party stands is no secret, its file is another matter
        rows = self.env["med.qualification.status"].sudo()
        hits = rows._domain_state(company, value)
        result = fields.Domain.FALSE
        for index, direction in enumerate(directions):
            found = rows._search(hits & fields.Domain("direction", "=", direction))
            part = fields.Domain("commercial_partner_id", "in", found.subselect("partner_id"))
            if index:
                part &= self._med_without_file(company, directions[:index])
            result |= part
        if "none" in value or False in value:
            result |= self._med_without_file(company, directions)
        return result

    @api.model
    def _med_without_file(self, company, directions):
        """Domain of partners that have no file in any of these directions."""
        # sudo: as above
        rows = self.env["med.qualification.status"].sudo()
        found = rows._search([("company_id", "=", company.id), ("direction", "in", directions)])
        return fields.Domain("commercial_partner_id", "not in", found.subselect("partner_id"))

    @api.depends(
        "commercial_partner_id.med_dossier_ids.line_ids",
        "commercial_partner_id.med_credential_ids.state",
    )
    @api.depends_context("company", "lang")
    def _compute_med_qualification_lines(self):
        dossiers = self._med_dossiers_now(
            [("partner_id", "in", self.commercial_partner_id.ids)]
        ).grouped("partner_id")
        for partner in self:
            lines = self.env["med.dossier.line"]
            for dossier in dossiers.get(partner.commercial_partner_id._origin, ()):
                lines |= dossier.line_ids.filtered("needs_care")
            partner.med_missing_line_ids = lines
            partner.med_qualification_hint = lines.filtered("is_required")._as_text()

    def _compute_med_counts(self):
        papers = self._med_count("med.credential", "commercial_partner_id")
        files = self._med_count("med.dossier", "partner_id")
        for partner in self:
            partner.med_credential_count = papers.get(partner.commercial_partner_id, 0)
            partner.med_dossier_count = files.get(partner.commercial_partner_id, 0)

    def _med_count(self, model, name):
        if not self.env[model].has_access("read"):
            return {}
        return dict(
            self.env[model]._read_group(
                [(name, "in", self.commercial_partner_id.ids)], [name], ["__count"]
            )
        )

    def _med_judged_parties(self):
        # EXTENDS med_base: a file or a paper that was submitted
        judged = super()._med_judged_parties()
        domain = [("partner_id", "in", self.ids), ("state", "!=", "draft")]
        # sudo: what was judged counts in every company, whoever may read it
        papers = self.env["med.credential"].sudo().search(domain)
        # sudo: as above
        files = self.env["med.dossier"].sudo().search(domain)
        found = set((papers.partner_id | files.partner_id).ids)
        return judged | self.filtered(lambda partner: partner.id in found)

    # actions -------------------------------------------------------------

    def action_med_add_paper(self):
        """Open a new paper of this party, preset with the first one missing."""
        self.ensure_one()
        line = self.med_missing_line_ids.sorted(lambda li: (not li.is_required, li.sequence))[:1]
        if line:
            return line.action_add_paper()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add Paper"),
            "res_model": "med.credential",
            "views": [(False, "form")],
            "context": {
                "default_partner_id": self.commercial_partner_id.id,
                "default_holder_name": self.commercial_partner_id.name,
            },
        }

    def action_med_open_dossier(self):
        """The files of this party, or a new one in the likely direction."""
        self.ensure_one()
        party = self.commercial_partner_id
        dossiers = self.env["med.dossier"].search(
            [("partner_id", "=", party.id), ("company_id", "=", self.env.company.id)]
        )
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Files of %(name)s", name=party.name),
            "res_model": "med.dossier",
            "domain": [("partner_id", "=", party.id)],
            "views": [(False, "list"), (False, "form")],
            "context": {
                "default_partner_id": party.id,
                "default_direction": self._med_likely_direction(),
            },
        }
        if len(dossiers) < 2:
            action.update(views=[(False, "form")], res_id=dossiers.id)
        return action

    def _med_likely_direction(self):
        party = self.commercial_partner_id
        if party == self.env.company.partner_id:
            return "own"
        kind = party.med_party_type_id
        return "supplier" if kind.is_supplier and not kind.is_customer else "customer"

    def action_med_view_credentials(self):
        """All papers of this party, every version."""
        self.ensure_one()
        party = self.commercial_partner_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Papers of %(name)s", name=party.name),
            "res_model": "med.credential",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("commercial_partner_id", "=", party.id)],
            "context": {
                "default_partner_id": party.id,
                "default_holder_name": party.name,
            },
        }

    # party type ----------------------------------------------------------

    def write(self, vals):
        # EXTENDS base: another party type asks for other papers
        if "med_party_type_id" not in vals:
            return super().write(vals)
        new = self.env["med.party.type"].browse(vals["med_party_type_id"])
        changed = self.filtered(
            lambda p: p == p.commercial_partner_id
            and p.med_party_type_id
            and p.med_party_type_id != new
        )
        before = {partner: partner.med_party_type_id.code for partner in changed}
        changed._med_check_party_type(new)
        result = super().write(vals)
        changed._med_log_party_type(before)
        # sudo: the lines follow the rules, whoever corrects the type
        self.env["med.dossier"].sudo().search([("partner_id", "in", self.ids)])._sync_lines()
        return result

    def _med_check_party_type(self, new):
        """What was submitted for review, or would go without papers, quality changes."""
        if self.env.su or self.env.user.has_group("med_base.group_quality_officer"):
            return
        # sudo: a file of another company counts as well
        files = self.env["med.dossier"].sudo().search(
            [("partner_id", "in", self.ids), ("state", "!=", "draft")], limit=1
        )
        goes_free = self and (not new or new.is_individual or new.is_foreign)
        if files or goes_free:
            raise AccessError(
                self.env._(
                    "The party type of %(partner)s decides which papers are asked. Ask a "
                    "quality officer to change it.",
                    partner=(files.partner_id or self)[0].display_name,
                )
            )

    def _med_log_party_type(self, before):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "party.type_changed",
                    "record": partner,
                    "facts": {"from": before[partner], "to": partner.med_party_type_id.code},
                }
                for partner in self
            ]
        )
