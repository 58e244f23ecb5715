from odoo import api, fields, models

from ..medpapers import judge

# which codes of checks a direction uses: the two sides of trade are worded apart
CODES = {
    "customer": {
        "missing": "partner_paper",
        "pending": "partner_paper",
        "expired": "partner_expired",
        "revoked": "partner_expired",
        "scope": "partner_scope",
        "renewing": "partner_renewing",
    },
    "supplier": {
        "missing": "supplier_paper",
        "pending": "supplier_paper",
        "expired": "supplier_expired",
        "revoked": "supplier_expired",
        "scope": "supplier_scope",
        "renewing": "supplier_renewing",
    },
    "own": {
        "missing": "own_paper",
        "pending": "own_paper",
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
            for partner in case["partners"][document]:
                findings += self._partner_findings(case, document, partner)
        return findings

    def _prepare_case(self, documents, lines, stage, direction):
        """Everything the judgement needs, read in a fixed number of queries."""
        service = self.env["med.qualification"]
        company = self.env.company
        today = fields.Date.context_today(self)
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
                is_consumer = partner.med_party_type_id.is_individual
                wanted = "retail" if is_consumer else "wholesale"
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

    def _mode_message(self, own, partner, product, wanted):
        texts = {
            "retail": self.env._(
                "The licence of %(own)s does not say retail: %(product)s cannot be sold to "
                "the consumer %(partner)s.",
                own=own.name,
                product=product.display_name,
                partner=partner.name,
            ),
            "wholesale": self.env._(
                "The licence of %(own)s says retail only: %(product)s cannot be sold "
                "wholesale to %(partner)s.",
                own=own.name,
                product=product.display_name,
                partner=partner.name,
            ),
        }
        return texts[wanted]

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
                "revoked": "product_revoked",
                "expired": "product_expired",
            }.get(outcome.status)
            if code:
                message = self._product_message(code, product, row)
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

    def _product_message(self, code, product, row):
        values = {"product": product.display_name, "paper": row._paper_names()}
        return {
            "product_unregistered": self.env._(
                "%(product)s has no approved %(paper)s: it may not be traded. Add the paper "
                "and have it approved.",
                **values,
            ),
            "product_revoked": self.env._(
                "The %(paper)s of %(product)s was revoked: it may not be traded.", **values
            ),
            "product_expired": self.env._(
                "The %(paper)s of %(product)s has expired: only goods made before may be "
                "traded. Ask quality about the production date.",
                **values,
            ),
        }[code]

    def _product_file_finding(self, document, line, product, dossier):
        return document._gate_finding(
            "product_not_admitted",
            line=line,
            subject=product,
            message=self.env._(
                "%(product)s has no approved product file. Submit it before the first "
                "purchase.",
                product=product.display_name,
            ),
            facts={"state": dossier.state if dossier else "none"},
        )

    # parties -------------------------------------------------------------

    def _partner_findings(self, case, document, partner):
        """Findings of one party of one document: its file, then its papers."""
        kind = partner.med_party_type_id
        if case["direction"] == "customer" and kind.is_individual:
            return []
        if case["direction"] == "customer" and kind.is_foreign:
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

    def _file_message(self, case, partner, dossier):
        name = partner.name
        state = dossier.state if dossier else "none"
        if not partner.med_party_type_id:
            return self.env._(
                "%(partner)s has no party type and no approved file. Choose its type on "
                "the party, then add its papers and submit the file.",
                partner=name,
            )
        if state == "none":
            return self.env._(
                "%(partner)s has no file yet. Add its papers and submit the file to "
                "quality.",
                partner=name,
            )
        if state in ("draft", "rejected"):
            return self.env._(
                "The file of %(partner)s is not approved. Complete its papers and submit "
                "it to quality.",
                partner=name,
            )
        if state == "review":
            return self.env._(
                "The file of %(partner)s is being reviewed by quality. Wait, or ask the "
                "reviewer.",
                partner=name,
            )
        if state == "provisional":
            return self.env._(
                "The provisional admission of %(partner)s ended on %(date)s. Complete its "
                "papers and submit the file.",
                partner=name,
                date=fields.Date.to_string(dossier.provisional_until),
            )
        return self.env._(
            "Trade with %(partner)s was stopped by quality: %(reason)s",
            partner=name,
            reason=dossier.decision_reason or "",
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

    # wording of needs ----------------------------------------------------

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

    def _need_message(self, direction, line, partner, row, outcome):
        """Reason in plain words: who, which paper, what is wrong, for which product."""
        product = line._gate_product() if line else self.env["product.product"]
        classes = dict(product._fields["med_device_class"]._description_selection(self.env))
        values = {
            "party": partner.name,
            "paper": row._paper_names(),
            "product": product.display_name or "",
            "device_class": classes.get(product.med_device_class, ""),
        }
        if outcome.status == "renewing":
            return self.env._(
                "The %(paper)s of %(party)s is under renewal: the acceptance notice is on "
                "file.",
                **values,
            )
        if not product or not row._as_need().is_for_goods:
            return self._identity_message(outcome, values)
        if outcome.status == "scope":
            return self._scope_message(outcome.reason, values)
        if outcome.status in ("expired", "revoked"):
            return self._ended_message(direction, values)
        return self._missing_message(direction, outcome.status, values)

    def _identity_message(self, outcome, values):
        if outcome.status in ("expired", "revoked"):
            return self.env._(
                "The %(paper)s of %(party)s is not valid any more. Ask for the new one and "
                "add it.",
                **values,
            )
        return self.env._(
            "%(party)s has no approved %(paper)s. Add the paper and have it approved.",
            **values,
        )

    def _ended_message(self, direction, values):
        texts = {
            "customer": self.env._(
                "The %(paper)s of %(party)s is not valid any more: it cannot buy "
                "%(device_class)s product %(product)s. Add the new paper.",
                **values,
            ),
            "supplier": self.env._(
                "The %(paper)s of %(party)s is not valid any more: it cannot supply "
                "%(device_class)s product %(product)s. Add the new paper.",
                **values,
            ),
            "own": self.env._(
                "Our own %(paper)s is not valid any more: %(party)s may not trade "
                "%(device_class)s product %(product)s. Tell the quality head.",
                **values,
            ),
        }
        return texts[direction]

    def _missing_message(self, direction, status, values):
        texts = {
            "customer": self.env._(
                "%(party)s has no %(paper)s and cannot buy %(device_class)s product "
                "%(product)s.",
                **values,
            ),
            "supplier": self.env._(
                "%(party)s has no %(paper)s and cannot supply %(device_class)s product "
                "%(product)s.",
                **values,
            ),
            "own": self.env._(
                "We (%(party)s) have no %(paper)s and may not trade %(device_class)s "
                "product %(product)s.",
                **values,
            ),
        }
        hint = (
            self.env._("The paper is entered and waits for approval.")
            if status == "pending"
            else self.env._("Add the paper.")
        )
        return f"{texts[direction]} {hint}"

    def _scope_message(self, reason, values):
        texts = {
            "ivd": self.env._(
                "The %(paper)s of %(party)s does not cover in-vitro diagnostic reagents: "
                "%(product)s.",
                **values,
            ),
            "cold_chain": self.env._(
                "The %(paper)s of %(party)s does not cover cold chain goods: %(product)s.",
                **values,
            ),
            "no_scope": self.env._(
                "No scope is entered for the %(paper)s of %(party)s, so it covers nothing: "
                "%(product)s. Enter the scope of the paper.",
                **values,
            ),
            "class": self.env._(
                "The %(paper)s of %(party)s does not cover %(device_class)s: %(product)s.",
                **values,
            ),
        }
        return texts.get(reason) or self.env._(
            "The scope of the %(paper)s of %(party)s does not cover the category of "
            "%(product)s. Compare scope and product, or ask for the extended paper.",
            **values,
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
