from odoo import api, fields, models

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
        for document in lines.mapped(documents._gate_line_document):
            parties = case["partners"][document]
            if not parties and (direction == "supplier" or document in case["to_own"]):
                findings.append(self._no_party_finding(case, document))
            for partner in parties:
                findings += self._partner_findings(case, document, partner)
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
        return {
            "today": today,
            "direction": direction,
            "own": own,
            "partners": {doc: partners[doc] - own for doc in by_document},
            "to_own": {doc for doc in by_document if own in partners[doc]},
            "lines": by_document,
            "days": documents._gate_decision_days(stage, today),
            "goods": {p: service._as_goods(p) for p in products},
            "papers": papers,
            "modes": self._modes(papers[own.id]),
            "certificates": service._papers_of_products(products, company),
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
        for licence in sorted(licences):
            modes = case["modes"].get(licence) or {"wholesale"}
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

    def _modes(self, papers):
        """{credential id: modes of business} of our papers that have a scope."""
        keys = [paper.key for paper in papers if paper.scope == "required"]
        # sudo: our licence is judged whoever sells
        credentials = self.env["med.credential"].sudo().browse(keys)
        return {
            credential.id: {
                "both": {"wholesale", "retail"},
                "wholesale": {"wholesale"},
                "retail": {"retail"},
            }.get(credential.business_mode, set())
            for credential in credentials
        }

    # products ------------------------------------------------------------

    def _product_findings(self, case, document, line, stage):
        product = line._gate_product()
        papers = case["certificates"][product.id]
        goods = case["goods"][product]
        findings = []
        for row, need in case["product_rows"]:
            if not row.is_required or not need.applies(goods):
                continue
            outcome = judge(need, papers, case["today"])
            code = {
                "missing": "product_unregistered",
                "pending": "product_unregistered",
                "altered": "product_unregistered",
                "revoked": "product_revoked",
                "expired": "product_expired",
            }.get(outcome.status)
            if code:
                message = self._product_message(code, product, row, outcome)
                findings.append(
                    document._gate_finding(
                        code,
                        line=line,
                        subject=product,
                        message=message,
                        facts={"row": row.code, "paper": outcome.paper or 0},
                    )
                )
        dossier = case["product_files"].get(product.id)
        if not dossier or not dossier._is_admitted_on(case["today"]):
            findings.append(self._product_file_finding(document, line, product, dossier))
        return findings

    def _product_file_finding(self, document, line, product, dossier):
        altered = dossier and dossier.is_altered
        return document._gate_finding(
            "product_not_admitted",
            line=line,
            subject=product,
            message=self._altered_file_message(dossier)
            if altered
            else self.env._(
                "%(product)s has no approved product file. Submit it before the first "
                "purchase.",
                product=product.display_name,
            ),
            facts={"state": "altered" if altered else dossier.state if dossier else "none"},
        )

    # parties -------------------------------------------------------------

    def _partner_findings(self, case, document, partner):
        """Findings of one party of one document: its file, then its papers."""
        kind = partner.med_party_type_id
        if case["direction"] == "customer" and self._is_consumer(partner):
            return []
        if case["direction"] == "customer" and self._is_abroad(partner):
            return [self._foreign_finding(document, partner)]
        day = case["days"][document]
        dossier = case["files"].get(partner.id)
        if not dossier or not dossier._is_admitted_on(day):
            return [self._file_finding(case, document, partner, dossier)]
        findings = []
        if dossier.state == "provisional":
            findings += self._provisional_findings(case, document, partner, dossier)
        rows = self.env["med.qualification"]._rows_for(case["rows"], kind)
        for row, need in rows:
            if not row.is_required:
                continue
            for line, goods in self._need_lines(case, document, need):
                if dossier.state == "provisional" and goods and goods.device_class == "3":
                    continue
                outcome = judge(need, case["papers"][partner.id], day, goods)
                if self._is_finding(outcome, dossier):
                    findings.append(
                        self._need_finding(
                            case["direction"], document, line, partner, row, outcome
                        )
                    )
        return findings

    @api.model
    def _is_consumer(self, partner):
        """A natural person who buys for himself: no file is asked."""
        return partner.med_party_type_id.is_individual and not partner.is_company

    @api.model
    def _is_abroad(self, partner):
        """A party outside mainland law by its type and by its address."""
        country = partner.country_id.code
        return partner.med_party_type_id.is_foreign and country not in (False, "CN")

    def _is_finding(self, outcome, dossier):
        """Recorded papers are enough while the admission is provisional."""
        if outcome.status == "pending" and dossier.state == "provisional":
            return False
        return outcome.status not in ("valid", "expiring")

    def _need_lines(self, case, document, need):
        """[(line, goods)] a need is judged for; identity once for the document."""
        if not need.is_for_goods:
            return [(self._whole(document), None)]
        return [
            (line, case["goods"][line._gate_product()])
            for line in case["lines"][document]
            if need.applies(case["goods"][line._gate_product()])
        ]

    @api.model
    def _whole(self, document):
        """Line of a finding about the document as a whole: a movement is its own line."""
        return document if document._name == "stock.move" else None

    def _foreign_finding(self, document, partner):
        return document._gate_finding(
            "partner_foreign",
            line=self._whole(document),
            subject=partner,
            message=self.env._(
                "%(partner)s is abroad: no Chinese licence is asked. Check the rules of the "
                "destination and the export papers.",
                partner=partner.name,
            ),
            facts={"partner": partner.id},
        )

    def _no_party_finding(self, case, document):
        """Our own company is no customer and no supplier of ourselves."""
        side = "partner" if case["direction"] == "customer" else "supplier"
        return document._gate_finding(
            f"{side}_unqualified",
            line=self._whole(document),
            subject=case["own"],
            message=self.env._(
                "%(document)s names no party besides our own company: choose the real one.",
                document=document.display_name,
            ),
            facts={"partner": case["own"].id, "state": "own"},
        )

    def _file_finding(self, case, document, partner, dossier):
        """The party is not admitted: no file, not approved, stopped, lapsed."""
        side = "partner" if case["direction"] == "customer" else "supplier"
        stopped = dossier and dossier.state in ("suspended", "revoked")
        return document._gate_finding(
            f"{side}_suspended" if stopped else f"{side}_unqualified",
            line=self._whole(document),
            subject=partner,
            message=self._file_message(case, partner, dossier),
            facts={"partner": partner.id, "state": dossier.state if dossier else "none"},
        )

    def _provisional_findings(self, case, document, partner, dossier):
        """A reminder, and a stop for class III, which has no provisional admission."""
        side = "partner" if case["direction"] == "customer" else "supplier"
        until = fields.Date.to_string(dossier.provisional_until)
        findings = [
            document._gate_finding(
                f"{side}_provisional",
                line=self._whole(document),
                subject=partner,
                message=self.env._(
                    "%(partner)s is admitted provisionally until %(date)s.",
                    partner=partner.name,
                    date=until,
                ),
                facts={"partner": partner.id, "until": until},
            )
        ]
        for line in case["lines"][document]:
            if case["goods"][line._gate_product()].device_class == "3":
                findings.append(
                    document._gate_finding(
                        f"{side}_unqualified",
                        line=line,
                        subject=partner,
                        message=self.env._(
                            "%(partner)s is admitted provisionally: class III product "
                            "%(product)s has to wait for the approved file.",
                            partner=partner.name,
                            product=line._gate_product().display_name,
                        ),
                        facts={"partner": partner.id, "state": "provisional"},
                    )
                )
        return findings

    # papers ---------------------------------------------------------------

    def _need_finding(self, direction, document, line, partner, row, outcome):
        return document._gate_finding(
            row.check_code or CODES[direction][outcome.status],
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

    # the button ----------------------------------------------------------

    @api.model
    def _next_action(self, finding):
        """Form of the paper that is missing, or None where another step is due."""
        if finding["next_action"] != "add_paper":
            return None
        if finding["subject_model"] == "product.product":
            product = self.env["product.product"].browse(finding["subject_id"])
            if finding["check"] == "product_not_admitted":
                return product.action_med_open_dossier()
            return product.action_med_add_paper()
        if finding["subject_model"] != "res.partner":
            return None
        partner = self.env["res.partner"].browse(finding["subject_id"])
        if finding["check"].endswith(("_unqualified", "_suspended")):
            return partner.action_med_open_dossier()
        return self._paper_of_finding(partner, finding) or partner.action_med_add_paper()

    def _paper_of_finding(self, partner, finding):
        """New paper of the type a finding misses."""
        row_code = (finding.get("facts") or {}).get("row")
        # sudo: rules bind everybody, whoever may read the matrix
        row = self.env["med.requirement"].sudo().search([("code", "=", row_code)], limit=1)
        kind = row.type_ids[:1]
        if not kind:
            return None
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add Paper"),
            "res_model": "med.credential",
            "views": [(False, "form")],
            "context": {
                "default_partner_id": partner.id,
                "default_holder_name": partner.name,
                "default_type_id": kind.id,
            },
        }
