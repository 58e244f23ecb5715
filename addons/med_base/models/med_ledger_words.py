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
            **self._events_of_rules(),
        }

    def _events_of_ledger(self):
        return {
            "automation.changed": self.env._("Automation changed"),
            "automation.created": self.env._("Automation created"),
            "automation.removed": self.env._("Automation removed"),
            "automation.run": self.env._("Automation run"),
            "export.data": self.env._("Data exported"),
            "ledger.exported": self.env._("Ledger exported"),
            "ledger.restore_accepted": self.env._("Restored ledger accepted"),
            "ledger.uninstalled": self.env._("Ledger exported before uninstallation"),
            "ledger.verified": self.env._("Ledger verified"),
            "login.api": self.env._("Calls by API key or password"),
            "login.failed": self.env._("Login failed"),
            "login.failed_total": self.env._("Failed logins of an hour"),
            "login.succeeded": self.env._("Login"),
            "payload.purged": self.env._("Personal data purged under its rule"),
            "personal.revealed": self.env._("Masked personal data shown"),
            "retention.policy_changed": self.env._("Retention policy changed"),
            "retention.hold_lifted": self.env._("Legal hold lifted"),
            "retention.hold_set": self.env._("Legal hold set"),
            "retention.rule_changed": self.env._("Retention rule changed"),
            "retention.rule_created": self.env._("Retention rule created"),
            "retention.rule_removed": self.env._("Retention rule removed"),
        }

    def _events_of_rules(self):
        return {"rule.changed": self.env._("Rule changed")}

    def _events_of_decisions(self):
        return {
            "approval.amended": self.env._("Reviewer changed what is approved"),
            "approval.approved": self.env._("Approved"),
            "approval.decided": self.env._("Approval step decided"),
            "approval.delegated": self.env._("Approval delegated"),
            "approval.delegation_revoked": self.env._("Delegation revoked"),
            "approval.escalated": self.env._("Approval escalated"),
            "approval.route_changed": self.env._("Approval route changed"),
            "approval.route_created": self.env._("Approval route created"),
            "approval.rejected": self.env._("Rejected"),
            "approval.returned": self.env._("Returned"),
            "approval.submitted": self.env._("Submitted for approval"),
            "approval.voided": self.env._("Approval voided"),
            "approval.withdrawn": self.env._("Withdrawn"),
            "gate.check_changed": self.env._("Gate check changed"),
            "gate.check_created": self.env._("Gate check created"),
            "gate.check_deleted": self.env._("Gate check deleted"),
            "gate.cutover_planned": self.env._("Cut-over date set"),
            "gate.mode_live": self.env._("Gate switched to live"),
            "gate.mode_trial": self.env._("Gate switched to trial mode"),
            "gate.passed": self.env._("Passed the gate"),
            "gate.refused": self.env._("Stopped at the gate"),
            "gate.waiver_expired": self.env._("Waiver expired"),
            "gate.waiver_granted": self.env._("Waiver granted"),
            "gate.waiver_refused": self.env._("Waiver refused"),
            "gate.waiver_requested": self.env._("Waiver requested"),
            "signature.failed": self.env._("Signature failed"),
            "signature.given": self.env._("Signed"),
            "signature.locked": self.env._("Signing locked"),
            "signature.rule_changed": self.env._("Signature rule changed"),
            "signature.rule_deleted": self.env._("Signature rule deleted"),
            "signature.unlocked": self.env._("Signing unlocked"),
        }

    def _events_of_data(self):
        return {
            "access.reviewed": self.env._("Access review signed off"),
            "privacy.record_changed": self.env._("Record of processing changed"),
            "privacy.transfer_decided": self.env._("Transfer abroad decided"),
            "data.rule_changed": self.env._("Data rule changed"),
            "data.rule_created": self.env._("Data rule created"),
            "data.rule_removed": self.env._("Data rule removed"),
            "event.backdated": self.env._("Retrospective entry"),
            "lot.blocked": self.env._("Lot blocked"),
            "lot.released": self.env._("Lot released"),
            "party.type_changed": self.env._("Party type changed"),
            "lot.production_date": self.env._("Production date of a lot entered or corrected"),
            "lot.returned": self.env._("Returned to the supplier"),
            "lot.renamed": self.env._("Lot number corrected"),
            "partner.identity_changed": self.env._("Identity of a judged party changed"),
            "product.device_off": self.env._("Device switch turned off"),
            "product.device_on": self.env._("Device switch turned on"),
            "product.quality_changed": self.env._("Quality data of a product changed"),
            "robot.changed": self.env._("Group robot changed"),
            "robot.created": self.env._("Group robot created"),
            "robot.removed": self.env._("Group robot removed"),
            "rights.changed": self.env._("Access right changed"),
            "rights.created": self.env._("Access right added"),
            "rights.removed": self.env._("Access right removed"),
            "role.changed": self.env._("Job changed"),
            "role.granted": self.env._("Job granted"),
            "role.requested": self.env._("Job requested"),
            "role.revoked": self.env._("Job revoked"),
            "settings.changed": self.env._("Setting changed"),
            "settings.removed": self.env._("Setting removed"),
        }

    @api.model
    def _facts(self):
        """Words for the keys of facts."""
        return {**self._facts_a_to_h(), **self._facts_j_to_v()}

    def _facts_a_to_h(self):
        return {
            "added": self.env._("Added"),
            "attempts": self.env._("Attempts"),
            "changed": self.env._("Changed"),
            "check": self.env._("Check"),
            "checks": self.env._("Checks"),
            "code": self.env._("Code"),
            "company": self.env._("Company"),
            "country": self.env._("Country"),
            "count": self.env._("Count"),
            "cutover": self.env._("Cut-over Date"),
            "date_from": self.env._("From"),
            "date_to": self.env._("To"),
            "digest": self.env._("Digest"),
            "document": self.env._("Document"),
            "entries": self.env._("Entries"),
            "entered_at": self.env._("Entered At"),
            "event_at": self.env._("Happened At"),
            "fields": self.env._("Fields"),
            "files": self.env._("Files"),
            "first_broken": self.env._("First Broken Entry"),
            "from": self.env._("From"),
            "hour": self.env._("Hour"),
        }

    def _facts_j_to_v(self):
        return {
            "job": self.env._("Job"),
            "kind": self.env._("Kind"),
            "law": self.env._("Law"),
            "lines": self.env._("Lines"),
            "lots": self.env._("Lots"),
            "method": self.env._("Method"),
            "mode": self.env._("Mode"),
            "mode_before": self.env._("Mode Before"),
            "model": self.env._("Model"),
            "ok": self.env._("Intact"),
            "parameter": self.env._("Parameter"),
            "partner": self.env._("Partner"),
            "personal": self.env._("Personal Data"),
            "product": self.env._("Product"),
            "quantity": self.env._("Quantity"),
            "reason": self.env._("Reason"),
            "reminders": self.env._("Reminders"),
            "removed": self.env._("Removed"),
            "row": self.env._("Row"),
            "result": self.env._("Result"),
            "rule": self.env._("Rule"),
            "seals": self.env._("Seals"),
            "stage": self.env._("Stage"),
            "state": self.env._("State"),
            "step": self.env._("Step"),
            "threshold": self.env._("Allowed %"),
            "to": self.env._("To"),
            "user": self.env._("User"),
            "value": self.env._("Value"),
            "valid_until": self.env._("Valid Until"),
            "volume": self.env._("Persons a Year"),
            "values": self.env._("Values"),
        }

    @api.model
    def _values(self):
        """Words for the codes that facts hold: key of the fact -> code -> word."""
        modes = self._options("res.company", "med_mode")
        # sudo: names of rules, for readers without rights on them
        checks = self.env["med.gate.check"].sudo().with_context(active_test=False)
        checks = checks.search([("code", "!=", False)])
        names = {check.code: check.name for check in checks}
        return {
            "check": names,
            "checks": names,
            "reminders": names,
            "stage": self._options("med.gate.refusal", "stage"),
            "mode": modes,
            "mode_before": modes,
        }

    def _options(self, model, name):
        return dict(self.env[model]._fields[name]._description_selection(self.env))
