from odoo import api, fields, models

from ..medpapers import judge


class MedGateQualification(models.AbstractModel):
    """Findings of a party: is it admitted, are its papers there for each line."""

    _inherit = "med.gate.qualification"

    def _partner_findings(self, case, document, partner):
        """Findings of one party of one document: its file, then its papers."""
        kind = partner.med_party_type_id
        if case["direction"] == "customer" and self._is_consumer(partner):
            return []
        if case["direction"] == "customer" and self._is_abroad(partner):
            return [self._foreign_finding(document, partner)]
        day = case["days"][document]
        dossier = case["files"].get(partner.id)
        if not dossier or not dossier._is_admitted_on(day) or not partner.active:
            return [self._file_finding(case, document, partner, dossier)]
        findings = []
        if dossier.state == "provisional":
            findings += self._provisional_findings(case, document, partner, dossier)
        rows = self.env["med.qualification"]._rows_for(case["rows"], kind)
        papers, used = case["papers"][partner.id], set()
        for row, line, outcome in self._judge_rows(case, document, partner, dossier, rows):
            if outcome.is_good:
                used.add(outcome.paper)
            if self._is_finding(outcome, dossier):
                findings.append(
                    self._need_finding(case["direction"], document, line, partner, row, outcome)
                )
        return (
            findings
            + self._no_rule_findings(case, document, partner, rows)
            + self._remark_findings(document, partner, papers, used, day)
            + self._party_mode_findings(case, document, partner, used)
            + self._embassy_findings(case, document, partner)
        )

    def _judge_rows(self, case, document, partner, dossier, rows):
        """(row, line, outcome) of each required paper of a party for this document."""
        day, papers = case["days"][document], case["papers"][partner.id]
        stops_class_3 = dossier._stops_class_3()
        for row, need in rows:
            if not row.is_required:
                continue
            outcomes = {}  # many lines are of the same kind of goods
            for line, goods in self._need_lines(case, document, partner, need):
                if stops_class_3 and goods and goods.device_class == "3":
                    continue
                if goods not in outcomes:
                    outcomes[goods] = judge(need, papers, day, goods)
                yield row, line, outcomes[goods]

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
        if dossier._accepts_recorded(outcome):
            return False
        return outcome.status not in ("valid", "expiring")

    def _need_lines(self, case, document, partner, need):
        """[(line, goods)] a need is judged for; identity once for the document."""
        if not need.is_for_goods:
            return [(self._whole(document), None)]
        lines = [
            (line, self._goods_of(case, partner, case["products"][line]))
            for line in case["lines"][document]
        ]
        return [(line, goods) for line, goods in lines if need.applies(goods)]

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
            facts={"partner": partner.id, "state": self._file_state(partner, dossier)},
        )

    def _file_state(self, partner, dossier):
        """What a waiver or a repeated refusal is bound to: how the file stands."""
        if not partner.active:
            return "archived"
        return dossier.state if dossier else "none"

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
        lines = case["lines"][document] if dossier._stops_class_3() else ()
        for line in lines:
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
