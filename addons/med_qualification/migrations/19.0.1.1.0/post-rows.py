"""Shipped rows that exist already get what this version adds to them.

They are ``noupdate``: what somebody edited stays. Fields that are new with this version
hold their default everywhere, so the shipped value is written; a field that had a value
before is changed only where it still has the old one.
"""

import pathlib

from lxml import etree

from odoo import SUPERUSER_ID, api

DATA = pathlib.Path(__file__).resolve().parents[2] / "data"
NEW_FIELDS = {
    "med_credential_type_data.xml": (
        "reminder_ladder",
        "annual_check",
        "asks_seal",
        "covers_production",
        "max_months",
        "is_amendment",
        "is_authorisation",
        "renewal_opens",
        "renewal_closes",
    ),
    "med_requirement_supplier_data.xml": ("for_own_goods",),
}
# external id: {field: (value shipped before, value now)}
CHANGED = {
    "credential_type_need_statement": {"scope": ("optional", "required")},
    "gate_check_partner_need": {"severity_confirm": ("warn", "block")},
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, fields in NEW_FIELDS.items():
        for node in etree.parse(DATA / name).iter("record"):
            _write_new(env, node, fields)
    for xmlid, changes in CHANGED.items():
        record = env.ref(f"med_qualification.{xmlid}", raise_if_not_found=False)
        for field, (old, new) in changes.items():
            if record and record[field] == old:
                record[field] = new
    check = env.ref("med_qualification.gate_check_partner_need", raise_if_not_found=False)
    if check and not check.waiver_group_id:
        check.waiver_group_id = env.ref("med_base.group_quality_head")


def _write_new(env, node, fields):
    """Shipped values of the new fields of one record of a data file."""
    record = env.ref(f"med_qualification.{node.get('id')}", raise_if_not_found=False)
    values = {
        field.get("name"): _value(field)
        for field in node.iter("field")
        if field.get("name") in fields
    }
    if record and values:
        record.write(values)


def _value(field):
    text = field.get("eval")
    if text is None:
        return field.text
    return {"True": True, "False": False}.get(text) if text in ("True", "False") else int(text)
