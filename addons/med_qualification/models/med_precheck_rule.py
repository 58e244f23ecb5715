from odoo import api, fields, models, tools

CODES = [
    ("file_missing", "No file is attached"),
    ("file_unreadable", "A file cannot be opened"),
    ("file_foreign", "A file is neither picture nor PDF"),
    ("file_encrypted", "A file is locked by a password"),
    ("file_empty", "A file is empty"),
    ("expired", "It has expired already"),
    ("ends_soon", "It ends within days"),
    ("dates", "Issued after its last valid day"),
    ("not_yet", "Not valid yet"),
    ("holder", "The holder is not the party"),
    ("uscc", "The number is not the party's credit code"),
    ("number", "Unusual form of number"),
    ("scope_beyond", "Scope lines beyond the printed scope"),
    ("chain", "Beyond the letter above"),
    ("chain_open", "The letter above is not approved"),
    ("duplicate_file", "The same file is kept already"),
    ("duplicate_file_other", "Another party's file"),
    ("duplicate_number", "The same number is kept already"),
    ("duplicate_number_other", "Another party's number"),
]


class MedPrecheckRule(models.Model):
    """Whether a thing found before a person looks warns or stops the submission."""

    _name = "med.precheck.rule"
    _description = "Severity of a Precheck"
    _order = "code, type_id, id"
    _rec_name = "code"

    code = fields.Selection(CODES, string="Precheck", required=True)
    type_id = fields.Many2one(
        "med.credential.type", index="btree_not_null", ondelete="cascade",
        help="Empty for every type that has no row of its own.",
    )
    severity = fields.Selection(
        [("warn", "Warns"), ("block", "Stops the submission")], required=True, default="warn"
    )
    reason = fields.Char(translate=True, help="Why, for those who meet it.")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(type_id, 0))", "This precheck has a row for this type already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        rows = super().create(vals_list)
        rows._changed("added")
        return rows

    def write(self, vals):
        # EXTENDS base
        result = super().write(vals)
        self._changed("changed")
        return result

    def unlink(self):
        # EXTENDS base
        self._changed("deleted")
        return super().unlink()

    def _changed(self, action):
        self.env.registry.clear_cache()
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "precheck.rule_changed",
                    "record": row,
                    "facts": {
                        "action": action,
                        "code": row.code,
                        "type": row.type_id.code or False,
                        "severity": row.severity,
                    },
                }
                for row in self
            ]
        )

    @api.model
    @tools.ormcache()
    def _severities(self):
        """{(code, type id or False): severity} of all rows."""
        # sudo: rules bind everybody
        return {(row.code, row.type_id.id): row.severity for row in self.sudo().search([])}

    @api.model
    def _stops(self, code, kind):
        """Whether a precheck stops the submission of papers of a type.

        :param code: of the precheck
        :param kind: med.credential.type
        """
        rows = self._severities()
        return rows.get((code, kind.id), rows.get((code, False), "warn")) == "block"
