from odoo import api, fields, models
from odoo.exceptions import UserError

# the family of checks in the table of signatures: credit is released by two taps
SIGNED_AS = "action_grant_credit"


class MedGateWaiver(models.Model):
    """Releases on credit: waivers with a promised payment, a measure and five facts.

    Decided without a password by finance or the head of the company, unless the table of
    signatures says otherwise; never by who asked, sold or made the order.
    """

    _inherit = "med.gate.waiver"

    is_credit = fields.Boolean(string="On Credit", compute="_compute_is_credit", store=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index="btree_not_null")
    credit_currency_id = fields.Many2one(related="company_id.currency_id")
    promised_on = fields.Date(string="Payment Promised", copy=False, readonly=True)
    credit_amount = fields.Monetary(
        string="Amount Released",
        currency_field="credit_currency_id",
        copy=False,
        readonly=True,
        help="What the order was worth when it was asked for, with tax. It is not stopped again "
        "at delivery unless it grows by more than the tolerance of the segment.",
    )
    credit_figures = fields.Json(
        string="Figures Then", copy=False, readonly=True, groups="med_credit.group_credit_release"
    )

    @api.depends("check_code")
    def _compute_is_credit(self):
        for waiver in self:
            waiver.is_credit = waiver._is_on_credit()

    def _is_on_credit(self):
        self.ensure_one()
        return (self.check_code or "").startswith("credit_")

    @api.model
    def _guarded_names(self):
        # EXTENDS med_base
        own = ("partner_id", "promised_on", "credit_amount", "credit_figures")
        return (*super()._guarded_names(), *own)

    # asking ----------------------------------------------------------------

    def action_request(self, reason, valid_until=None, promised_on=None):
        """EXTENDS med_base: on credit a day of payment is promised, and a release ends by policy.

        :param promised_on: day (date or ``YYYY-MM-DD``) on which the customer pays
        :raise UserError: on credit without such a day, today or later
        """
        self.ensure_one()
        if self._is_on_credit():
            self._require_state("draft")
            self._guarded_write({"promised_on": self._check_promise(promised_on)})
            valid_until = self._last_day(valid_until)
        return super().action_request(reason, valid_until)

    def _check_promise(self, promised_on):
        """The promised day as a date, or a UserError."""
        try:
            day = fields.Date.to_date(promised_on)
        except (TypeError, ValueError):
            day = None
        if not day or day < self.company_id._med_today():
            raise UserError(
                self.env._("Say when the customer pays (today or later): the one who releases decides on it.")
            )
        return day

    def _last_day(self, valid_until):
        """The last day of a release: as asked, and no later than the policy allows."""
        document = self._browse_document(self.res_model, self.res_id)
        latest = document._credit_last_day()
        try:
            return min(fields.Date.to_date(valid_until) or latest, latest)
        except (TypeError, ValueError):
            return valid_until

    def _prepare_request(self, finding):
        # EXTENDS med_base: what the decider sees stays on record
        vals = super()._prepare_request(finding)
        if self._is_on_credit():
            # sudo: the asker need not read all the figures the decider is shown
            document = self.sudo()._browse_document(self.res_model, self.res_id)
            vals.update(document._credit_snapshot())
        return vals

    def _current_finding(self):
        # EXTENDS med_base: confirmed orders are judged by what stops their delivery
        if not self._is_on_credit():
            return super()._current_finding()
        # sudo: who decides need not be allowed to read other people's orders
        document = self.sudo()._browse_document(self.res_model, self.res_id)
        for finding in document._credit_findings_now():
            wanted = (self.check_code, self.digest or finding["digest"])
            if (finding["check"], finding["digest"]) == wanted:
                return finding
        raise UserError(
            self.env._(
                "%(document)s is not stopped for this reason (any more), or has grown: "
                "open it and ask again from its panel.",
                document=document.display_name,
            )
        )

    # deciding --------------------------------------------------------------

    def _med_require_signature(self, method):
        # EXTENDS med_base: the table has a row of its own for credit
        if method == "action_grant" and self and all(w._is_on_credit() for w in self):
            if not self.env["med.sign.rule"]._is_required(self._name, SIGNED_AS):
                return self._med_signature(method) or self.env["med.signature"]
        return super()._med_require_signature(method)

    def _askers(self):
        # EXTENDS med_base: nor does who sold or made the order decide on its credit
        askers = super()._askers()
        if not self._is_on_credit():
            return askers
        # sudo: who decides need not be allowed to read the order
        document = self.sudo()._browse_document(self.res_model, self.res_id)
        return askers | document._credit_sellers().sudo(False)

    def action_open_grant(self):
        # EXTENDS med_base: no dialog where nothing is to be signed
        self.ensure_one()
        if self._is_on_credit() and not self.env["med.sign.rule"]._is_required(self._name, SIGNED_AS):
            return self.action_credit_release()
        return super().action_open_grant()

    def action_credit_release(self):
        """Release: grant these, and whatever else on credit was asked for the same documents.

        What does not stop the document any more is closed as expired.
        :raise UserError: when somebody else has to decide, or an order has grown
        """
        waivers = self._credit_siblings()
        for waiver in waivers:
            waiver._require_state("requested")
            waiver._check_decider()
        for waiver in waivers:
            if waiver in self or waiver._still_stops():
                waiver.action_grant()
            else:
                waiver._advance({"state": "expired"}, "gate.waiver_expired")
        waivers._credit_settle_refusals()
        return True

    def action_credit_refuse(self, reason=None):
        """Refuse all that was asked on credit for the same documents.

        :param reason: what the asker is told; none: that it is not released for now
        """
        for waiver in self._credit_siblings():
            waiver.action_refuse((reason or "").strip() or self.env._("Not released for now."))
        return True

    def _credit_siblings(self):
        """Waivers on credit that wait for the same documents, these included."""
        self.check_access("read")
        waivers = self
        for model, mine in self.grouped("res_model").items():
            waivers |= self.search(
                [
                    ("is_credit", "=", True),
                    ("state", "=", "requested"),
                    ("res_model", "=", model),
                    ("res_id", "in", mine.mapped("res_id")),
                ]
            )
        return waivers

    def _still_stops(self):
        """Whether the document is still stopped for what was asked."""
        try:
            return bool(self._current_finding())
        except UserError:
            return False

    def _credit_settle_refusals(self):
        """The document is not on the list of stopped ones any more: its asker is told by the answer."""
        # sudo: the list is written by the gate only
        refusals = self.env["med.gate.refusal"].sudo()
        for model, mine in self.grouped("res_model").items():
            rows = refusals.search(
                [
                    ("state", "=", "open"),
                    ("res_model", "=", model),
                    ("res_id", "in", mine.mapped("res_id")),
                ]
            )
            free = rows._free_documents(self.env[model].sudo().browse(set(rows.mapped("res_id"))).exists())
            done = rows.filtered(lambda row, free=free: row.res_id in free.ids)
            done._guarded_write({"state": "cleared", "cleared_at": fields.Datetime.now()})

    # messages: one for all reasons of one document ---------------------------

    def _tell_granter(self):
        # EXTENDS med_base
        if self._is_on_credit() and len(self._credit_siblings()) > 1:
            return None
        return super()._tell_granter()

    def _tell_asker(self):
        # EXTENDS med_base
        if self._is_on_credit() and self._credit_siblings() - self:
            # sudo: the task belongs to somebody else
            self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
            return
        super()._tell_asker()
