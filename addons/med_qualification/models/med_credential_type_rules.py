from odoo import api, fields, models
from odoo.exceptions import ValidationError

LADDER = "90,60,30,7"
LONGEST_LADDER = 12


class MedCredentialType(models.Model):
    """What a paper of this type must state, how it is looked at, when one is reminded."""

    _inherit = "med.credential.type"

    field_ids = fields.One2many("med.credential.type.field", "type_id", string="Fields", copy=True)
    check_ids = fields.One2many("med.credential.type.check", "type_id", string="Look At", copy=True)
    min_files = fields.Integer(
        string="Files at Least", default=1, help="Front and back, all pages: so many files."
    )
    max_months = fields.Integer(
        string="Holds at Most (Months)",
        help="Longest time from the first to the last valid day; 0 for any.",
    )
    reminder_ladder = fields.Char(
        string="Remind Before the End (Days)",
        required=True,
        default=LADDER,
        help="Days before the last valid day, e.g. 180,120,90,60,30,7.",
    )
    annual_check = fields.Selection(
        [
            ("none", "Has none"),
            ("warn", "Reminds, stops after the grace"),
            ("block", "Stops at once when late"),
        ],
        required=True,
        default="none",
        help="Yearly verification (校验, annual report) that the paper needs besides its end.",
    )
    annual_check_grace = fields.Integer(
        string="Grace of the Verification (Days)",
        default=60,
        help="Days after a late verification during which it only reminds.",
    )
    asks_seal = fields.Boolean(
        string="Copy Bears the Seal",
        help="A copy on paper without the seal of the party is a finding that can be "
        "waived. Electronic licences count as copies without it.",
    )
    covers_production = fields.Boolean(
        string="Judged on the Production Date",
        help="Goods made while it was valid may be traded after its end (Order 47 art. "
        "112). Otherwise its end is the end of the trade.",
    )

    _min_files_positive = models.Constraint(
        "CHECK (min_files >= 0 AND max_months >= 0 AND annual_check_grace >= 0)",
        "Files, months and days of a credential type cannot be negative.",
    )

    @api.constrains("reminder_ladder")
    def _check_reminder_ladder(self):
        for kind in self:
            steps = (kind.reminder_ladder or "").replace("\uff0c", ",").split(",")
            if len(steps) > LONGEST_LADDER or not all(
                step.strip().isdecimal() and int(step) <= 3650 for step in steps
            ):
                raise ValidationError(
                    self.env._(
                        "“%(ladder)s” of %(type)s is no list of days. Write numbers with "
                        "commas, e.g. 90,60,30,7.",
                        ladder=kind.reminder_ladder,
                        type=kind.name,
                    )
                )

    def _reminder_days_list(self):
        """Days before the end at which one is reminded, the earliest first: [90, 60, 30, 7]."""
        self.ensure_one()
        if self.expiry == "none":
            return []
        steps = (self.reminder_ladder or LADDER).replace("\uff0c", ",").split(",")
        return sorted({int(step) for step in steps}, reverse=True)

    def _rules_of_fields(self):
        """{field name: mandatory, recommended or hidden}, switches of the type included."""
        self.ensure_one()
        rules = {row.name: row.rule for row in self.field_ids}
        asked = {
            "number": self.needs_number,
            "issuer": self.needs_issuer,
            "attachment_ids": self.needs_file,
            "date_valid_to": self.expiry == "required",
            "scope_ids": self.scope == "required",
        }
        return rules | {name: "mandatory" for name, is_asked in asked.items() if is_asked}
