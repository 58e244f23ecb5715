from odoo import models

from ..medpapers import forbidding


class MedGateQualification(models.AbstractModel):
    """Findings where the result of a file allows less than its papers do."""

    _inherit = "med.gate.qualification"

    def _partner_findings(self, case, document, partner):
        # EXTENDS med_qualification
        findings = super()._partner_findings(case, document, partner)
        dossier = case["files"].get(partner.id)
        rows = dossier.restriction_ids if dossier else None
        if not rows or not dossier._is_admitted_on(case["days"][document]):
            return findings
        limits = [row._as_restriction() for row in rows]
        for line in case["lines"][document]:
            product = case["products"][line]
            limit = forbidding(limits, case["goods"][product], product.id, case["days"][document])
            if limit:
                row = rows.browse(limit.key)
                findings.append(self._restricted_finding(case, document, line, partner, row))
        return findings

    def _restricted_finding(self, case, document, line, partner, row):
        side = "partner" if case["direction"] == "customer" else "supplier"
        return document._gate_finding(
            f"{side}_restricted",
            line=line,
            subject=partner,
            message=self.env._(
                "Quality restricted the file of %(partner)s (%(limit)s): %(product)s is not "
                "allowed. %(reason)s",
                partner=partner.name,
                limit=row.display_name,
                product=line._gate_product().display_name,
                reason=row.reason,
            ),
            facts={"partner": partner.id, "restriction": row.id, "reason": row.reason},
        )
