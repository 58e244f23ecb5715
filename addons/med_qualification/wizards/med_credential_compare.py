from markupsafe import Markup

from odoo import api, fields, models

COMPARED = (
    "type_id",
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
    "model_ids",
    "copy_kind",
    "verified_until",
)


class MedCredentialCompare(models.TransientModel):
    """Two versions of a paper side by side, what differs in colour."""

    _name = "med.credential.compare"
    _description = "Comparison of Two Versions"

    left_id = fields.Many2one("med.credential", string="Before", required=True)
    right_id = fields.Many2one("med.credential", string="After", required=True)
    right_type_id = fields.Many2one(related="right_id.type_id")
    left_files = fields.Many2many(related="left_id.attachment_ids", string="Files Before")
    right_files = fields.Many2many(related="right_id.attachment_ids", string="Files After")
    only_differences = fields.Boolean()
    table = fields.Html(compute="_compute_table", sanitize=False)

    @api.depends("left_id", "right_id", "only_differences")
    @api.depends_context("lang")
    def _compute_table(self):
        head = Markup("<tr><th></th><th>%s</th><th>%s</th></tr>")
        for wizard in self:
            rows = [
                Markup('<tr class="%s"><th>%s</th><td>%s</td><td>%s</td></tr>')
                % ("table-warning" if before != after else "", label, before, after)
                for label, before, after in wizard._rows()
                if before != after or not wizard.only_differences
            ]
            title = head % tuple(wizard._title(paper) for paper in (wizard.left_id, wizard.right_id))
            wizard.table = Markup('<table class="table table-sm">%s%s</table>') % (
                title,
                Markup("").join(rows),
            )

    def _title(self, paper):
        states = dict(paper._fields["state"]._description_selection(self.env))
        return self.env._(
            "Version %(version)s (%(state)s)", version=paper.version, state=states.get(paper.state, "")
        )

    def _rows(self):
        """[(label, text before, text after)] of the fields that say something."""
        before, after = (self._texts(paper) for paper in (self.left_id, self.right_id))
        return [
            (label, text, after[label]) for label, text in before.items() if text or after[label]
        ]

    def _texts(self, paper):
        """{label: text} of a version, files by their SHA-256."""
        texts = {}
        labels = paper.fields_get(COMPARED, ["string"])
        for name in COMPARED:
            texts[labels[name]["string"]] = _text(paper, name)
        # sudo: the digests of files that the reader sees anyway
        digests = sorted(d[:12] for d in paper.sudo().file_ids.mapped("sha256") if d)
        texts[self.env._("Files (SHA-256)")] = "\n".join(digests)
        return texts


def _text(record, name):
    """A field as text in the reader's language."""
    field, value = record._fields[name], record[name]
    if field.relational:
        return "\n".join(sorted(value.mapped("display_name")))
    if field.type == "selection":
        return dict(field._description_selection(record.env)).get(value, "")
    return str(value or "")
