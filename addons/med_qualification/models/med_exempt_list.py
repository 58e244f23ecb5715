from odoo import api, fields, models


class MedExemptList(models.Model):
    """A dated list of products for whose trade no licence or filing is asked."""

    _name = "med.exempt.list"
    _description = "List of Exempt Products"
    _order = "kind, date_from desc, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("filing", "Class II exempt from filing (Order 54 art. 25)"),
            ("contraceptive", "Contraceptives of supply bodies (Order 54 art. 26)"),
        ],
        required=True,
        default="filing",
    )
    law = fields.Char(string="Law or Notice", translate=True)
    date_from = fields.Date(string="In Force From", required=True)
    date_to = fields.Date(string="In Force Until")
    active = fields.Boolean(default=True)
    product_names = fields.Text(
        string="Products on It", translate=True, help="Names as printed, one a line."
    )
    product_ids = fields.One2many("product.product", "med_exempt_list_id", string="Our Products")
    contraceptive_ids = fields.One2many("product.product", "med_contraceptive_list_id")

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A list cannot end before it begins.",
    )

    def _is_in_force(self, day):
        """Whether products on this list are exempt on a day."""
        self.ensure_one()
        return self.date_from <= day and (not self.date_to or day <= self.date_to)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: what was exempt when is evidence
        lists = super().create(vals_list)
        lists._log("created")
        return lists

    def write(self, vals):
        # EXTENDS base
        result = super().write(vals)
        self._log("changed")
        return result

    def _log(self, action):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "requirement.exempt_list",
                    "record": row,
                    "facts": {
                        "action": action,
                        "kind": row.kind,
                        "from": fields.Date.to_string(row.date_from),
                        "to": fields.Date.to_string(row.date_to) or False,
                    },
                }
                for row in self
            ]
        )
