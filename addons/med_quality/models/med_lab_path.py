from odoo import fields, models

KEYS = [
    ("status", "Status of the report"),
    ("request", "Number of our request"),
    ("number", "Number of the report"),
    ("date", "Date of the report"),
    ("conclusion", "Conclusion"),
    ("rows", "List of results"),
    ("row.code", "Code of the test"),
    ("row.name", "Name of the test"),
    ("row.value", "Result"),
    ("row.unit", "Unit"),
    ("row.verdict", "Verdict of the test"),
    ("row.text", "Note"),
    ("file", "Report file"),
    ("file_name", "Name of the report file"),
    ("laboratory_number", "Number that the laboratory gives"),
    ("ask.number", "Asked: number of our request"),
    ("ask.client", "Asked: our company"),
    ("ask.sample", "Asked: number of the sample"),
    ("ask.product", "Asked: name of the product"),
    ("ask.specification", "Asked: specification"),
    ("ask.registration", "Asked: registration number"),
    ("ask.lot", "Asked: lot"),
    ("ask.quantity", "Asked: quantity"),
    ("ask.unit", "Asked: unit"),
    ("ask.sampled_on", "Asked: day of the sample"),
    ("ask.standard", "Asked: requirement"),
    ("ask.tests", "Asked: list of tests"),
    ("test.code", "Asked: code of a test"),
    ("test.name", "Asked: name of a test"),
    ("test.method", "Asked: method of a test"),
    ("test.unit", "Asked: unit of a test"),
    ("test.limits", "Asked: limits of a test"),
    ("fetch.number", "Fetched by: number of our request"),
    ("fetch.laboratory_number", "Fetched by: the laboratory's number"),
]


class MedLabPath(models.Model):
    """Where one laboratory puts one thing: an element of its service, a heading of its files."""

    _name = "med.lab.path"
    _description = "Name of a Laboratory's Field"
    _order = "source_id, key"
    _rec_name = "path"

    source_id = fields.Many2one("med.register.source", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="source_id.company_id", store=True, index=True)
    key = fields.Selection(KEYS, string="What", required=True)
    path = fields.Char(
        string="Called There",
        required=True,
        help="Elements from the outside in, with dots: Result.Items.Item; in files the heading.",
    )

    _key_uniq = models.UniqueIndex("(source_id, key)", "This is named for the service already.")
