from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

KINDS = [
    ("penalty", "Penalty"),
    ("litigation", "Litigation"),
    ("abnormal", "List of abnormal operations"),
    ("related", "Related party"),
    ("news", "Bad news"),
]
SEVERITIES = [("minor", "Minor"), ("notable", "Notable"), ("severe", "Severe")]
# what stays as it was once quality has concluded
FROZEN = {
    "partner_id",
    "company_id",
    "kind",
    "severity",
    "source",
    "source_url",
    "found_on",
    "summary",
    "attachment_ids",
}


class MedBackgroundFinding(models.Model):
    """Something adverse that was found about a party, its evidence and what quality concluded.

    GSP art. 53: illegal behaviour of a supplier is looked into before the first purchase.
    """

    _name = "med.background.finding"
    _description = "Background Finding"
    _inherit = [
        "med.guarded.mixin",
        "med.qualification.record.mixin",
        "med.files.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "found_on desc, id desc"
    _rec_name = "summary"
    _check_company_auto = True
    _guarded_fields = ("state", "conclusion", "verdict", "concluded_by_id", "concluded_on")

    partner_id = fields.Many2one(
        "res.partner",
        string="Party",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("parent_id", "=", False)],
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(KINDS, required=True, default="penalty", tracking=True)
    severity = fields.Selection(SEVERITIES, required=True, default="notable", tracking=True)
    source = fields.Char(required=True, help="Register, court, newspaper: where it was found.")
    source_url = fields.Char(string="Address")
    found_on = fields.Date(
        required=True, default=lambda self: self.env.company._med_today()
    )
    summary = fields.Char(string="What Was Found", required=True)
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "med_background_attachment_rel",
        "finding_id",
        "attachment_id",
        string="Evidence",
        copy=False,
        bypass_search_access=True,
    )
    state = fields.Selection(
        [("open", "Open"), ("concluded", "Concluded")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    verdict = fields.Selection(
        [
            ("none", "No influence"),
            ("watch", "Go on and watch"),
            ("refuse", "Do not trade"),
        ],
        readonly=True,
        copy=False,
        tracking=True,
    )
    conclusion = fields.Text(string="Conclusion of Quality", readonly=True, copy=False)
    concluded_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    concluded_on = fields.Date(readonly=True, copy=False)

    _open_idx = models.Index("(company_id, partner_id) WHERE state = 'open'")

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: it concerns the company of a contact
        findings = super().create(self.env["res.partner"]._med_of_companies(vals_list))
        findings._adopt_files()
        findings._log("background.found")
        return findings

    def write(self, vals):
        # EXTENDS base
        frozen = self.filtered(lambda finding: finding.state == "concluded")
        if FROZEN & set(vals) and frozen:
            raise UserError(
                self.env._(
                    "“%(finding)s” was concluded by quality and stays as it was. Record what "
                    "is new as another finding.",
                    finding=frozen[0].summary,
                )
            )
        self._check_may_correct(vals)
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        return result

    def _check_may_correct(self, vals):
        """What somebody found is corrected by that person or by quality, never handed on."""
        self.check_access("write")
        names = FROZEN & set(vals)
        moved = any(
            name in vals and finding[name].id != vals[name]
            for name in ("partner_id", "company_id")
            for finding in self
        )
        if moved:
            raise UserError(
                self.env._(
                    "A finding stays with its party: let quality delete it and record another one."
                )
            )
        if names and not self.env.su and not self.env.user.has_group("med_base.group_quality_officer"):
            for finding in self:
                if finding.create_uid != self.env.user:
                    raise AccessError(
                        self.env._(
                            "“%(finding)s” was recorded by %(user)s: ask them or quality to "
                            "correct it.",
                            finding=finding.summary,
                            user=finding.create_uid.name,
                        )
                    )

    def action_conclude(self, verdict, conclusion):
        """Close open findings with what quality thinks of them.

        :param verdict: ``none`` (no influence), ``watch`` or ``refuse``
        :param conclusion: why, kept with the finding and in the ledger
        :raise AccessError: for anybody but quality staff
        """
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(
                self.env._("Only quality staff concludes. Ask a quality officer.")
            )
        self.check_access("write")
        if verdict not in dict(self._fields["verdict"].selection):
            raise UserError(self.env._("Choose what follows from the finding."))
        if not (conclusion or "").strip():
            raise UserError(self.env._("Give the reason for this decision."))
        if self.filtered(lambda finding: finding.state != "open"):
            raise UserError(self.env._("It was concluded already."))
        self._guarded_write(
            {
                "state": "concluded",
                "verdict": verdict,
                "conclusion": conclusion,
                "concluded_by_id": self.env.uid,
                "concluded_on": self.env.company._med_today(),
            }
        )
        self._log("background.concluded", verdict=verdict, conclusion=conclusion)
        return True

    def action_open_conclusion(self):
        """Dialog for the conclusion."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Conclude"),
            "res_model": "med.background.conclusion",
            "view_mode": "form",
            "target": "new",
            "context": {"default_finding_ids": [Command.set(self.ids)]},
        }

    def _as_note(self):
        """One finding in one line, for the review of a file."""
        self.ensure_one()
        labels = {
            name: dict(self._fields[name]._description_selection(self.env)).get(self[name])
            for name in ("kind", "severity", "verdict")
        }
        return self.env._(
            "%(kind)s, %(severity)s, %(date)s: %(summary)s (%(conclusion)s)",
            kind=labels["kind"],
            severity=labels["severity"],
            date=fields.Date.to_string(self.found_on),
            summary=self.summary,
            conclusion=labels["verdict"] or self.env._("not concluded"),
        )

    def _log(self, event, **facts):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": finding,
                    "company": finding.company_id,
                    "facts": {
                        "partner": finding.partner_id.id,
                        "kind": finding.kind,
                        "severity": finding.severity,
                    }
                    | facts,
                }
                for finding in self
            ]
        )

    # retention -----------------------------------------------------------

    def _retention_applies(self):
        # EXTENDS med.qualification.record.mixin: what nobody concluded yet may be a mistake
        return self.state != "open"
