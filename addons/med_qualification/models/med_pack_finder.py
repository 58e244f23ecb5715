from odoo import api, fields, models

from ..medpapers import judge

MAKER_TYPES = (
    "business_licence",
    "manufacturing_licence",
    "manufacturing_filing",
    "operating_licence",
    "distribution_authorisation",
)


class MedPackFinder(models.AbstractModel):
    """Finds the papers that go into a pack, and names what is missing.

    A constant number of queries, however many products.
    """

    _name = "med.pack.finder"
    _description = "Papers for an Outgoing Pack"

    @api.model
    def _find(self, pack):
        """Papers of a pack as of today.

        :return: dict ``papers`` [(kind, med.credential)], ``missing`` and ``left_out``
            lists of texts
        """
        company = pack.company_id or self.env.company
        day = company._med_today()
        result = {"papers": [], "missing": [], "left_out": []}
        if pack.has_own:
            self._find_own(result, company, day)
        products = pack.product_ids._origin
        if products:
            self._find_products(result, products, company, day)
        if products and pack.has_maker:
            self._find_makers(result, products, company, day)
        result["papers"] = list(dict.fromkeys(result["papers"]))
        return result

    def _find_own(self, result, company, day):
        """Our own licences and identity."""
        papers = self._papers(
            company,
            [
                ("commercial_partner_id", "=", company.partner_id.id),
                *self._own_types(),
            ],
        )
        self._sort_in(result, papers, "own", day)
        if not papers:
            result["missing"].append(
                self.env._("%(company)s has no paper of its own on file.", company=company.name)
            )

    def _find_products(self, result, products, company, day):
        """Certificates of the products, each once; products without are named."""
        papers = self._papers(
            company,
            self.env["med.credential"]._domain_of_products(products),
        )
        self._sort_in(result, papers, "product", day)
        service = self.env["med.qualification"]
        rows = service._rows("product", company, day)
        plain = service._papers_of_products(products, company)
        for product in products:
            goods = service._as_goods(product, day)
            for row, need in rows:
                if not row.is_required or not need.applies(goods):
                    continue
                if not judge(need, plain[product.id], day).is_good:
                    result["missing"].append(
                        self.env._(
                            "%(product)s: no valid %(paper)s.",
                            product=product.display_name,
                            paper=row._paper_names(),
                        )
                    )

    def _find_makers(self, result, products, company, day):
        """Papers of suppliers that make or register the products."""
        makers = self._makers(products)
        papers = self._papers(
            company,
            [
                ("commercial_partner_id", "in", makers.ids),
                ("type_id.code", "in", MAKER_TYPES),
            ],
        )
        self._sort_in(result, papers, "maker", day)

    @api.model
    def _own_types(self):
        """Domain of our papers that offices have issued; appointments stay in the house."""
        return [("type_id.is_for_own", "=", True), ("type_id.number_grammar", "!=", False)]

    @api.model
    def _maker_types(self):
        """Codes of the papers of manufacturers that go out with their goods."""
        return MAKER_TYPES

    @api.model
    def _makers(self, products):
        """Suppliers of the products that are their registrant or a producer."""
        makers = products.env["res.partner"]
        for product in products:
            for party in product.seller_ids.partner_id.commercial_partner_id:
                registrant = product.med_registrant
                if party.med_party_type_id.is_producer or party.name == registrant:
                    makers |= party
        return makers

    def _papers(self, company, domain):
        """Papers in force or just ended, without personal data, newest first."""
        # sudo: a clerk gives out papers that his job need not read one by one
        return self.env["med.credential"].sudo().search(
            [
                ("company_id", "=", company.id),
                ("state", "in", ("valid", "renewing", "expired")),
                ("type_id.is_sensitive", "=", False),
                *domain,
            ],
            order="type_id, product_id, date_valid_to desc, id desc",
        )

    def _sort_in(self, result, papers, kind, day):
        """What holds today goes in; what ended or has no file is named."""
        for paper in papers.sudo(False):
            name = paper.sudo().display_name  # sudo: as above
            if not paper.sudo()._is_valid_on(day):  # sudo: as above
                end = paper.sudo().date_valid_to  # sudo: as above
                result["left_out"].append(
                    self.env._(
                        "%(paper)s ended on %(date)s and is left out.",
                        paper=name,
                        date=fields.Date.to_string(end) if end else "-",
                    )
                )
            elif not paper.sudo().attachment_ids:  # sudo: as above
                result["left_out"].append(
                    self.env._("%(paper)s has no file and is left out.", paper=name)
                )
            else:
                result["papers"].append((kind, paper))
