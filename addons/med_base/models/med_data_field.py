import io

import xlsxwriter

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.orm.table_objects import UniqueIndex

SOURCES = [
    ("typed", "Typed"),
    ("computed", "Computed"),
    ("linked", "Taken from a Linked Record"),
    ("imported", "Imported from a Register or File"),
    ("system", "Set by the System"),
]
XLSX = (
    "model_zh", "name", "label_zh", "label_en", "meaning", "ttype", "relation", "source", "rule", "writers"
)
VIEW = """
    SELECT f.id, f.model AS model_name, f.name, f.ttype, f.relation,
           m.name->>'en_US' AS model_en, COALESCE(m.name->>'zh_CN', m.name->>'en_US') AS model_zh,
           f.field_description->>'en_US' AS label_en,
           COALESCE(f.field_description->>'zh_CN', f.field_description->>'en_US') AS label_zh,
           f.help->>'en_US' AS help_en, COALESCE(f.help->>'zh_CN', f.help->>'en_US') AS help_zh,
           COALESCE(f.store, FALSE) AS is_stored, COALESCE(f.required, FALSE) AS is_required,
           f.model NOT LIKE 'med.%' AS is_added,
           (SELECT min(d.module) FROM ir_model_data d
             WHERE d.model = 'ir.model.fields' AND d.res_id = f.id
               AND d.module LIKE 'med\\_%') AS module
      FROM ir_model_fields f JOIN ir_model m ON m.id = f.model_id
     WHERE NOT m.transient AND f.model NOT LIKE '%.mixin'
       AND f.name NOT IN ('id', 'display_name', 'create_uid', 'write_uid', 'write_date', 'create_date')
       AND EXISTS (SELECT 1 FROM ir_model_data d
             WHERE d.model = 'ir.model.fields' AND d.res_id = f.id AND d.module LIKE 'med\\_%')
       AND NOT EXISTS (SELECT 1 FROM ir_model_fields x
             WHERE x.model IN ('mail.thread', 'mail.activity.mixin', 'mail.thread.main.attachment')
               AND x.name = f.name)
"""


class MedDataField(models.Model):
    """The data dictionary: every field of the suite, read live from the registry.

    Rows come from Odoo's own list of fields (a database view), source, rule and who may
    write from the models themselves: nothing here can be out of date.
    """

    _name = "med.data.field"
    _description = "Data Dictionary"
    _auto = False
    _log_access = False
    _order = "model_name, name"
    _rec_names_search = ("label_zh", "label_en", "name")

    model_name = fields.Char(string="Model", readonly=True)
    model_en = fields.Char(string="Record (English)", readonly=True)
    model_zh = fields.Char(string="Record (Chinese)", readonly=True)
    name = fields.Char(string="Technical Name", readonly=True)
    label_en = fields.Char(string="Label (English)", readonly=True)
    label_zh = fields.Char(string="Label (Chinese)", readonly=True)
    help_en = fields.Char(readonly=True)
    help_zh = fields.Char(readonly=True)
    ttype = fields.Char(string="Type", readonly=True)
    relation = fields.Char(string="Linked To", readonly=True)
    module = fields.Char(readonly=True)
    is_stored = fields.Boolean(string="Stored", readonly=True)
    is_required = fields.Boolean(string="Required", readonly=True)
    is_added = fields.Boolean(string="Added to Odoo's Record", readonly=True)
    meaning = fields.Char(compute="_compute_meaning")
    source = fields.Selection(SOURCES, compute="_compute_source", search="_search_source")
    rule = fields.Char(compute="_compute_rule", help="What the system checks when this field changes.")
    writers = fields.Char(string="Who May Write", compute="_compute_writers")

    def init(self):
        # EXTENDS base
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(tools.SQL("CREATE VIEW %s AS " + VIEW.replace("%", "%%"), self._sql_table()))

    @api.model
    def _sql_table(self):
        return tools.SQL.identifier(self._table)

    @api.depends("label_en", "label_zh", "model_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.model_name}.{row.name}"

    def _field(self):
        """The field itself, or None where its model has gone in the meantime."""
        self.ensure_one()
        model = self.env.get(self.model_name)
        return None if model is None else model._fields.get(self.name)

    @api.depends("help_en", "help_zh")
    @api.depends_context("lang")
    def _compute_meaning(self):
        is_chinese = (self.env.lang or "").startswith("zh")
        for row in self:
            row.meaning = (row.help_zh if is_chinese else row.help_en) or row._plain_meaning()

    def _plain_meaning(self):
        """What can be said without a help text: choices, or what it links to."""
        field = self._field()
        if field is not None and field.type == "selection" and isinstance(field.selection, list):
            return " / ".join(label for _value, label in field._description_selection(self.env))
        if self.relation and self.relation in self.env:
            # sudo: the label of a model, which plain users may not read
            return self.env._("Link to %s", self.env["ir.model"].sudo()._get(self.relation).name)
        return self.label_zh if (self.env.lang or "").startswith("zh") else self.label_en

    @api.depends("name")
    def _compute_source(self):
        imported = self._imported_fields()
        for row in self:
            row.source = row._source(row._field(), imported)

    def _source(self, field, imported):
        if field is None:
            return False
        if self.name in imported.get(self.model_name, ()):
            return "imported"
        if field.related:
            return "linked"
        if field.compute and field.readonly and not field.inverse:
            return "computed"
        return "system" if self._is_guarded() or field.readonly else "typed"

    def _is_guarded(self):
        """Whether the field changes by methods only."""
        model = self.env[self.model_name]
        return hasattr(model, "_guarded_names") and self.name in model._guarded_names()

    @api.model
    def _imported_fields(self):
        """Fields filled from registers or files: {model: names}; addons extend."""
        return {}

    @api.model
    def _search_source(self, operator, value):
        if operator != "in":
            return NotImplemented
        rows = self.search([("id", "!=", 0)])
        return Domain("id", "in", rows.filtered(lambda row: row.source in value).ids)

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_rule(self):
        for row in self:
            field = row._field()
            row.rule = "; ".join(row._rules(field)) if field is not None else False

    def _rules(self, field):
        """What guards a field, in words."""
        model, words = self.env[self.model_name], []
        if field.required:
            words.append(self.env._("required"))
        if self._is_guarded():
            words.append(self.env._("changed by buttons only"))
        if self._is_unique(model):
            words.append(self.env._("unique"))
        if any(self.name in getattr(check, "_constrains", ()) for check in model._constraint_methods):
            words.append(self.env._("checked when written"))
        if field.type == "selection":
            words.append(self.env._("one of a list"))
        if field.groups:
            words.append(self.env._("closed to most readers"))
        if field.company_dependent:
            words.append(self.env._("one value per company"))
        return words

    def _is_unique(self, model):
        return any(
            isinstance(item, UniqueIndex) and self.name in str(item._index_definition)
            for item in model._table_objects.values()
        )

    @api.depends("model_name", "name")
    def _compute_writers(self):
        names = list({row.model_name for row in self if row.model_name in self.env})
        roles = self.env["med.role"].search([("active", "=", True)])
        cells = {line["model"]: line["cells"] for line in roles._matrix_rows(names)}
        for row in self:
            row.writers = row._writers(row._field(), roles, cells.get(row.model_name) or {})

    def _writers(self, field, roles, cells):
        if field is None or self.source in ("computed", "linked", "system"):
            return self.env._("Nobody directly")
        allowed = roles.filtered(lambda role: "W" in cells.get(role.id, "") and self._may_see(field, role))
        if len(allowed) == len(roles):
            return self.env._("Every job")
        return ", ".join(allowed.mapped("name")) or self.env._("The system")

    def _may_see(self, field, role):
        """Whether a job's groups open a field that is closed to others."""
        if not field.groups:
            return True
        groups = role.group_id.sudo().all_implied_ids._ensure_xml_id()  # sudo: reads the group tree
        return bool(set(field.groups.split(",")) & set(groups.values()))

    @api.model
    def action_xlsx(self):
        """Download the whole dictionary as a workbook."""
        return {"type": "ir.actions.act_url", "url": "/med_base/data_dictionary.xlsx", "target": "download"}

    def _xlsx(self):
        """These rows as a workbook: bytes."""
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
        sheet = book.add_worksheet("Dictionary")
        bold = book.add_format({"bold": True})
        labels = self.fields_get(XLSX)
        sources = dict(labels["source"]["selection"])
        for column, name in enumerate(XLSX):
            sheet.write_string(0, column, labels[name]["string"], bold)
        for line, row in enumerate(self, 1):
            for column, name in enumerate(XLSX):
                value = sources.get(row[name], "") if name == "source" else row[name]
                sheet.write_string(line, column, str(value or ""))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(self), len(XLSX) - 1)
        book.close()
        return stream.getvalue()
