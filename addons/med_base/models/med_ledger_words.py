from odoo import api, models


class MedLedgerWords(models.AbstractModel):
    """Words for the codes in ledger entries; addons extend the two methods."""

    _name = "med.ledger.words"
    _description = "Ledger Words"

    @api.model
    def _events(self):
        """Words for event codes."""
        return {
            **self._events_of_ledger(),
            **self._events_of_decisions(),
            **self._events_of_data(),
        }

    def _events_of_ledger(self):
        _ = self.env._
        return {
            "automation.changed": _("Automation changed"),
            "automation.created": _("Automation created"),
            "automation.removed": _("Automation removed"),
            "automation.run": _("Automation run"),
            "export.data": _("Data exported"),
            "ledger.exported": _("Ledger exported"),
            "ledger.restore_accepted": _("Restored ledger accepted"),
            "ledger.uninstalled": _("Ledger exported before uninstallation"),
            "ledger.verified": _("Ledger verified"),
            "login.api": _("Calls by API key or password"),
            "login.failed": _("Login failed"),
            "login.failed_total": _("Failed logins of an hour"),
            "login.succeeded": _("Login"),
            "payload.purged": _("Personal data purged under its rule"),
            "personal.revealed": _("Masked personal data shown"),
            "retention.hold_lifted": _("Legal hold lifted"),
            "retention.hold_set": _("Legal hold set"),
            "retention.rule_changed": _("Retention rule changed"),
            "retention.rule_created": _("Retention rule created"),
            "retention.rule_removed": _("Retention rule removed"),
        }

    def _events_of_decisions(self):
        _ = self.env._
        return {
            "approval.decided": _("Approval step decided"),
            "approval.delegated": _("Approval delegated"),
            "approval.delegation_revoked": _("Delegation revoked"),
            "approval.escalated": _("Approval escalated"),
            "approval.route_changed": _("Approval route changed"),
            "approval.route_created": _("Approval route created"),
            "approval.submitted": _("Submitted for approval"),
            "approval.voided": _("Approval voided"),
            "gate.check_changed": _("Gate check changed"),
            "gate.check_created": _("Gate check created"),
            "gate.check_deleted": _("Gate check deleted"),
            "gate.cutover_planned": _("Cut-over date set"),
            "gate.mode_live": _("Gate switched to live"),
            "gate.mode_trial": _("Gate switched to trial mode"),
            "gate.passed": _("Passed the gate"),
            "gate.refused": _("Stopped at the gate"),
            "gate.waiver_expired": _("Waiver expired"),
            "gate.waiver_granted": _("Waiver granted"),
            "gate.waiver_refused": _("Waiver refused"),
            "gate.waiver_requested": _("Waiver requested"),
            "signature.failed": _("Signature failed"),
            "signature.given": _("Signed"),
            "signature.locked": _("Signing locked"),
            "signature.rule_changed": _("Signature rule changed"),
            "signature.rule_deleted": _("Signature rule deleted"),
            "signature.unlocked": _("Signing unlocked"),
        }

    def _events_of_data(self):
        _ = self.env._
        return {
            "event.backdated": _("Retrospective entry"),
            "lot.blocked": _("Lot blocked"),
            "lot.released": _("Lot released"),
            "product.device_off": _("Device switch turned off"),
            "product.device_on": _("Device switch turned on"),
            "product.quality_changed": _("Quality data of a product changed"),
            "role.changed": _("Job changed"),
            "role.granted": _("Job granted"),
            "role.requested": _("Job requested"),
            "role.revoked": _("Job revoked"),
        }

    @api.model
    def _facts(self):
        """Words for the keys of facts."""
        _ = self.env._
        return {
            "added": _("Added"),
            "attempts": _("Attempts"),
            "changed": _("Changed"),
            "check": _("Check"),
            "checks": _("Checks"),
            "code": _("Code"),
            "company": _("Company"),
            "count": _("Count"),
            "date_from": _("From"),
            "date_to": _("To"),
            "digest": _("Digest"),
            "document": _("Document"),
            "entries": _("Entries"),
            "entered_at": _("Entered At"),
            "event_at": _("Happened At"),
            "fields": _("Fields"),
            "first_broken": _("First Broken Entry"),
            "from": _("From"),
            "hour": _("Hour"),
            "job": _("Job"),
            "kind": _("Kind"),
            "law": _("Law"),
            "lines": _("Lines"),
            "method": _("Method"),
            "model": _("Model"),
            "ok": _("Intact"),
            "partner": _("Partner"),
            "personal": _("Personal Data"),
            "product": _("Product"),
            "reason": _("Reason"),
            "removed": _("Removed"),
            "row": _("Row"),
            "rule": _("Rule"),
            "seals": _("Seals"),
            "stage": _("Stage"),
            "state": _("State"),
            "step": _("Step"),
            "to": _("To"),
            "user": _("User"),
            "valid_until": _("Valid Until"),
            "values": _("Values"),
        }
