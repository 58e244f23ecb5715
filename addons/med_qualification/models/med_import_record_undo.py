# runs of neighbours are wanted: odoo.tools.groupby would lose their order
from itertools import groupby

from odoo import Command, api, models
from odoo.exceptions import UserError


class MedImportRecord(models.Model):
    _inherit = "med.import.record"

    def _undo(self):
        """Undo these entries in their order: what was made together goes together.

        Where a record refuses, those around it are undone one after the other.
        """
        alike_in_a_row = groupby(  # pylint: disable=bad-builtin-groupby
            self, lambda entry: (entry.res_model, entry.kind)
        )
        for (_model, kind), alike in alike_in_a_row:
            entries = self.browse().concat(*alike)
            rest = entries - entries._undo_together() if kind == "created" else entries
            for entry in rest:
                reason = entry._undo_one()
                # sudo: the list of what was made is written by the import alone
                entry.sudo().write({"state": "kept" if reason else "undone", "reason": reason or False})

    def _undo_together(self):
        """Remove what these entries made and nobody touched; returns the entries undone.

        In a number of queries that does not grow with the number of entries.
        """
        records = self.env[self[0].res_model].browse(self.mapped("res_id")).exists()
        handler, busy = self.env["med.import.handler"], self._busy_ids(records)
        after = {entry.res_id: entry.after or {} for entry in self}
        free = records.filtered(
            lambda r: r.id not in busy and handler._values_of(r, after[r.id]) == after[r.id]
        )
        try:
            with self.env.cr.savepoint():
                self._unlink_all(free)
        except Exception:  # which of them refuses, and why, is found one by one
            return self.browse()
        undone = self.filtered(lambda entry: entry.res_id in free._ids)
        # sudo: the list of what was made is written by the import alone
        undone.sudo().write({"state": "undone", "reason": False})
        return undone

    def _busy_ids(self, records):
        """Ids of records that are in use or under review."""
        busy = set()
        if records._name in ("med.credential", "med.dossier"):
            busy.update(records.filtered(lambda record: record.state != "draft").ids)
        for model, field in self._users_of(records):
            # sudo: what somebody else uses counts, whoever may read it
            rows = self.env[model].sudo()._read_group([(field, "in", records.ids)], [field])
            busy.update(used.id for (used,) in rows)
        return busy

    def _unlink_all(self, records):
        """Delete records; a product goes with its template if no variant stays."""
        if records._name == "product.product":
            templates = records.product_tmpl_id.filtered(lambda t: t.product_variant_ids <= records)
            records -= templates.product_variant_ids
            templates.unlink()
        records.unlink()
        self.env.flush_all()

    def _undo_one(self):
        """Undo one entry; returns why it cannot be, or ""."""
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            return ""
        try:
            with self.env.cr.savepoint():
                if self.kind == "created":
                    return self._remove(record)
                return self._restore(record)
        except Exception as error:  # whatever refuses a deletion is the reason it stays
            return self._short(error)

    def _short(self, error):
        text = error.args[0] if error.args and isinstance(error, UserError) else ""
        return str(text)[:300] or self.env._("It is used in other documents.")

    def _remove(self, record):
        handler = self.env["med.import.handler"]
        now = handler._values_of(record, self.after or {})
        if changed := self._changed_names(record, now):
            return self.env._("Changed since: %(fields)s.", fields=changed)
        if reason := self._used(record):
            return reason
        (record.product_tmpl_id if self._is_last_variant(record) else record).unlink()
        self.env.flush_all()
        return ""

    def _is_last_variant(self, record):
        return record._name == "product.product" and len(record.product_tmpl_id.product_variant_ids) == 1

    def _changed_names(self, record, now):
        """Labels of the fields that have another value than the import left."""
        names = [name for name, value in (self.after or {}).items() if now[name] != value]
        labels = record.fields_get(names, ["string"]) if names else {}
        return ", ".join(labels[name]["string"] for name in names)

    def _used(self, record):
        """Why a record that was made is in use, or ""."""
        if record._name in ("med.credential", "med.dossier") and record.state != "draft":
            return self.env._("It was submitted for review.")
        for model, field in self._users_of(record):
            # sudo: what somebody else uses counts, whoever may read it
            if self.env[model].sudo().search_count([(field, "=", record.id)], limit=1):
                label = self.env["ir.model"]._get(model).name
                return self.env._("It is used: %(documents)s.", documents=label)
        return ""

    @api.model
    def _users_of(self, record):
        """Hook: (model, field) whose records keep a party or product in place."""
        if record._name == "res.partner":
            return [
                ("med.credential", "commercial_partner_id"),
                ("med.dossier", "partner_id"),
                ("sale.order", "partner_id"),
                ("purchase.order", "partner_id"),
                ("stock.picking", "partner_id"),
                ("account.move", "partner_id"),
                ("res.users", "partner_id"),
                ("res.partner", "parent_id"),
            ]
        if record._name == "product.product":
            return [
                ("med.credential", "product_id"),
                ("med.credential", "product_ids"),
                ("med.dossier", "product_id"),
                ("sale.order.line", "product_id"),
                ("purchase.order.line", "product_id"),
                ("stock.move", "product_id"),
                ("stock.lot", "product_id"),
                ("account.move.line", "product_id"),
            ]
        return []

    def _restore(self, record):
        handler = self.env["med.import.handler"]
        now = handler._values_of(record, self.after or {})
        if changed := self._changed_names(record, now):
            return self.env._("Changed since: %(fields)s.", fields=changed)
        record.write({name: self._as_value(record, name, old) for name, old in self.before.items()})
        self.env.flush_all()
        return ""

    def _as_value(self, record, name, old):
        field = record._fields[name]
        if field.type == "many2many":
            return [Command.set(old)]
        if field.type == "one2many":
            return [Command.delete(i) for i in set(record[name].ids) - set(old)]
        return old
