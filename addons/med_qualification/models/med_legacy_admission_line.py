from odoo import api, fields, models
from odoo.exceptions import UserError

VERDICTS = [
    ("covered", "Covered"),
    ("no_type", "No party type"),
    ("no_code", "No credit code"),
    ("no_identity", "No paper of identity on record"),
    ("expired", "Expired or revoked paper of identity"),
    ("penalty", "Named by a regulator"),
    ("not_existing", "Not an existing party"),
    ("decided", "Decided otherwise meanwhile"),
]
BAD = ("expired", "revoked")


class MedLegacyAdmissionLine(models.Model):
    """One party of a legacy admission: covered or not, and what stays stopped."""

    _name = "med.legacy.admission.line"
    _description = "Party of a Legacy Admission"
    _order = "admission_id, verdict, id"

    admission_id = fields.Many2one("med.legacy.admission", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="admission_id.company_id", store=True, index=True)
    dossier_id = fields.Many2one("med.dossier", required=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one(related="dossier_id.partner_id")
    direction = fields.Selection(related="dossier_id.direction")
    dossier_state = fields.Selection(related="dossier_id.state", string="File")
    verdict = fields.Selection(VERDICTS, readonly=True, index=True)
    stopped = fields.Char(string="Stays Stopped", readonly=True)

    _dossier_uniq = models.UniqueIndex("(admission_id, dossier_id)", "This party is listed already.")

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: the verdict is judged, never written
        lines = super().create(
            [{k: v for k, v in vals.items() if k not in ("verdict", "stopped")} for vals in vals_list]
        )
        lines._check_open()
        return lines

    def write(self, vals):
        # EXTENDS base
        self.check_access("write")
        self._check_open()
        if {"verdict", "stopped"} & set(vals) and not self._has_ticket("judge"):
            raise UserError(self.env._("Whether a party is covered is judged, not written."))
        return super().write(vals)

    def unlink(self):
        # EXTENDS base
        self.check_access("unlink")
        self._check_open()
        return super().unlink()

    def _check_open(self):
        for admission in self.admission_id:
            admission._check_draft()

    def _judge(self):
        """Write the verdict of each line as of today."""
        for admission, lines in self.grouped("admission_id").items():
            today = admission.company_id._med_today()
            dossiers = lines.dossier_id
            existing = admission._existing(dossiers)
            named = lines._named_by_regulator()
            service = self.env["med.qualification"]
            judged = service._judge_dossiers(dossiers, today)
            rows = service._required_rows(judged)
            for line in lines:
                outcomes = {
                    rows[key]: outcome
                    for key, outcome in judged.get(line.dossier_id.id, {}).items()
                    if key in rows
                }
                verdict = line._verdict(outcomes, existing, named)
                line._with_ticket("judge").write(
                    {"verdict": verdict, "stopped": line._stopped(outcomes) or False}
                )

    def _named_by_regulator(self):
        """Hook: parties that a regulator's list names, not yet decided or confirmed."""
        return self.env["res.partner"]

    def _verdict(self, outcomes, existing, named):
        dossier = self.dossier_id
        if dossier.state != "draft" or dossier.legacy_admission_id:
            return "decided"
        if dossier not in existing:
            return "not_existing"
        if dossier.partner_id in named:
            return "penalty"
        if not dossier.partner_id.med_party_type_id:
            return "no_type"
        if dossier.partner_id._med_missing_uscc():
            return "no_code"
        identity = [o for row, o in outcomes.items() if not row._as_need().is_for_goods]
        if any(outcome.status in BAD for outcome in identity):
            return "expired"
        if not all(self._is_recorded(outcome) for outcome in identity):
            return "no_identity"
        return "covered"

    def _stopped(self, outcomes):
        """Names of the goods' requirements that the gate goes on stopping."""
        names = [
            row.name
            for row, outcome in outcomes.items()
            if row._as_need().is_for_goods and not self._is_recorded(outcome)
        ]
        return "; ".join(dict.fromkeys(names))

    def _is_recorded(self, outcome):
        if outcome.is_good:
            return True
        if outcome.status != "pending":
            return False
        # sudo: papers are judged whoever decides
        return self.env["med.credential"].sudo().browse(outcome.paper)._is_recorded()
