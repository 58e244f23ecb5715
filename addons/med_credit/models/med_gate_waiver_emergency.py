from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

PAPER_HOURS = 24
EMERGENCY_DAYS = 7


class MedGateWaiver(models.Model):
    """Released at once by who is on call; reason and promise follow within 24 hours."""

    _name = "med.gate.waiver"
    _inherit = ["med.gate.waiver", "med.deadline.mixin"]

    _deadline_soon_hours = 6

    is_emergency = fields.Boolean(string="Emergency", copy=False, readonly=True, index=True)
    papers_at = fields.Datetime(string="Papers Added On", copy=False, readonly=True)
    papers_by_id = fields.Many2one("res.users", string="Papers Added By", copy=False, readonly=True)
    papers_missing = fields.Boolean(compute="_compute_papers_missing", search="_search_papers_missing")

    @api.depends("is_emergency", "papers_at")
    def _compute_papers_missing(self):
        for waiver in self:
            waiver.papers_missing = waiver.is_emergency and not waiver.papers_at

    def _search_papers_missing(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("is_emergency", "=", True), ("papers_at", "=", False)] if True in value else []

    @api.model
    def _deadline_open_domain(self):
        # EXTENDS med_base
        return [("is_emergency", "=", True), ("papers_at", "=", False)]

    @api.model
    def _guarded_names(self):
        # EXTENDS med_base: who let it go, and when the papers came, is noted by methods
        own = ("is_emergency", "papers_at", "papers_by_id", "deadline_at")
        return (*super()._guarded_names(), *own)

    @api.model
    def _release_in_emergency(self, document, findings):
        """Grant these findings of a document at once, in the name of its seller.

        :return: the waivers
        """
        now = fields.Datetime.now()
        day = document._gate_company()._med_today()
        waivers = self.browse()
        for finding in findings:
            # sudo: people on call need no right to write waivers, only to press the button
            waiver = self.sudo().create(
                {
                    "res_model": document._name,
                    "res_id": document.id,
                    "check_code": finding["check"],
                    "digest": finding["digest"],
                }
            )
            waiver._advance(
                {
                    **waiver._prepare_request(finding),
                    "state": "granted",
                    "is_emergency": True,
                    "reason": self.env._("Emergency: reason and promise follow."),
                    "valid_until": min(day + timedelta(days=EMERGENCY_DAYS), document._credit_last_day()),
                    "deadline_at": now + timedelta(hours=PAPER_HOURS),
                    "requested_by_id": document._gate_owner().id,
                    "requested_at": now,
                    "granted_by_id": self.env.uid,
                    "decided_at": now,
                },
                "credit.emergency_released",
            )
            waivers += waiver
        waivers[:1]._ask_for_papers()
        waivers._credit_settle_refusals()
        return waivers.sudo(False)

    def _ask_for_papers(self):
        """One task for the seller: reason and promise within 24 hours."""
        seller = self.requested_by_id
        self._schedule(
            seller if seller.active and not seller.share else self.granted_by_id,
            self.env._("Emergency release: add reason and promised payment within 24 hours"),
            "",
        )

    def action_open_papers(self):
        """The dialog in which reason and promised payment are added."""
        self.ensure_one()
        return self.env["med.credit.release.wizard"]._open_for_papers(self)

    def action_add_papers(self, reason, promised_on):
        """Add what an emergency release was given without, for all reasons of its document.

        :param reason: why it could not wait
        :param promised_on: day on which the customer pays
        """
        self.ensure_one()
        self.check_access("read")
        missing = self._papers_siblings()
        if not missing:
            raise UserError(self.env._("%(waiver)s needs no papers.", waiver=self.display_name))
        reason = (reason or "").strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Say why the goods could not wait."))
        day = self._check_promise(promised_on)
        missing._check_adds_papers()
        for waiver in missing:
            waiver._advance(
                {
                    "reason": reason,
                    "promised_on": day,
                    "papers_at": fields.Datetime.now(),
                    "papers_by_id": self.env.uid,
                },
                "credit.papers_added",
            )
        # sudo: the task belongs to somebody else
        missing.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def _check_adds_papers(self):
        """Papers come from who let it go, who sold it, or who may change the document."""
        document = self._browse_document(self[0].res_model, self[0].res_id)
        document.check_access("read")
        # sudo: who sold and made the document
        concerned = self.granted_by_id | self.requested_by_id | document.sudo()._credit_sellers()
        if self.env.user not in concerned and not document.has_access("write"):
            raise UserError(
                self.env._(
                    "The papers of %(document)s are added by %(people)s.",
                    document=document.display_name,
                    people=", ".join(concerned.mapped("name")),
                )
            )

    def _papers_siblings(self):
        return self.search(
            [
                ("papers_missing", "=", True),
                ("res_model", "=", self.res_model),
                ("res_id", "=", self.res_id),
            ]
        )

    def _deadline_on_overdue(self):
        # EXTENDS med_base: who let it go answers for the missing papers
        if self.is_emergency and self._papers_siblings()[:1] == self:
            self._schedule(
                self.granted_by_id,
                self.env._("The papers of your emergency release are late: %s", self.res_name),
                "",
            )
        return super()._deadline_on_overdue()
