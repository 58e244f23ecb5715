from odoo import models
from odoo.fields import Domain


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS med_base
        return {
            **super()._events(),
            "background.concluded": self.env._("Background finding concluded"),
            "background.found": self.env._("Background finding recorded"),
            "credential.altered": self.env._("Credential differs from its approval"),
            "credential.approved": self.env._("Credential approved"),
            "credential.broken": self.env._("Letter above revoked: credential covers nothing"),
            "credential.renewing": self.env._("Credential under renewal"),
            "credential.revoked": self.env._("Credential revoked"),
            "credential.snoozed": self.env._("Reminders of a credential rest"),
            "credential.verified": self.env._("Verification of a credential entered"),
            "credential.version_changed": self.env._("New version of a credential: what changed"),
            "credential.type_changed": self.env._("Credential type changed"),
            "dossier.altered": self.env._("Dossier differs from its approval"),
            "delivery_place.closed": self.env._("Delivery place closed"),
            "delivery_place.confirmed": self.env._("Delivery place confirmed"),
            "dossier.limit_lifted": self.env._("Limit of a dossier lifted"),
            "dossier.provisional": self.env._("Dossier provisionally qualified"),
            "dossier.qualified": self.env._("Dossier qualified"),
            "dossier.rejected": self.env._("Dossier rejected"),
            "dossier.reopened": self.env._("Dossier to be reviewed again"),
            "dossier.result_changed": self.env._("Result of a dossier changed"),
            "dossier.resumed": self.env._("Dossier resumed"),
            "dossier.revoked": self.env._("Dossier revoked"),
            "dossier.suspended": self.env._("Dossier suspended"),
            "dossier.voided": self.env._("Dossier to be approved again: it changed"),
            "inspection.exported": self.env._("Inspector's file exported"),
            "party.type_changed": self.env._("Party type changed"),
            "precheck.rule_changed": self.env._("Severity of a precheck changed"),
            "qualification.sealed": self.env._("Approved papers got their fingerprints"),
            "report.exported": self.env._("Report exported"),
            "qualification.reevaluated": self.env._("Open documents judged again"),
            "requalification.dismissed": self.env._("Requalification dismissed"),
            "requalification.done": self.env._("Requalification done"),
            "requalification.reason_changed": self.env._("Requalification reason changed"),
            "requirement.changed": self.env._("Paper requirement changed"),
            "requirement.created": self.env._("Paper requirement added"),
            "requirement.exempt_list": self.env._("List of exempt products changed"),
            "site_visit.done": self.env._("Site visit signed off"),
            "requirement.deleted": self.env._("Paper requirement deleted"),
        }

    def _values(self):
        # EXTENDS med_base
        # sudo: names of kinds of papers and parties, for readers without rights on them
        types = self.env["med.credential.type"].sudo().with_context(active_test=False).search(Domain.TRUE)
        # sudo: as above
        kinds = self.env["med.party.type"].sudo().with_context(active_test=False).search(Domain.TRUE)
        papers = {paper.code: paper.name for paper in types}
        parties = {kind.code: kind.name for kind in kinds}
        return {**super()._values(), "type": papers, "papers": papers, "from": parties, "to": parties}
