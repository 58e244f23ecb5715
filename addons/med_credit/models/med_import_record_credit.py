from odoo import models


class MedImportRecord(models.Model):
    _inherit = "med.import.record"

    def _restore(self, record):
        # EXTENDS med_qualification: limits go back by a decision, not by writing
        if record._name != "med.credit.account":
            return super()._restore(record)
        handler = self.env["med.import.handler"]
        if changed := self._changed_names(record, handler._values_of(record, self.after or {})):
            return self.env._("Changed since: %(fields)s.", fields=changed)
        self._undo_limit(record.sudo())  # sudo: the account is written by decisions alone
        return ""

    def _undo_limit(self, account):
        """Put the values before the import back and close its change."""
        before = {name: self._as_value(account, name, old) for name, old in self.before.items()}
        account._guarded_write(before)
        changes = account.change_ids.filtered(lambda c: c.kind == "opening" and c.state == "done")
        changes[:1]._guarded_write({"state": "undone"})
        self.env["med.ledger.entry"]._append(
            "credit.opening_undone", account, {"run": self.run_id.name, **self.before}, account.company_id
        )
        self.env.flush_all()

    def _undo_together(self):
        # EXTENDS med_qualification: posted entries are cancelled one by one, never deleted
        return self.browse() if self[0].res_model == "account.move" else super()._undo_together()

    def _remove(self, record):
        # EXTENDS med_qualification: an opening entry is cancelled, it keeps its number
        if record._name != "account.move":
            return super()._remove(record)
        if any(record.line_ids.mapped("reconciled")) or record.line_ids.matched_credit_ids:
            return self.env._("It was paid, in whole or in part.")
        record.button_draft()
        record.button_cancel()
        return ""
