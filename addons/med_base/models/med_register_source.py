import logging
import time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..medkernel.registers import RegisterError, entry_key, normalise_number, read_list
from ..providers.registers import PROVIDERS

_logger = logging.getLogger(__name__)


class MedRegisterSource(models.Model):
    """An external register: looked up, verified, watched; each call is evidence."""

    _name = "med.register.source"
    _description = "External Register"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    subject = fields.Selection(
        [
            ("revoked", "Revoked and cancelled licences"),
            ("penalty", "Penalties"),
            ("product", "Withdrawn registrations"),
            ("other", "Other"),
        ],
        required=True,
        default="penalty",
    )
    protocol = fields.Selection(
        [("upload", "Uploaded list"), ("folder", "Folder on the server"), ("http", "Address on the net")],
        required=True,
        default="upload",
    )
    publisher = fields.Char(translate=True)
    url = fields.Char(string="Address", help="Only servers that an administrator has allowed are asked.")
    folder_name = fields.Char(string="Folder", help="Name below the folder that an administrator opened.")
    list_file = fields.Binary(string="List", attachment=True, copy=False)
    list_name = fields.Char(copy=False)
    is_watched = fields.Boolean(
        string="Watch", default=True, help="Asked every night; new hits open reviews."
    )
    entry_count = fields.Integer(compute="_compute_counts", string="Entries")
    call_count = fields.Integer(compute="_compute_counts", string="Calls")
    hit_count = fields.Integer(compute="_compute_counts", string="Open Hits")
    last_call_id = fields.Many2one("med.register.call", string="Latest Call", compute="_compute_counts")
    last_called_at = fields.Datetime(compute="_compute_counts", string="Last Call")
    last_state = fields.Selection(
        [("ok", "Answered"), ("failed", "Failed")], compute="_compute_counts", string="Last Answer"
    )

    def _compute_counts(self):
        def count(model, domain):
            groups = self.env[model]._read_group(
                [("source_id", "in", self.ids), *domain], ["source_id"], ["__count", "id:max"]
            )
            return {source: (number, last) for source, number, last in groups}

        entries = count("med.register.entry", [("is_gone", "=", False)])
        calls = count("med.register.call", [])
        hits = count("med.register.hit", [("state", "=", "open")])
        for source in self:
            source.entry_count = entries.get(source, (0,))[0]
            source.call_count, source.last_call_id = calls.get(source, (0, False))
            source.last_called_at = source.last_call_id.called_at
            source.last_state = source.last_call_id.state
            source.hit_count = hits.get(source, (0,))[0]

    # watching ------------------------------------------------------------

    def action_fetch(self):
        """Read the list now, keep the call as evidence, open reviews for new hits."""
        self.check_access("write")
        for source in self:
            call = source._fetch("watch")
            if call.state == "failed" and len(self) == 1:
                return source._notify(call.error)
        return True

    def _notify(self, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "danger", "message": text, "sticky": True},
        }

    @api.model
    def _cron_watch(self):
        """Ask the watched registers, one transaction each."""
        sources = self.search([("is_watched", "=", True), ("protocol", "!=", "upload")])
        cron = self.env["ir.cron"]
        for number, source in enumerate(sources):
            source._fetch("watch")
            if not cron._commit_progress(1, remaining=len(sources) - number - 1):
                return

    def _fetch(self, operation):
        """One call: fetch, read, compare; never raises, the call says what happened."""
        self.ensure_one()
        started = time.monotonic()
        request, raw, name = {"protocol": self.protocol}, b"", ""
        try:
            answer = PROVIDERS[self.protocol]().fetch(self)
            raw, name = answer.raw, answer.name
            request |= answer.request
            result, error = self._take_in(self._read_raw(raw)), ""
        except RegisterError as failure:
            result, error = {}, self._error_text(failure)
        except OSError as failure:
            _logger.info("register %s: %s", self.id, failure)
            result, error = {}, self.env._("The file cannot be read.")
        call = self.env["med.register.call"]._keep(
            self,
            operation,
            request,
            result,
            raw=raw,
            name=name,
            error=error,
            seconds=time.monotonic() - started,
        )
        return call

    def _read_raw(self, raw):
        """Entries of a list from its bytes; addons read other kinds of lists.

        :raise RegisterError: it cannot be read
        """
        return read_list(raw)

    def _error_text(self, failure):
        texts = {
            "no_file": self.env._("There is no list to read."),
            "no_root": self.env._("An administrator has to open a folder first."),
            "bad_folder": self.env._("There is no such folder below the one that is open."),
            "bad_address": self.env._("The address is no http or https address."),
            "not_allowed": self.env._("An administrator has to allow this server first."),
            "no_answer": self.env._("The server does not answer."),
            "status": self.env._("The server answered with an error."),
            "too_big": self.env._("The list is too big."),
            "too_many": self.env._("The list has too many rows."),
            "unreadable": self.env._("The list is neither csv nor xlsx."),
            "no_headers": self.env._("No column with code, name or number was found."),
        }
        return " ".join(part for part in (texts[failure.code], failure.value) if part)

    def _take_in(self, entries):
        """Compare a list with what is known; returns figures for the evidence."""
        # sudo: entries and hits are written by the register alone
        known = self.env["med.register.entry"].sudo().search([("source_id", "=", self.id)])
        by_key = known.grouped("key")
        keys = {entry_key(entry): entry for entry in entries}
        fresh = known.create(
            [
                {
                    "source_id": self.id,
                    "key": key,
                    "code": entry["code"],
                    "name": entry["name"],
                    "number": entry["number"],
                    "plain_number": normalise_number(entry["number"]),
                    "kind": entry["kind"],
                    "date": entry["date"] or False,
                    "reason": entry["reason"],
                }
                for key, entry in keys.items()
                if key not in by_key
            ]
        )
        gone = known.filtered(lambda e: not e.is_gone and e.key not in keys)
        gone.write({"is_gone": True})
        known.filtered(lambda e: e.is_gone and e.key in keys).write({"is_gone": False})
        hits = (known - gone | fresh)._open_hits()
        return {"rows": len(keys), "new": len(fresh), "gone": len(gone), "hits": len(hits)}

    # looking up ----------------------------------------------------------

    def action_look_up(self, term):
        """Entries about a code, a name or a number; kept as evidence.

        :param term: credit code, exact name, or number of a licence or registration
        :return: list of dicts code, name, number, kind, date, reason
        """
        self.ensure_one()
        self.check_access("read")
        self._check_asker()
        found = self._find(term)
        answer = [entry._as_dict() for entry in found]
        self.env["med.register.call"]._keep(self, "lookup", {"term": term}, {"entries": answer})
        return answer

    def action_verify(self, partner_id):
        """Whether a party is named, by its code and its name; kept as evidence.

        :param partner_id: id of a partner
        :return: {"is_named": bool, "entries": [dict]}
        """
        self.ensure_one()
        self.check_access("read")
        self._check_asker()
        partner = self.env["res.partner"].browse(partner_id).commercial_partner_id
        partner.check_access("read")
        found = self.env["med.register.entry"].union(
            *(self._find(term) for term in (partner.med_uscc, partner.name) if term)
        )
        answer = {"is_named": bool(found), "entries": [entry._as_dict() for entry in found]}
        self.env["med.register.call"]._keep(self, "verify", {"partner": partner.id}, answer)
        return answer

    def _check_asker(self):
        if not self.env.user.has_group("med_base.group_med_user"):
            raise AccessError(self.env._("Registers are for people with a job in the suite."))

    def _find(self, term):
        term = (term or "").strip()
        if not term:
            raise UserError(self.env._("Give a credit code, a name or a number."))
        plain = normalise_number(term)
        return self.env["med.register.entry"].search(
            [
                ("source_id", "=", self.id),
                ("is_gone", "=", False),
                "|",
                "|",
                ("code", "=", plain),
                ("plain_number", "=", plain),
                ("name", "=", term),
            ]
        )

    def action_open_entries(self):
        """What the list says."""
        action = self.env["ir.actions.act_window"]._for_xml_id("med_base.med_register_entry_action")
        return {**action, "domain": [("source_id", "in", self.ids)]}

    def action_open_calls(self):
        """The calls, as evidence."""
        action = self.env["ir.actions.act_window"]._for_xml_id("med_base.med_register_call_action")
        return {**action, "domain": [("source_id", "in", self.ids)]}

    def action_open_hits(self):
        """The hits that wait for a decision."""
        action = self.env["ir.actions.act_window"]._for_xml_id("med_base.med_register_hit_action")
        return {**action, "domain": [("source_id", "in", self.ids)]}
