from odoo import api, fields, models
from odoo.exceptions import UserError


class MedDossier(models.Model):
    """Existing parties at go-live: admitted by a signed statement, for a while, yellow."""

    _name = "med.dossier"
    _inherit = ["med.dossier", "med.import.mark"]

    legacy_admission_id = fields.Many2one(
        "med.legacy.admission",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The signed statement by which this existing party is admitted for a while.",
    )
    legacy_days_left = fields.Integer(string="Days Left", compute="_compute_legacy_days_left")

    @api.depends("provisional_until", "legacy_admission_id")
    def _compute_legacy_days_left(self):
        for dossier in self:
            left = 0
            if dossier.legacy_admission_id and dossier.provisional_until:
                left = (dossier.provisional_until - dossier.company_id._med_today()).days
            dossier.legacy_days_left = left

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: a file starts without an admission, whatever defaults say
        dossiers = super().create(vals_list)
        if any(dossier.legacy_admission_id for dossier in dossiers):
            self._refuse_legacy()
        return dossiers

    def write(self, vals):
        # EXTENDS base
        if "legacy_admission_id" in vals and not self._has_ticket("legacy", ["legacy_admission_id"]):
            self._refuse_legacy()
        return super().write(vals)

    def _refuse_legacy(self):
        raise UserError(
            self.env._("Existing parties are admitted by a statement that the quality head signs.")
        )

    def _seal_paths(self):
        # EXTENDS med.seal.mixin
        return [*super()._seal_paths(), "legacy_admission_id"]

    def _is_legacy_running(self):
        """Whether the statement still carries this file today."""
        self.ensure_one()
        until = self.provisional_until
        return (
            self.state == "provisional"
            and bool(self.legacy_admission_id and until)
            and until >= self.company_id._med_today()
        )

    def _stops_class_3(self):
        """A provisional admission has no class III, unless the party is an existing one.

        Then class III is judged by the licence on record like everything else.
        """
        self.ensure_one()
        return self.state == "provisional" and not self.legacy_admission_id

    def _accepts_recorded(self, outcome):
        """Whether a paper that waits for its review is enough for now.

        For existing parties only one whose number and last day are on record.
        """
        self.ensure_one()
        if self.state != "provisional" or outcome.status != "pending":
            return False
        if not self.legacy_admission_id:
            return True
        # sudo: papers are judged whoever reads
        return self.env["med.credential"].sudo().browse(outcome.paper)._is_recorded()

    def _give_back(self, state):
        # EXTENDS med_qualification: a file that is returned for completion stays under
        # the signed statement until its day; a rejected one does not
        if state == "draft" and self._is_legacy_running():
            papers = self._papers_in_review()
            papers._guarded_write({"state": "draft", "dossier_id": False})
            return
        super()._give_back(state)
