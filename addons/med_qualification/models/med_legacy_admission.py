from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

LEGACY_DAYS = 90


class MedLegacyAdmission(models.Model):
    """Existing customers and suppliers admitted in bulk on the quality head's statement.

    They are yellow (provisional, opening balance) and fall out by date: at most 90 days
    from the signature, and at most 90 days after the cut-over.
    """

    _name = "med.legacy.admission"
    _description = "Legacy Admission"
    _inherit = ["med.guarded.mixin", "med.retention.mixin", "mail.thread"]
    _order = "id desc"
    _guarded_fields = ("state", "admitted_by_id", "admitted_at", "statement_signed")
    _med_signed_methods = {
        "action_admit": "These parties are existing business partners. I have seen the papers on "
        "record, know of no revoked or expired one that is not shown, and have their files "
        "completed by the last day.",
    }

    name = fields.Char(default=lambda self: self.env._("New"), readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date_until = fields.Date(
        string="Last Day",
        required=True,
        default=lambda self: self.env.company._med_today() + timedelta(days=LEGACY_DAYS),
        tracking=True,
        help="At most 90 days from today, and at most 90 days after the cut-over.",
    )
    note = fields.Text(string="Remarks of the Statement")
    statement_signed = fields.Char(string="Statement", readonly=True, copy=False)
    line_ids = fields.One2many("med.legacy.admission.line", "admission_id", string="Parties")
    admitted_by_id = fields.Many2one("res.users", string="Signed By", readonly=True, copy=False)
    admitted_at = fields.Datetime(string="Signed On", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("admitted", "Admitted")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    covered_count = fields.Integer(compute="_compute_counts", string="Covered")
    excluded_count = fields.Integer(compute="_compute_counts", string="Not Covered")
    open_count = fields.Integer(compute="_compute_counts", string="Still Open")

    @api.depends("line_ids.verdict", "line_ids.dossier_id.state")
    def _compute_counts(self):
        for admission in self:
            covered = admission.line_ids.filtered(lambda line: line.verdict == "covered")
            admission.covered_count = len(covered)
            admission.excluded_count = len(admission.line_ids - covered)
            admission.open_count = len(covered.dossier_id.filtered(lambda d: d.state == "provisional"))

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin
        for vals in vals_list:
            # sudo: numbering is no right of its own
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code("med.legacy.admission") or "-"
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS med.guarded.mixin: what was signed stays as it was
        signed = self.filtered(lambda a: a.state == "admitted")
        if signed and {"date_until", "note", "company_id", "line_ids"} & set(vals):
            raise UserError(self.env._("%(name)s was signed and stays as it is.", name=signed[0].name))
        return super().write(vals)

    def _retention_rule_code(self):
        # EXTENDS med.retention.mixin
        return "qualification_record"

    def _retention_applies(self):
        # EXTENDS med.retention.mixin
        return self.state != "draft"

    @api.model
    def _retention_depends(self):
        # EXTENDS med.retention.mixin
        return ["state"]

    # filling -------------------------------------------------------------

    def action_fill(self):
        """List all draft files of existing parties and say which the statement covers."""
        self.ensure_one()
        self.check_access("write")
        self._check_draft()
        dossiers = self.env["med.dossier"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("direction", "in", ("customer", "supplier")),
                ("state", "=", "draft"),
                ("legacy_admission_id", "=", False),
            ]
        )
        existing = self._existing(dossiers)
        self.line_ids = [
            Command.clear(),
            *[Command.create({"dossier_id": dossier.id}) for dossier in existing],
        ]
        self.line_ids._judge()
        if not existing:
            raise UserError(
                self.env._(
                    "There is no draft file of an existing party: import them first, or all are "
                    "admitted already."
                )
            )
        return True

    def _existing(self, dossiers):
        """Those whose party was taken over by an import or traded before the cut-over."""
        partners = dossiers.partner_id
        cutover = self.company_id.med_cutover_date or self.company_id._med_today() + timedelta(days=1)
        traded = set()
        for model, name, states in (
            ("sale.order", "date_order", ("sale",)),
            ("purchase.order", "date_order", ("purchase", "done")),
            ("account.move", "invoice_date", ("posted",)),
        ):
            # sudo: whether there was business counts, whoever may read the documents
            groups = (
                self.env[model]
                .sudo()
                ._read_group(
                    [
                        ("partner_id", "child_of", partners.ids),
                        ("company_id", "=", self.company_id.id),
                        ("state", "in", states),
                        (name, "<", cutover),
                    ],
                    ["partner_id"],
                )
            )
            traded |= {partner.commercial_partner_id.id for (partner,) in groups}
        return dossiers.filtered(lambda d: d.is_legacy or d.partner_id.id in traded)

    # admitting -----------------------------------------------------------

    def action_ask_admit(self):
        """Judge the parties again and open the signing dialog."""
        self.ensure_one()
        self._check_admit()
        self.line_ids._judge()
        return self.action_med_sign("action_admit")

    def action_admit(self):
        """Admit the covered parties until the last day.

        Signed by the quality head. Parties with expired or revoked papers of identity,
        or without any on record, are left out; class III stays stopped where no licence
        with number and last day is on record.
        """
        self.ensure_one()
        self._check_admit()
        signature = self._med_require_signature("action_admit")
        self.line_ids._judge()
        dossiers = self.line_ids.filtered(lambda line: line.verdict == "covered").dossier_id
        if not dossiers:
            raise UserError(
                self.env._("No party of %(name)s can be covered: see the reasons.", name=self.name)
            )
        self._guarded_write(
            {
                "state": "admitted",
                "admitted_by_id": self.env.uid,
                "admitted_at": fields.Datetime.now(),
                "statement_signed": signature.meaning or self._med_signed_methods["action_admit"],
            }
        )
        self._admit(dossiers)
        return True

    def _admit(self, dossiers):
        until = fields.Date.to_string(self.date_until)
        dossiers._with_ticket("legacy", ["legacy_admission_id"])._guarded_write(
            {
                "state": "provisional",
                "provisional_until": self.date_until,
                "provisional_reason": self.name,
                "legacy_admission_id": self.id,
            }
        )
        dossiers._log("dossier.provisional", reason=self.name, until=until)
        self.env["med.ledger.entry"]._append(
            "legacy.admitted",
            record=self,
            facts={"until": until, "partners": dossiers.partner_id.ids},
            company=self.company_id,
        )
        dossiers._recheck()

    def _check_draft(self):
        if self.state != "draft":
            raise UserError(self.env._("%(name)s was signed and stays as it is.", name=self.name))

    def _check_admit(self):
        self.check_access("write")
        self._check_draft()
        if not self.env.user.has_group("med_base.group_quality_head"):
            raise AccessError(
                self.env._("Existing parties are admitted by the quality head: ask them to sign.")
            )
        latest = self._latest_day()
        today = self.company_id._med_today()
        if not today <= self.date_until <= latest:
            raise UserError(
                self.env._(
                    "The last day of %(name)s must lie between %(today)s and %(latest)s: 90 days "
                    "from now, and not later than 90 days after the cut-over.",
                    name=self.name,
                    today=fields.Date.to_string(today),
                    latest=fields.Date.to_string(latest),
                )
            )

    def _latest_day(self):
        """The latest day a statement may name today."""
        latest = self.company_id._med_today() + timedelta(days=LEGACY_DAYS)
        cutover = self.company_id.med_cutover_date
        if self.company_id._med_is_live() and cutover:
            return min(latest, cutover + timedelta(days=LEGACY_DAYS))
        return latest

    def action_view_open(self):
        """The files that are still open, with the days that are left."""
        action = self.env["ir.actions.act_window"]._for_xml_id("med_qualification.med_dossier_action_legacy")
        if self:
            action["domain"] = [("legacy_admission_id", "in", self.ids), ("state", "=", "provisional")]
        return action
