from odoo import api, models
from odoo.fields import Domain

from ..medpapers import Goods, Paper, judge

MODES = {
    "both": frozenset(("wholesale", "retail")),
    "wholesale": frozenset(("wholesale",)),
    "retail": frozenset(("retail",)),
}

# what is read of papers and files to judge by them, out of some ninety columns
PAPER_FIELDS = (
    "business_mode",
    "commercial_partner_id",
    "copy_kind",
    "date_valid_from",
    "date_valid_to",
    "ended_on",
    "number",
    "product_id",
    "renewal_accepted_on",
    "state",
    "type_id",
    "verification_due",
    "verified_until",
)
FILE_FIELDS = ("legacy_admission_id", "provisional_until", "requalify_by", "state")


class MedQualification(models.AbstractModel):
    """Judgement of papers: reads in bulk, decides by the plain rules of ``medpapers``.

    Everything is a set operation: the number of queries does not grow with the number
    of parties, products or lines.
    """

    _name = "med.qualification"
    _description = "Judgement of Papers"

    # reading -------------------------------------------------------------

    @api.model
    def _as_paper(self, credential):
        """One credential as plain ``medpapers.Paper``."""
        kind = credential.type_id
        return Paper(
            key=credential.id,
            type_code=kind.code,
            valid_from=credential.date_valid_from or None,
            valid_to=credential.date_valid_to or None,
            ended_on=credential.ended_on or None,
            is_renewing=bool(credential.renewal_accepted_on),
            is_recorded=credential.state in ("draft", "review"),
            is_revoked=credential.state == "revoked",
            is_altered=credential.is_altered,
            grace=kind.renewal_grace_days,
            notice=kind.reminder_days,
            scope=kind.scope,
            modes=MODES.get(credential.business_mode, frozenset()),
            # stamps that came after the approval count
            verified_until=credential.verification_due or credential.verified_until or None,
            verification=kind.annual_check,
            verification_grace=kind.annual_check_grace,
            is_unsealed=kind.asks_seal and credential.copy_kind == "plain",
            ends_trade=not kind.covers_production,
            lines=tuple(line._as_scope_line() for line in credential.scope_ids),
            rests_on=credential._papers_above(),
        )

    @api.model
    def _as_goods(self, product, day=None):
        """What papers care about of a product on a day, as plain ``medpapers.Goods``."""
        day = day or self.env.company._med_today()
        return Goods(
            device_class=product.med_device_class or "",
            categories=product.med_category_ids._keys(),
            ivd=product.med_is_ivd,
            cold_chain=product.med_is_cold_chain,
            implant=product.med_is_implant,
            origin=product.med_origin or "domestic",
            exempt=product._med_is_exempt_on(day),
            contraceptive=product._med_is_contraceptive_on(day),
        )

    @api.model
    def _papers_of_partners(self, partners, company):
        """{partner id: [Paper]} of commercial partners, drafts included as recorded."""
        papers = {partner.id: [] for partner in partners}
        for credential in self._fetch_credentials(
            company, [("commercial_partner_id", "in", partners.ids)]
        ):
            papers[credential.commercial_partner_id.id].append(self._as_paper(credential))
        return papers

    @api.model
    def _papers_of_products(self, products, company):
        """{product id: [Paper]}, certificates that also cover a product included."""
        papers, also = {product.id: [] for product in products}, {}
        # sudo: goods are judged by papers the warehouse need not read
        for product in products.sudo():
            for key in product.med_covered_by_ids.ids:
                also.setdefault(key, set()).add(product.id)
        domain = self.env["med.credential"]._domain_of_products(products)
        for credential in self._fetch_credentials(company, domain):
            paper = self._as_paper(credential)
            for key in also.get(credential.id, set()) | {credential.product_id.id}:
                if key in papers:
                    papers[key].append(paper)
        return papers

    def _fetch_credentials(self, company, domain):
        """Papers as they are judged; what differs from its approval is reported."""
        # sudo: goods are judged by papers the warehouse need not read
        credentials = self.env["med.credential"].sudo().search_fetch(
            Domain("company_id", "=", company.id) & Domain(domain), PAPER_FIELDS, order="id"
        )
        credentials.filtered("is_altered")._report_altered()
        return credentials

    @api.model
    def _dossiers(self, direction, company, partners=None, products=None):
        """{partner or product id: med.dossier} in a direction, closed ones too."""
        name, subjects = (
            ("product_id", products) if products is not None else ("partner_id", partners)
        )
        # sudo: whether a party is admitted counts, whoever may read its file
        dossiers = self.env["med.dossier"].sudo().search_fetch(
            [
                ("company_id", "=", company.id),
                ("direction", "=", direction),
                (name, "in", subjects.ids),
            ],
            [name, *FILE_FIELDS],
        )
        dossiers.filtered("is_altered")._report_altered()
        return {dossier[name].id: dossier for dossier in dossiers}

    @api.model
    def _rows(self, direction, company, day):
        """Requirement rows in force with their plain form: [(row, Need)]."""
        needs = self.env["med.requirement"]._needs_in_force(direction, company, day)
        # sudo: rules bind everybody, whoever may read the matrix
        rows = self.env["med.requirement"].sudo().browse([need.key for need in needs])
        return list(zip(rows, needs, strict=True))

    @api.model
    def _rows_for(self, rows, party_type):
        """Those of ``_rows`` that concern a party type."""
        return [
            (row, need)
            for row, need in rows
            if not need.parties or party_type.id in need.parties
        ]

    # judging dossiers ----------------------------------------------------

    @api.model
    def _judge_dossiers(self, dossiers, day=None):
        """Outcome of every requirement of many files on a day.

        :param dossiers: med.dossier of one or several companies
        :param day: today if none
        :return: {dossier id: {requirement id: Outcome}}
        """
        day = day or self.env.company._med_today()
        return self._judge_cases(self._dossier_cases(dossiers, day), day)

    @api.model
    def _judge_cases(self, cases, day):
        """Outcomes of what ``_dossier_cases`` collected: {dossier id: {row id: Outcome}}."""
        return {
            dossier.id: {row.id: judge(need, papers, day) for row, need in rows}
            for dossier, (rows, papers) in cases.items()
        }

    @api.model
    def _dossier_cases(self, dossiers, day):
        """What files are judged by on a day: {dossier: ([(row, Need)], [Paper])}."""
        cases = {}
        dossiers = dossiers.sudo()  # sudo: judged by everything, whoever reads
        for company, ours in dossiers.grouped("company_id").items():
            partners = self._papers_of_partners(ours.partner_id, company)
            products = self._papers_of_products(ours.product_id, company)
            for direction, some in ours.grouped("direction").items():
                rows = self._rows(direction, company, day)
                for dossier in some:
                    papers = (
                        products[dossier.product_id.id]
                        if dossier.product_id
                        else partners[dossier.partner_id.id]
                    )
                    cases[dossier] = (self._rows_of_dossier(rows, dossier, day), papers)
        return cases

    @api.model
    def _rows_of_dossier(self, rows, dossier, day):
        """Rows that a file must answer: its party type, what it trades, its product.

        :param day: the day judged: lists of exempt products change
        """
        if dossier.product_id:
            goods = self._as_goods(dossier.product_id, day)
            return [(row, need) for row, need in rows if need.applies(goods)]
        classes = {c for c in "123" if dossier[f"trades_class_{c}"]}
        trades = dossier._trade_flags()
        return [
            (row, need)
            for row, need in self._rows_for(rows, dossier.partner_id.med_party_type_id)
            if need.concerns(classes, trades)
        ]

    @api.model
    def _dossier_states(self, dossiers, day=None):
        """{dossier id: qualification state} on a day, see ``res.partner``."""
        day = day or self.env.company._med_today()
        dossiers = dossiers.sudo()  # sudo: judged by everything, whoever reads
        judged = self._judge_dossiers(dossiers, day)
        required = self._required_rows(judged)
        return {
            dossier.id: self._dossier_state(dossier, judged[dossier.id], required, day)
            for dossier in dossiers
        }

    def _dossier_state(self, dossier, outcomes, required, day):
        """Qualification state of one file by the outcomes of its rows on a day."""
        if not dossier._is_admitted_on(day):
            return dossier._state_unadmitted()
        asked = {key: outcomes[key] for key in outcomes if key in required}
        return dossier._state_from(asked, required)

    def _required_rows(self, judged):
        """{requirement id: row} of the rows that stop something."""
        keys = {key for outcomes in judged.values() for key in outcomes}
        # sudo: rules bind everybody
        rows = self.env["med.requirement"].sudo().browse(sorted(keys))
        return {row.id: row for row in rows if row.is_required}

    # effects -------------------------------------------------------------

    @api.model
    def _recheck(self, partners, products):
        """Judge stopped documents again after papers of these were approved.

        Our own papers concern the documents of every party.
        """
        # sudo: refusals belong to colleagues the approver may not read
        refusals = self.env["med.gate.refusal"].sudo()
        # sudo: our own companies are known to everybody
        companies = self.env["res.company"].sudo()
        if companies.search_count([("partner_id", "in", partners.ids)], limit=1):
            waiting = refusals.search([("state", "=", "open")])
            partners |= partners.browse(set(waiting.mapped("partner_id_int"))).exists()
        refusals._recheck(partners=partners, products=products)
