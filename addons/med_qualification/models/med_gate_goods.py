from odoo import api, models

from ..medpapers import judge, recognise

ORIGINS = ("domestic", "import", "hmt")
PRODUCT_CODES = {
    "missing": "product_unregistered",
    "pending": "product_unregistered",
    "altered": "product_unregistered",
    "broken": "product_unregistered",
    "revoked": "product_revoked",
    "expired": "product_expired",
}


class MedGateQualification(models.AbstractModel):
    """Goods against their certificate: models, origin, production date; goods for free."""

    _inherit = "med.gate.qualification"

    def _product_findings(self, case, document, line, stage):
        product = case["products"][line]
        papers = case["certificates"][product.id]
        findings = []
        for row, need in self._product_needs(case, case["goods"][product]):
            outcome = judge(need, papers, case["today"])
            paper = next((p for p in papers if p.key == outcome.paper), None)
            if paper:
                findings += self._certificate_findings(case, document, line, row, paper.key)
            if outcome.is_good:
                findings += self._remark_findings(
                    document, product, papers, {outcome.paper}, case["today"]
                )
            if stage in ("ship", "release"):
                findings += self._made_findings(case, document, line, need, outcome)
            code = self._product_code(outcome, paper)
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

    def _product_needs(self, case, goods):
        """[(row, Need)] of what such goods need; the same for many lines."""
        known = case["judged"].setdefault("product", {})
        if goods not in known:
            known[goods] = [
                (row, need)
                for row, need in case["product_rows"]
                if row.is_required and need.applies(goods)
            ]
        return known[goods]

    @api.model
    def _product_code(self, outcome, paper):
        """Check of a product's paper that does not hold, None for one that does.

        An emergency approval ends the trade with its last day; goods made while a
        registration was valid may be sold after it (Order 47 art. 112).
        """
        if outcome.status == "expired" and paper.ends_trade:
            return "product_unregistered"
        return PRODUCT_CODES.get(outcome.status)

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

    # production date -----------------------------------------------------

    def _made_findings(self, case, document, line, need, outcome):
        """Lots made after the end of the certificate, or nobody knows when (Order 47)."""
        if line._name != "stock.move":
            return []
        product = case["products"][line]
        papers = case["certificates"][product.id]
        findings = []
        # sudo: the label's date is judged whoever moves the goods
        for lot in line.sudo().move_line_ids.lot_id:
            made = lot.med_production_date
            if made and judge(need, papers, made).status == "expired":
                code = "product_made_after"
            elif not made and outcome.status == "expired":
                code = "production_date_missing"
            else:
                continue
            findings.append(
                document._gate_finding(
                    code,
                    line=line,
                    subject=lot,
                    message=self._made_message(code, product, lot),
                    facts={"made": str(made or ""), "paper": outcome.paper or 0},
                )
            )
        return findings

    def _made_message(self, code, product, lot):
        if code == "product_made_after":
            return self.env._(
                "Lot %(lot)s of %(product)s was made on %(date)s, after its certificate had "
                "ended: it may not be traded.",
                lot=lot.name,
                product=product.display_name,
                date=str(lot.med_production_date),
            )
        return self.env._(
            "The certificate of %(product)s has ended and lot %(lot)s has no production "
            "date. Enter the date from the label; goods made before the end may be sold.",
            lot=lot.name,
            product=product.display_name,
        )

    # certificate against product -----------------------------------------

    def _prepare_certificates(self, certificates):
        """Numbers and models of all certificates of the products, two queries."""
        keys = {paper.key for papers in certificates.values() for paper in papers}
        # sudo: goods are judged by papers the warehouse need not read
        credentials = self.env["med.credential"].sudo().browse(sorted(keys))
        return {
            "numbers": {credential.id: credential.number or "" for credential in credentials},
            "models": self.env["med.credential.model"]._for_certificates(credentials),
        }

    def _certificate_findings(self, case, document, line, row, key):
        """Whether a certificate is one of this very product.

        :param key: id of the certificate that a requirement of the product is met by
        """
        product = case["products"][line]
        findings = []
        models_listed = case["models"].get(key)
        if models_listed and not models_listed._names_product(product):
            findings.append(
                document._gate_finding(
                    "model_not_on_certificate",
                    line=line,
                    subject=product,
                    message=self._model_message(product, row, case["numbers"][key]),
                    facts={"paper": key, "model": product.med_specification or ""},
                )
            )
        return findings + self._origin_findings(case, document, line, key)

    def _model_message(self, product, row, number):
        if not product.med_specification:
            return self.env._(
                "%(product)s has no model, so nobody can tell whether certificate "
                "%(number)s names it. Enter model and specification on the product.",
                product=product.display_name,
                number=number,
            )
        return self.env._(
            "Model %(model)s of %(product)s is not on certificate %(number)s. Compare the "
            "annex and the product, or ask for the change notice.",
            model=product.med_specification,
            product=product.display_name,
            number=number,
        )

    def _origin_findings(self, case, document, line, key):
        """The number says where the goods come from: 准 domestic, 进 imported, 许 HMT."""
        product = case["products"][line]
        origin = recognise(case["numbers"].get(key)).parts.get("origin")
        if origin not in ORIGINS or origin == (product.med_origin or origin):
            return []
        labels = dict(product._fields["med_origin"]._description_selection(self.env))
        return [
            document._gate_finding(
                "product_origin",
                line=line,
                subject=product,
                message=self.env._(
                    "%(product)s is entered as %(entered)s, its certificate %(number)s is "
                    "for %(origin)s goods. Correct the product or the certificate.",
                    product=product.display_name,
                    entered=labels[product.med_origin],
                    number=case["numbers"][key],
                    origin=labels[origin],
                ),
                facts={"paper": key, "entered": product.med_origin, "origin": origin},
            )
        ]

    # goods for free ------------------------------------------------------

    def _free_findings(self, case, document, line):
        """Samples and gifts: same papers and trace, and a reason that somebody approved."""
        if line._name != "sale.order.line" or not line._gate_is_free():
            return []
        product = case["products"][line]
        return [
            document._gate_finding(
                "free_goods",
                line=line,
                subject=product,
                message=self.env._(
                    "%(product)s costs nothing on this line. Say why (sample, gift, "
                    "replacement) and have it approved.",
                    product=product.display_name,
                ),
                facts={
                    "partner": document.partner_id.commercial_partner_id.id,
                    "quantity": line._gate_quantity(),
                },
            )
        ]
