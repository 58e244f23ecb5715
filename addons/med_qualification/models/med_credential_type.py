from odoo import api, fields, models

GRAMMAR_LABELS = [
    ("registration", "Registration certificate"),
    ("filing", "Filing certificate"),
    ("operating_licence", "Operating licence"),
    ("operating_filing", "Operating filing"),
    ("manufacturing_licence", "Manufacturing licence"),
    ("manufacturing_filing", "Manufacturing filing"),
    ("institution_licence", "Medical institution licence"),
    ("uscc", "Unified social credit code"),
]

# what a paper that the law demands must state is not up to us
FROZEN_FIELDS = {
    "code",
    "expiry",
    "scope",
    "needs_file",
    "active",
    "min_files",
    "max_months",
    "covers_production",
}


class MedCredentialType(models.Model):
    """A kind of paper: what it must state, how long it holds, what it is good for."""

    _name = "med.credential.type"
    _description = "Credential Type"
    _order = "sequence, id"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_for_partner = fields.Boolean(string="Of Parties", default=True)
    is_for_product = fields.Boolean(string="Of Products")
    is_for_own = fields.Boolean(string="Of Our Own Company")
    is_identity = fields.Boolean(
        string="Identity", help="Shows who the party is; needed whatever is traded."
    )
    is_single = fields.Boolean(
        string="One at a Time",
        default=True,
        help="A newly approved one takes the place of the one before.",
    )
    is_sensitive = fields.Boolean(
        string="Personal Data",
        help="Only those who may see personal data, and who entered it, can open it.",
    )
    is_amendment = fields.Boolean(
        string="Changes a Certificate", help="Names the certificate that it changes."
    )
    number_grammar = fields.Selection(
        GRAMMAR_LABELS, help="A number that does not fit is kept with a warning."
    )
    expiry = fields.Selection(
        [
            ("required", "Has an end date"),
            ("optional", "May be without end"),
            ("none", "Never ends"),
        ],
        required=True,
        default="required",
    )
    scope = fields.Selection(
        [
            ("required", "Trades only what it lists"),
            ("optional", "Judged if entered"),
            ("none", "Has no scope"),
        ],
        required=True,
        default="none",
    )
    default_class = fields.Selection(
        [("1", "Class I"), ("2", "Class II"), ("3", "Class III")],
        string="Class of Scope",
        help="Preset of new scope lines.",
    )
    needs_number = fields.Boolean(default=True)
    needs_issuer = fields.Boolean(default=True)
    needs_file = fields.Boolean(default=True)
    reminder_days = fields.Integer(
        default=30, help="Days before its end at which a paper counts as expiring."
    )
    renewal_grace_days = fields.Integer(
        default=180,
        help="Days after its end for which a paper holds when its renewal was accepted "
        "in time; 0 for as long as the office takes.",
    )
    law = fields.Char(string="Law or Rule", translate=True)
    description = fields.Text(translate=True, help="What to look at in this paper.")

    _code_uniq = models.UniqueIndex("(code)", "This credential type exists already.")

    @api.depends("name", "code")
    def _compute_display_name(self):
        # EXTENDS base: a type is called by its legal name, its code only if nameless
        for kind in self:
            kind.display_name = kind.name or kind.code

    def write(self, vals):
        # EXTENDS base
        self.check_access("write")
        names = FROZEN_FIELDS & set(vals)
        if names and not self.env.su:
            # sudo: rules bind everybody
            rows = self.env["med.requirement"].sudo().search([("type_ids", "in", self.ids)])
            rows._check_not_statutory()
        result = super().write(vals)
        self.env.registry.clear_cache()  # requirements keep the codes of their types
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "credential.type_changed",
                    "record": kind,
                    "facts": {"code": kind.code, "fields": sorted(vals)},
                }
                for kind in self
            ]
        )
        return result

    def _names(self):
        """The names of these types as alternatives: "A or B"."""
        return self.env._(" or ").join(self.mapped("name"))
