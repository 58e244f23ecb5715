from odoo import api, fields, models
from odoo.exceptions import UserError

# what of a paper may be asked for; other addons extend ``_dictionary``
FIELDS = (
    "number",
    "issuer",
    "holder_name",
    "legal_representative",
    "address",
    "warehouse_address",
    "business_mode",
    "date_issued",
    "date_valid_from",
    "date_valid_to",
    "scope_text",
    "scope_ids",
    "product_ids",
    "attachment_ids",
    "note",
)


class MedCredentialTypeField(models.Model):
    """Field dictionary: one field of a kind of paper, and whether it is asked for."""

    _name = "med.credential.type.field"
    _description = "Field of a Credential Type"
    _order = "type_id, sequence, id"

    type_id = fields.Many2one(
        "med.credential.type", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Selection(selection="_selection_name", string="Field", required=True)
    rule = fields.Selection(
        [
            ("mandatory", "Must be filled in"),
            ("recommended", "Should be filled in"),
            ("hidden", "Is not on this paper"),
        ],
        required=True,
        default="recommended",
    )
    is_statutory = fields.Boolean(
        string="Demanded by Law", readonly=True, help="Cannot be weakened or deleted."
    )
    law = fields.Char(string="Law or Rule", translate=True)

    _name_uniq = models.UniqueIndex(
        "(type_id, name)", "This field stands in the dictionary of this type already."
    )

    @api.model
    def _dictionary(self):
        """Names of the fields of a paper that may stand in the dictionary."""
        return FIELDS

    @api.model
    def _selection_name(self):
        papers = self.env["med.credential"]
        labels = papers.fields_get(list(self._dictionary()), ["string"])
        return [(name, labels[name]["string"]) for name in self._dictionary() if name in labels]

    @api.depends("name", "rule")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # EXTENDS base: "Issued By: must be filled in"
        names, rules = dict(self._selection_name()), dict(
            self._fields["rule"]._description_selection(self.env)
        )
        for row in self:
            row.display_name = f"{names.get(row.name, '')}: {rules.get(row.rule, '')}"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        rows = super().create(vals_list)
        rows._log("added")
        return rows

    def write(self, vals):
        # EXTENDS base
        self._check_not_statutory()
        result = super().write(vals)
        self._log("changed")
        return result

    def unlink(self):
        # EXTENDS base
        self._check_not_statutory()
        self._log("deleted")
        return super().unlink()

    def _check_not_statutory(self):
        """Refuse to weaken what the law demands to be on a paper."""
        if self.env.su:
            return
        for row in self.filtered("is_statutory"):
            raise UserError(
                self.env._(
                    "%(field)s of %(type)s is demanded by law (%(law)s) and stays as it is.",
                    field=row.display_name,
                    type=row.type_id.name,
                    law=row.law or row.type_id.law or "",
                )
            )

    def _log(self, action):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "credential.type_changed",
                    "record": row.type_id,
                    "facts": {
                        "code": row.type_id.code,
                        "field": row.name,
                        "rule": row.rule,
                        "action": action,
                    },
                }
                for row in self
            ]
        )
