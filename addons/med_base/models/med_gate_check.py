from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

STAGES = [
    ("quote", "Quotation"),
    ("confirm", "Order confirmation"),
    ("purchase", "Purchase"),
    ("reserve", "Reservation"),
    ("ship", "Shipping"),
    ("release", "Release of received goods"),
    ("invoice", "Invoice"),
    ("refund", "Refund"),
]
SEVERITIES = [("block", "Stop"), ("warn", "Remind"), ("off", "Off")]


class MedGateCheck(models.Model):
    """One rule of the gate as a dated row: what it does at which stage, and why."""

    _name = "med.gate.check"
    _description = "Gate Check"
    _order = "sequence, code, id"

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, index=True)
    name = fields.Char(required=True, translate=True)
    law = fields.Char(string="Law or Rule", translate=True)
    company_id = fields.Many2one("res.company", index="btree_not_null")
    date_from = fields.Date(string="In Force From")
    date_to = fields.Date(string="In Force Until")
    severity_quote = fields.Selection(SEVERITIES, default="off", required=True)
    severity_confirm = fields.Selection(SEVERITIES, default="off", required=True)
    severity_purchase = fields.Selection(SEVERITIES, default="off", required=True)
    severity_reserve = fields.Selection(SEVERITIES, default="off", required=True)
    severity_ship = fields.Selection(SEVERITIES, default="off", required=True)
    severity_release = fields.Selection(SEVERITIES, default="off", required=True)
    severity_invoice = fields.Selection(SEVERITIES, default="off", required=True)
    severity_refund = fields.Selection(SEVERITIES, default="off", required=True)
    is_statutory = fields.Boolean(
        string="Forbidden by Law",
        help="Nobody can waive it, and its severity and dates cannot be edited.",
    )
    is_always_on = fields.Boolean(
        string="Stops in Trial Mode",
        help="Expired, recalled and unreleased goods stop in trial mode, too.",
    )
    waiver_group_id = fields.Many2one(
        "res.groups", string="Waiver Granted By", help="Empty: nobody can waive it."
    )
    next_action = fields.Selection(
        [
            ("add_paper", "Add paper"),
            ("change_partner", "Change partner"),
            ("request_release", "Ask for release"),
            ("split", "Move stopped lines out"),
            ("fix_product", "Complete product"),
            ("ask_quality", "Ask quality"),
            ("none", "None"),
        ],
        default="none",
        required=True,
        help="The one button that the finding offers as the next step.",
    )
    cutover_date = fields.Date(
        string="Cut-over Date", help="Until this day the check only reminds."
    )
    active = fields.Boolean(default=True)

    _code_company_from_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0), COALESCE(date_from, '0001-01-01'))",
        "This check exists already for the same company and start date.",
    )

    @api.model
    def _statutory_frozen_fields(self):
        """Fields that nobody edits on a check that the law demands."""
        return {f"severity_{stage}" for stage, _label in STAGES} | {
            "code",
            "is_statutory",
            "is_always_on",
            "waiver_group_id",
            "date_from",
            "date_to",
            "active",
            "company_id",
            "cutover_date",
        }

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: a second row must not soften what the law demands
        if not self.env.su:
            self._check_not_statutory([vals.get("code") for vals in vals_list])
        checks = super().create(vals_list)
        checks._log_change("gate.check_created", vals_list)
        return checks

    def write(self, vals):
        # EXTENDS base
        frozen = self._statutory_frozen_fields() & set(vals)
        if not self.env.su and frozen - {"cutover_date"}:
            self._check_not_statutory(self.filtered("is_statutory").mapped("code"))
        if not self.env.su and "cutover_date" in frozen:
            self._check_not_statutory(self.filtered("is_always_on").mapped("code"))
        if not self.env.su and ("code" in vals or vals.get("is_statutory")):
            self._check_not_statutory([vals.get("code")])
        res = super().write(vals)
        self._log_change("gate.check_changed", [vals] * len(self))
        return res

    def unlink(self):
        # EXTENDS base
        if not self.env.su:
            self._check_not_statutory(self.filtered("is_statutory").mapped("code"))
        self._log_change("gate.check_deleted", [{}] * len(self))
        return super().unlink()

    @api.model
    def _check_not_statutory(self, codes):
        """Raise UserError when one of the codes belongs to a check of the law."""
        # sudo: a row of another company or an archived one protects the code, too
        checks = self.sudo().with_context(active_test=False)
        protected = checks.search(
            [("code", "in", [c for c in codes if c]), ("is_statutory", "=", True)]
        )
        if protected:
            raise UserError(
                self.env._(
                    "%(checks)s: forbidden by law, so severity, dates and waiver "
                    "cannot be changed. Set the company's cut-over date instead.",
                    checks=", ".join(sorted(set(protected.mapped("name")))),
                )
            )

    def _log_change(self, event, vals_list):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": check,
                    "facts": {"code": check.code, "values": _plain(vals)},
                    "company": check.company_id or self.env.company,
                }
                for check, vals in zip(self, vals_list, strict=True)
            ]
        )

    @api.model
    def _effective(self, company, date=None):
        """The row in force for each check code.

        :param company: res.company whose own rows go before the general ones
        :param date: day of the decision, the company's today if none
        :return: {code: med.gate.check}; a code without a row in force is absent
        """
        date = date or company._med_today()
        domain = (
            Domain("company_id", "in", [False, company.id])
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", date))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", date))
        )
        # sudo: rules hold for everybody, whoever may read the table of rules
        rows = self.sudo().search(domain)
        ranked = rows.sorted(
            lambda c: (bool(c.company_id), c.date_from or fields.Date.to_date("1900-01-01"))
        )
        return {check.code: check for check in ranked}

    @api.model
    def _fields_stages(self):
        """The stages of the gate as (code, label in the reader's language)."""
        labels = {
            "quote": self.env._("Quotation"),
            "confirm": self.env._("Order confirmation"),
            "purchase": self.env._("Purchase"),
            "reserve": self.env._("Reservation"),
            "ship": self.env._("Shipping"),
            "release": self.env._("Release of received goods"),
            "invoice": self.env._("Invoice"),
            "refund": self.env._("Refund"),
        }
        return [(code, labels.get(code, label)) for code, label in STAGES]

    def _severity(self, stage):
        """Severity (``block``, ``warn``, ``off``) of this check at a stage."""
        self.ensure_one()
        return self[f"severity_{stage}"]


def _plain(vals):
    """Field values as JSON can hold them."""
    return {
        key: value if isinstance(value, str | int | float | bool) else str(value)
        for key, value in vals.items()
    }
