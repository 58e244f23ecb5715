import time

from odoo import fields, models
from odoo.exceptions import UserError


class MedLedgerVerification(models.TransientModel):
    """Screen 核验: recompute the ledger and say what was found."""

    _name = "med.ledger.verification"
    _description = "Ledger Verification"

    state = fields.Selection([("new", "New"), ("done", "Done")], default="new")
    is_ok = fields.Boolean("Intact", readonly=True)
    entry_count = fields.Integer("Entries", readonly=True)
    seal_count = fields.Integer("Seals", readonly=True)
    unsealed_count = fields.Integer(
        "Not Yet Sealed", readonly=True, help="They join the next seal, in a minute."
    )
    purged_count = fields.Integer("Personal Payloads Purged", readonly=True, help="Purged under their rule.")
    last_seal = fields.Char(readonly=True)
    anchor_count = fields.Integer("Anchors Compared", readonly=True)
    anchors_broken = fields.Integer("Anchors That Differ", readonly=True)
    first_broken = fields.Integer("First Broken Entry", readonly=True)
    problems = fields.Text(readonly=True)
    verified_at = fields.Datetime(readonly=True)
    seconds = fields.Float(readonly=True, digits=(10, 1))
    reason = fields.Char("Reason of Restore")

    def _compute_display_name(self):
        for verification in self:
            verification.display_name = self.env._("Ledger Verification")

    def action_verify(self):
        """Verify and show the result in this dialog; the check itself is ledgered."""
        self.ensure_one()
        start = time.monotonic()
        result = self.env["med.ledger.entry"].verify()
        self.write(self._prepare_result(result, time.monotonic() - start))
        self.env["med.ledger.entry"]._append(
            "ledger.verified",
            facts={key: result[key] for key in ("ok", "entries", "seals", "first_broken")},
        )
        return self._reopen()

    def _prepare_result(self, result, seconds):
        heads = [
            f"{head['company_name'] or '-'} #{head['number']} ({head['sealed_at']} UTC)"
            for head in result["heads"]
        ]
        return {
            "state": "done",
            "is_ok": result["ok"],
            "entry_count": result["entries"],
            "seal_count": result["seals"],
            "unsealed_count": result["unsealed"],
            "purged_count": result["purged"],
            "last_seal": ", ".join(heads),
            "anchor_count": result["anchors"]["count"],
            "anchors_broken": result["anchors"]["broken"],
            "first_broken": result["first_broken"] or 0,
            "problems": "\n".join(map(self._problem_text, result["problems"])),
            "verified_at": fields.Datetime.now(),
            "seconds": seconds,
        }

    def _problem_text(self, problem):
        texts = {
            "entry_changed": self.env._("the entry was changed"),
            "entry_removed": self.env._("the entry was removed"),
            "entry_replaced": self.env._("the entry is not the one that was sealed"),
            "payload_removed": self.env._("its personal payload was removed"),
            "payload_changed": self.env._("its personal payload was changed"),
            "seal_changed": self.env._("the seal or its list was changed"),
            "seal_removed": self.env._("its seal was removed"),
            "chain_broken": self.env._("the seal does not follow the one before it"),
            "anchor_differs": self.env._("the seal differs from its anchor outside"),
        }
        where = []
        if problem["seal"]:
            where.append(self.env._("seal %(number)s", number=problem["seal"]))
        if problem["entry"]:
            where.append(self.env._("entry %(number)s", number=problem["entry"]))
        return f"{', '.join(where)}: {texts[problem['kind']]}"

    def action_open_first_broken(self):
        """Open the first broken entry, or its neighbours if it is gone."""
        self.ensure_one()
        if not self.first_broken:
            raise UserError(self.env._("No entry is broken."))
        action = self.env["ir.actions.act_window"]._for_xml_id("med_base.med_ledger_entry_action")
        near = range(self.first_broken - 5, self.first_broken + 6)
        return {**action, "domain": [("id", "in", list(near))], "context": {}}

    def action_accept_restore(self):
        """After a restore of an older backup: anchor anew, with a reason (ledgered)."""
        self.ensure_one()
        self.env["med.ledger.anchor"]._accept_restore(self.reason)
        return self.action_verify()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ledger Verification"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
