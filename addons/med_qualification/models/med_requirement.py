from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..medpapers import Need

FLAGS = [("any", "Any"), ("yes", "Only if so"), ("no", "Only if not")]
DIRECTIONS = [
    ("own", "Our own company"),
    ("customer", "Customer"),
    ("supplier", "Supplier"),
    ("product", "Product"),
]

# what may be edited on a row that the law demands
FREE_FIELDS = {"name", "sequence", "law"}


class MedRequirement(models.Model):
    """Which paper is asked of whom for what: one row of the matrix, dated, with its law.

    A row without any condition on goods is asked whatever is traded (identity); the
    others are judged by the line of the document.
    """

    _name = "med.requirement"
    _description = "Paper Requirement"
    _order = "direction, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Stable name for imports and messages.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for every company."
    )
    direction = fields.Selection(DIRECTIONS, required=True, default="customer")
    party_type_ids = fields.Many2many(
        "med.party.type", string="Party Types", help="Empty: every type."
    )
    type_ids = fields.Many2many(
        "med.credential.type",
        string="Papers (One Of)",
        required=True,
        help="One of these papers is enough.",
    )
    is_required = fields.Boolean(
        default=True, help="Otherwise it is asked for and shown, but stops nothing."
    )
    for_class_1 = fields.Boolean(string="Class I")
    for_class_2 = fields.Boolean(string="Class II")
    for_class_3 = fields.Boolean(string="Class III")
    category_ids = fields.Many2many("med.device.category", string="Categories")
    for_ivd = fields.Selection(FLAGS, string="In-vitro Diagnostics", required=True, default="any")
    for_cold_chain = fields.Selection(FLAGS, string="Cold Chain", required=True, default="any")
    for_implant = fields.Selection(FLAGS, string="Implants", required=True, default="any")
    for_origin = fields.Selection(
        [
            ("any", "Any"),
            ("domestic", "Domestic"),
            ("import", "Imported"),
            ("hmt", "Hong Kong, Macao, Taiwan"),
            ("abroad", "Imported or Hong Kong, Macao, Taiwan"),
        ],
        string="Origin",
        required=True,
        default="any",
    )
    for_contraceptive = fields.Selection(
        FLAGS, string="Listed Contraceptives", required=True, default="any"
    )
    for_own_goods = fields.Selection(
        FLAGS,
        string="Registered by the Party",
        required=True,
        default="any",
        help="Whether the party is the registrant of the goods and sells them from its own "
        "site (Order 54 art. 27).",
    )
    skips_exempt = fields.Boolean(
        string="Not for Filing-exempt Goods",
        default=True,
        help="Class II products exempt from filing (Order 54 art. 25) do not need it.",
    )
    is_statutory = fields.Boolean(
        string="Demanded by Law",
        help="Nobody can weaken it. Stricter rows of one's own may stand beside it.",
    )
    check_code = fields.Char(
        string="Gate Check", help="Severity by this check; empty: the one of its direction."
    )
    block_stage = fields.Selection(
        [
            ("quote", "Quotation"),
            ("confirm", "Order confirmation, purchase"),
            ("ship", "Shipping, release"),
            ("invoice", "Invoice"),
            ("never", "Reminds only"),
        ],
        string="Stops From",
        help="First stage at which it stops; before it reminds. Empty: as its check says. "
        "What the law forbids can only be stopped earlier.",
    )
    law = fields.Char(string="Law or Rule", translate=True)
    date_from = fields.Date(string="In Force From")
    date_to = fields.Date(string="In Force Until")

    _code_company_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0), COALESCE(date_from, '0001-01-01'))",
        "This requirement exists already for the same company and start date.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: what rules were in force when is evidence
        rows = super().create(vals_list)
        self.env.registry.clear_cache()
        rows._log_change("requirement.created")
        return rows

    def write(self, vals):
        # EXTENDS base
        self.check_access("write")
        if not self.env.su and set(vals) - FREE_FIELDS:
            self._check_not_statutory()
        result = super().write(vals)
        self.env.registry.clear_cache()
        self._log_change("requirement.changed", sorted(vals))
        return result

    def unlink(self):
        # EXTENDS base
        self.check_access("unlink")
        if not self.env.su:
            self._check_not_statutory()
        self._log_change("requirement.deleted")
        self.env.registry.clear_cache()
        return super().unlink()

    def _check_not_statutory(self):
        """Raise UserError where the law demands one of these rows."""
        for row in self.filtered("is_statutory"):
            raise UserError(
                self.env._(
                    "“%(row)s” is demanded by law (%(law)s) and cannot be weakened. Add a "
                    "row of your own where you ask for more.",
                    row=row.name,
                    law=row.law or "",
                )
            )

    def _log_change(self, event, names=()):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": row,
                    "company": row.company_id or None,
                    "facts": {
                        "code": row.code,
                        "papers": sorted(row.type_ids.mapped("code")),
                        "is_required": row.is_required,
                        "fields": list(names),
                    },
                }
                for row in self
            ]
        )

    @api.model
    def _in_force(self, direction, company, day):
        """Rows of a direction that bind ``company`` on ``day``, ordered."""
        domain = (
            Domain("direction", "=", direction)
            & Domain("company_id", "in", [False, company.id])
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", day))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        )
        # sudo: rules bind everybody, whoever may read the matrix
        return self.sudo().search(domain)

    @api.model
    @tools.ormcache("direction", "company.id", "day")
    def _needs_in_force(self, direction, company, day):
        """Plain form of the rows of ``_in_force``, kept until a row, type or category changes."""
        return tuple(row._as_need() for row in self._in_force(direction, company, day))

    def _for_party_type(self, party_type):
        """Those of these rows that concern a party type (None for products)."""
        return self.filtered(
            lambda row: not row.party_type_ids or party_type in row.party_type_ids
        )

    def _as_need(self):
        """This row as plain ``medpapers.Need``."""
        self.ensure_one()
        return Need(
            key=self.id,
            types=tuple(self.type_ids.mapped("code")),
            classes=frozenset(c for c in "123" if self[f"for_class_{c}"]),
            categories=self.category_ids._keys(),
            ivd=self.for_ivd,
            cold_chain=self.for_cold_chain,
            implant=self.for_implant,
            origin=self.for_origin,
            contraceptive=self.for_contraceptive,
            own_goods=self.for_own_goods,
            skip_exempt=self.skips_exempt,
            parties=frozenset(self.party_type_ids.ids),
        )

    def _paper_names(self):
        """Names of the papers that satisfy this row, as alternatives."""
        self.ensure_one()
        return self.type_ids._names()
