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
        for line in lines:
            document = documents._gate_line_document(line)
            if not line._gate_product().med_device_class:
                continue  # the kernel has a finding of its own for these
            findings += self._own_findings(case, document, line)
            findings += self._product_findings(case, document, line, stage)
            findings += self._free_findings(case, document, line)
        for document in lines.mapped(documents._gate_line_document):
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
        products = lines.mapped(lambda line: line._gate_product())
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
        product = line._gate_product()
        goods = case["goods"][product]
        papers = case["papers"][case["own"].id]
        rows = self.env["med.qualification"]._rows_for(
            case["own_rows"], case["own"].med_party_type_id
        )
        findings, licences = [], set()
        for row, need in rows:
            if not row.is_required or not need.is_for_goods or not need.applies(goods):
                continue
            outcome = judge(need, papers, case["today"], goods)
            if outcome.is_good:
                licences.add(outcome.paper)
            if outcome.status not in ("valid", "expiring"):
                findings.append(
                    self._need_finding("own", document, line, case["own"], row, outcome)
                )
        return findings + self._mode_findings(case, document, line, licences)

    def _mode_findings(self, case, document, line, licences):
        """Retail to consumers, wholesale to the rest, as the licence for the line says.

        A licence without a mode counts as wholesale.
        """
        if case["direction"] != "customer":
            return []
        product = line._gate_product()
        findings = []
        modes_of = {p.key: p.modes for p in case["papers"][case["own"].id] if p.scope == "required"}
        for licence in sorted(licences & set(modes_of)):
            modes = modes_of[licence] or {"wholesale"}
            for partner in case["partners"][document]:
                wanted = "retail" if self._is_consumer(partner) else "wholesale"
                if wanted in modes:
                    continue
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
