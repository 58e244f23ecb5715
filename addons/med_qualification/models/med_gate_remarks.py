from dataclasses import replace

from odoo import fields, models

from ..medpapers import places

REMARK_CODES = {
    "verification_late": "paper_verification_late",
    "unverified": "paper_unverified",
    "unsealed": "paper_unsealed",
}


class MedGateQualification(models.AbstractModel):
    """What is to be said of a party besides its papers in force: how they are kept."""

    _inherit = "med.gate.qualification"

    def _remark_findings(self, document, subject, papers, keys, day):
        """Late verification, copies without seal: once for each paper that was used.

        :param papers: the Papers of the subject
        :param keys: keys of those that a requirement was met by
        """
        findings = []
        for paper in papers:
            if paper.key not in keys:
                continue
            for remark in paper.remarks_on(day):
                findings.append(
                    document._gate_finding(
                        REMARK_CODES[remark],
                        line=self._whole(document),
                        subject=subject,
                        message=self._remark_message(remark, subject, paper),
                        facts={"paper": paper.key, "remark": remark},
                    )
                )
        return findings

    def _remark_message(self, remark, subject, paper):
        # sudo: the name of the paper is told to whoever trades on it
        credential = self.env["med.credential"].sudo().browse(paper.key)
        values = {
            "paper": credential.type_id.name,
            "party": subject.display_name,
            "date": fields.Date.to_string(paper.verified_until) or "",
        }
        return {
            "verification_late": self.env._(
                "The yearly verification of the %(paper)s of %(party)s was due on %(date)s. "
                "Ask for the verified paper.",
                **values,
            ),
            "unverified": self.env._(
                "The %(paper)s of %(party)s was to be verified by %(date)s and the grace is "
                "over. Add the verified paper, or ask quality.",
                **values,
            ),
            "unsealed": self.env._(
                "The copy of the %(paper)s of %(party)s bears no seal. Ask for a sealed copy "
                "or the electronic licence.",
                **values,
            ),
        }[remark]

    # mode of business ----------------------------------------------------

    def _party_mode_findings(self, case, document, partner, keys):
        """A supplier who is licensed for retail only, a customer who sells retail only."""
        papers = [p for p in case["papers"][partner.id] if p.key in keys and p.modes]
        if not any(paper.modes == {"retail"} for paper in papers):
            return []
        if case["direction"] == "supplier":
            code, message = "supplier_mode", self.env._(
                "%(party)s is licensed for retail only: it cannot supply us. Choose a "
                "wholesaler.",
                party=partner.name,
            )
        else:
            code, message = "partner_mode", self.env._(
                "%(party)s is licensed for retail only: it may sell to consumers what they "
                "use themselves. Look at quantity and kind of the goods.",
                party=partner.name,
            )
        return [
            document._gate_finding(
                code,
                line=self._whole(document),
                subject=partner,
                message=message,
                facts={"partner": partner.id, "papers": sorted(p.key for p in papers)},
            )
        ]

    # who makes the goods -------------------------------------------------

    def _goods_of(self, case, partner, product):
        """Goods as this party trades them: its own registered ones, or others'."""
        goods = case["goods"][product]
        if case["direction"] != "supplier" or not partner.med_party_type_id.is_producer:
            return goods
        # sudo: where it sells from is quality's note, judged whoever buys
        elsewhere = partner.sudo().med_sells_elsewhere
        registrant = places.written(product.med_registrant)
        is_own = not registrant or registrant == places.written(partner.name)
        return replace(goods, is_own=is_own and not elsewhere)

    # kinds of parties ----------------------------------------------------

    def _no_rule_findings(self, case, document, partner, rows):
        """A party of a type for which no rule says what it must show is not qualified."""
        if any(row.is_required for row, _need in rows):
            return []
        side = "partner" if case["direction"] == "customer" else "supplier"
        return [
            document._gate_finding(
                f"{side}_unqualified",
                line=self._whole(document),
                subject=partner,
                message=self.env._(
                    "No rule says which papers a party of type %(type)s needs, so %(party)s "
                    "cannot be judged. Correct its party type, or add the requirement.",
                    type=partner.med_party_type_id.name or "-",
                    party=partner.name,
                ),
                facts={"partner": partner.id, "state": "no_rule"},
            )
        ]

    def _embassy_findings(self, case, document, partner):
        """Embassies and international bodies: admitted here, goods may leave the country."""
        if case["direction"] == "customer" and partner.med_party_type_id.code == "embassy":
            return [self._foreign_finding(document, partner)]
        return []
