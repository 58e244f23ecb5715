from odoo import api, models

from ..medpapers import judge

# which codes of checks a direction uses: the two sides of trade are worded apart
CODES = {
    "customer": {
        "missing": "partner_paper",
        "pending": "partner_paper",
        "altered": "partner_paper",
        "expired": "partner_expired",
        "revoked": "partner_expired",
        "scope": "partner_scope",
        "renewing": "partner_renewing",
    },
    "supplier": {
        "missing": "supplier_paper",
        "pending": "supplier_paper",
        "altered": "supplier_paper",
        "expired": "supplier_expired",
        "revoked": "supplier_expired",
        "scope": "supplier_scope",
        "renewing": "supplier_renewing",
    },
    "own": {
        "missing": "own_paper",
        "pending": "own_paper",
        "altered": "own_paper",
        "expired": "own_paper",
        "revoked": "own_paper",
        "scope": "own_scope",
        "renewing": "own_renewing",
    },
}


class MedGateQualification(models.AbstractModel):
    """Findings of qualification on documents: ourselves, the party, each line, product.

    Works on many documents of one company at once; see ``_gate_findings`` of the
    gate for the shape of a finding.
    """

    _name = "med.gate.qualification"
    _description = "Gate: Qualification"

    @api.model
    def _findings(self, documents, stage, direction):
        """All findings of documents at a stage.

        :param documents: records of one gated model, of ``self.env.company``
        :param direction: ``customer`` or ``supplier``: what the partners are here
        """
        lines = documents._gate_lines(stage)
        if not lines or stage == "refund":
            return []
        case = self._prepare_case(documents, lines, stage, direction)
        findings = []
        for document, ours in case["lines"].items():
            for line in ours:
                if not case["goods"][case["products"][line]].device_class:
                    continue  # the kernel has a finding of its own for these
                findings += self._own_findings(case, document, line)
                findings += self._product_findings(case, document, line, stage)
                findings += self._free_findings(case, document, line)
        for document in case["lines"]:
            parties = case["partners"][document] - self._stores_of(case, document)
            if not parties and (direction == "supplier" or document in case["to_own"]):
                findings.append(self._no_party_finding(case, document))
            for partner in parties:
                findings += self._partner_findings(case, document, partner)
            findings += self._place_findings(case, document)
            findings += self._warehouse_findings(case, document)
        return findings

    def _prepare_case(self, documents, lines, stage, direction):
        """Everything the judgement needs, read in a fixed number of queries."""
        service = self.env["med.qualification"]
        company = self.env.company
        today = company._med_today()
        partners = documents._gate_partners(stage)
        parties = self.env["res.partner"].union(*partners.values())
        own = company.partner_id.commercial_partner_id
        product_of = {line: line._gate_product() for line in lines}
        products = self.env["product.product"].union(*product_of.values())
        by_document = {}
        for line in lines:
            document = documents._gate_line_document(line)
            by_document.setdefault(document, []).append(line)
        papers = service._papers_of_partners(parties | own, company)
        certificates = service._papers_of_products(products, company)
        return {
            **self._prepare_places(documents, stage, company, own),
            **self._prepare_certificates(certificates),
            "licensed_warehouses": self._licensed_warehouses(papers[own.id], today),
            "today": today,
            "direction": direction,
            "own": own,
            "partners": {doc: partners[doc] - own for doc in by_document},
            "to_own": {doc for doc in by_document if own in partners[doc]},
            "lines": by_document,
            "products": product_of,
            "judged": {},
            "days": documents._gate_decision_days(stage, today),
            "goods": {p: service._as_goods(p, today) for p in products},
            "papers": papers,
            "certificates": certificates,
            "product_files": service._dossiers("product", company, products=products),
            "files": service._dossiers(direction, company, partners=parties),
            "rows": service._rows(direction, company, today),
            "own_rows": service._rows("own", company, today),
            "product_rows": service._rows("product", company, today),
        }

    # ourselves -----------------------------------------------------------

    def _own_findings(self, case, document, line):
        findings, licences = [], set()
        for row, outcome in self._own_outcomes(case, case["goods"][case["products"][line]]):
            if outcome.is_good:
                licences.add(outcome.paper)
            if outcome.status not in ("valid", "expiring"):
                findings.append(
                    self._need_finding("own", document, line, case["own"], row, outcome)
                )
        return findings + self._mode_findings(case, document, line, licences)

    def _own_outcomes(self, case, goods):
        """[(row, outcome)] of what we need for such goods; the same for many lines."""
        known = case["judged"].setdefault("own", {})
        if goods not in known:
            rows = self.env["med.qualification"]._rows_for(
                case["own_rows"], case["own"].med_party_type_id
            )
            papers = case["papers"][case["own"].id]
            known[goods] = [
                (row, judge(need, papers, case["today"], goods))
                for row, need in rows
                if row.is_required and need.is_for_goods and need.applies(goods)
            ]
        return known[goods]

    def _mode_findings(self, case, document, line, licences):
        """Retail to consumers, wholesale to the rest, as the licence for the line says.

        A licence without a mode counts as wholesale.
        """
        if case["direction"] != "customer":
            return []
        product = case["products"][line]
        findings = []
        for licence in sorted(licences):
            for partner, wanted in self._wrong_modes(case, document, licence):
                findings.append(
                    document._gate_finding(
                        "own_mode",
                        line=line,
                        subject=case["own"],
                        message=self._mode_message(case["own"], partner, product, wanted),
                        facts={"partner": partner.id, "wanted": wanted, "paper": licence},
                    )
                )
        return findings

    def _wrong_modes(self, case, document, licence):
        """[(partner, mode)] of a document's partners that a licence of ours is not for."""
        known = case["judged"].setdefault("modes", {})
        if (document, licence) not in known:
            paper = next(p for p in case["papers"][case["own"].id] if p.key == licence)
            modes = paper.modes or {"wholesale"}
            wanted = [
                (partner, "retail" if self._is_consumer(partner) else "wholesale")
                for partner in case["partners"][document]
            ]
            known[document, licence] = [
                pair for pair in wanted if paper.scope == "required" and pair[1] not in modes
            ]
        return known[document, licence]

    # papers ---------------------------------------------------------------

    def _need_finding(self, direction, document, line, partner, row, outcome):
        finding = document._gate_finding(
            self._need_code(direction, row, outcome),
            line=line,
            subject=partner,
            message=self._need_message(direction, line, partner, row, outcome),
            facts={
                "partner": partner.id,
                "row": row.code,
                "status": outcome.status,
                "reason": outcome.reason,
                "paper": outcome.paper or 0,
            },
        )
        return {**finding, "block_from": row.block_stage}

    def _need_code(self, direction, row, outcome):
        """Check of a requirement that is not met; what only we ask for can be waived."""
        code = CODES[direction][outcome.status]
        if outcome.is_good:
            return code
        if row.check_code:
            return row.check_code
        return code if row.is_statutory else "house_paper"
