"""Reading a document's content along field paths: for digests and for people."""

from odoo.tools import (
    float_repr,
    format_date,
    format_datetime,
    html2plaintext,
)

from ..medkernel import digest

MASK = "***"


def digits_of(field, record):
    """Declared decimals of a float or monetary field, nothing if it has none."""
    if field.type == "monetary":
        currency_field = field.get_currency_field(record)
        currency = record[currency_field] if currency_field else None
        return currency.decimal_places if currency else 2
    digits = field.get_digits(record.env)
    return digits[1] if digits else None


def _number(field, record, value):
    return digest.normalise_number(value, digits_of(field, record))


def _text_value(field, record, value):
    if field.translate and field.store:
        return field._get_stored_translations(record) or None
    return str(value) if value else None


NORMALISERS = {
    "boolean": lambda field, record, value: bool(value),
    "integer": lambda field, record, value: value or 0,
    "float": _number,
    "monetary": _number,
    "date": lambda field, record, value: digest.normalise_moment(value),
    "datetime": lambda field, record, value: digest.normalise_moment(value),
    "many2one": lambda field, record, value: value.id or None,
    "one2many": lambda field, record, value: sorted(value.ids),
    "many2many": lambda field, record, value: sorted(value.ids),
    "reference": lambda field, record, value: f"{value._name},{value.id}" if value else None,
    "binary": lambda field, record, value: digest.hash_bytes(value) if value else None,
    "char": _text_value,
    "text": _text_value,
    "html": _text_value,
}


def read_value(record, names):
    """Normalised value at a path; lists of ``[line id, value]`` for lines.

    :param record: one record, without the reader's language and rights
    :param names: the path, split at its dots
    """
    field = record._fields[names[0]]
    value = record[names[0]]
    if len(names) == 1:
        normalise = NORMALISERS.get(field.type)
        return normalise(field, record, value) if normalise else value or None
    if field.type == "many2one":
        return read_value(value, names[1:]) if value else None
    return [[line.id, read_value(line, names[1:])] for line in value.sorted("id")]


def _float_text(field, record, value):
    digits = digits_of(field, record)
    return float_repr(value, digits) if digits is not None else f"{value:g}"


def _selection_text(field, record, value):
    options = dict(field._description_selection(record.env))
    return str(options.get(value, value or ""))


RENDERERS = {
    "boolean": lambda field, record, value: record.env._("Yes") if value else record.env._("No"),
    "integer": lambda field, record, value: str(value or 0),
    "float": _float_text,
    "monetary": _float_text,
    "date": lambda field, record, value: format_date(record.env, value) if value else "",
    "datetime": lambda field, record, value: format_datetime(record.env, value) if value else "",
    "many2one": lambda field, record, value: value.display_name or "",
    "reference": lambda field, record, value: value.display_name if value else "",
    "one2many": lambda field, record, value: ", ".join(value.mapped("display_name")),
    "many2many": lambda field, record, value: ", ".join(value.mapped("display_name")),
    "html": lambda field, record, value: html2plaintext(value) if value else "",
    "binary": lambda field, record, value: record.env._("File") if value else "",
    "selection": _selection_text,
}


def read_text(record, names):
    """What a person reads at a path; lists of ``[line id, text]`` for lines."""
    field = record._fields[names[0]]
    value = record[names[0]]
    if len(names) == 1:
        render = RENDERERS.get(field.type)
        return render(field, record, value) if render else str(value or "")
    if field.type == "many2one":
        return read_text(value, names[1:]) if value else ""
    return [[line.id, read_text(line, names[1:])] for line in value.sorted("id")]


def path_label(model, path):
    """Labels along a path in the user's language: ``Lines: Product``."""
    labels = []
    for name in path.split("."):
        field = model._fields[name]
        labels.append(field._description_string(model.env) or name)
        if field.relational:
            model = model.env[field.comodel_name]
    return ": ".join(labels)


def is_path(model, path):
    """Whether the path leads along existing fields of the model."""
    names = path.split(".")
    for position, name in enumerate(names):
        field = model._fields.get(name)
        if field is None or (position < len(names) - 1 and not field.relational):
            return False
        if field.relational:
            model = model.env[field.comodel_name]
    return True


def only_lines(texts, line_ids):
    """The texts of some lines only, of many that did not change."""
    return [item for item in texts if item[0] in line_ids]


def flat_text(text):
    """One string of a text or of a list of line texts."""
    if isinstance(text, list):
        return "; ".join(filter(None, (flat_text(item[1]) for item in text)))
    return text or ""
