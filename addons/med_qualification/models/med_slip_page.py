from odoo import api, models
from odoo.tools import format_date

from ..tools.pdf_pack import Sheet, build


class MedSlipPage(models.AbstractModel):
    """The papers of exactly the goods of one delivery, for whoever holds the slip."""

    _name = "med.slip.page"
    _description = "Papers of a Delivery"

    @api.model
    def _page(self, picking):
        """Values of the page; ``picking`` was found by its signed code.

        :return: dict of plain values
        """
        goods = self._goods(picking)
        return {
            "company": picking.company_id.name,
            "logo": self.env["med.portal.page"]._logo(picking.company_id),
            "name": picking.name,
            "date": format_date(self.env, self._shipped_on(picking)),
            "until": format_date(
                self.env, self.env["med.slip.link"]._open_until(picking)
            ),
            "goods": [self._as_row(entry) for entry in goods],
            "own": [self._as_paper(paper) for paper in self._own_papers(picking)],
        }

    @api.model
    def _shipped_on(self, picking):
        return (picking.date_done or picking.scheduled_date).date()

    @api.model
    def _goods(self, picking):
        """[(product, lot, papers)] of the devices delivered, each lot once."""
        pairs = dict.fromkeys(
            (line.product_id, line.lot_id)
            for line in picking.move_line_ids
            if line.product_id.is_medical_device and line.quantity
        )
        products = picking.env["product.product"].union(*(product for product, _lot in pairs))
        certificates = self._certificates(picking, products)
        makers = self._maker_papers(picking, products)
        return [
            (product, lot, self._papers_of(picking, product, lot, certificates, makers))
            for product, lot in pairs
        ]

    def _papers_of(self, picking, product, lot, certificates, makers):
        """Certificates valid when the lot was made or shipped, then the manufacturer's."""
        days = {self._shipped_on(picking)}
        if lot.med_production_date:
            days.add(lot.med_production_date)
        own = [
            paper
            for paper in certificates
            if product in paper.product_id | paper.product_ids
            and any(paper._is_valid_on(day) for day in days)
        ]
        makers_of = self.env["med.pack.finder"]._makers(product)
        others = [
            paper
            for paper in makers
            if paper.commercial_partner_id in makers_of
            and paper._is_valid_on(self._shipped_on(picking))
        ]
        return [*own, *others]

    def _certificates(self, picking, products):
        return self._search(
            picking,
            self.env["med.credential"]._domain_of_products(products),
        )

    def _maker_papers(self, picking, products):
        finder = self.env["med.pack.finder"]
        from_makers = ("type_id.code", "in", finder._maker_types())
        makers = finder._makers(products)
        return self._search(
            picking, [("commercial_partner_id", "in", makers.ids), from_makers]
        )

    def _own_papers(self, picking):
        """Our own papers valid on the day of shipping."""
        papers = self._search(
            picking,
            [
                ("commercial_partner_id", "=", picking.company_id.partner_id.id),
                *self.env["med.pack.finder"]._own_types(),
            ],
        )
        day = self._shipped_on(picking)
        return [paper for paper in papers if paper._is_valid_on(day)]

    def _search(self, picking, domain):
        # sudo: the holder of the slip reads nothing himself; the code is the right
        papers = self.env["med.credential"].sudo().search(
            [
                ("company_id", "=", picking.company_id.id),
                ("state", "not in", ("draft", "review", "revoked")),
                ("type_id.is_sensitive", "=", False),
                *domain,
            ],
            order="type_id, version desc, id desc",
        )
        return papers.filtered("attachment_ids")

    def _as_row(self, entry):
        product, lot, papers = entry
        return {
            "product": product.display_name,
            "specification": product.med_specification or False,
            "lot": lot.name or False,
            "made": format_date(self.env, lot.med_production_date)
            if lot.med_production_date
            else False,
            "papers": [self._as_paper(paper) for paper in papers],
        }

    def _as_paper(self, paper):
        end = paper.date_valid_to
        return {
            "id": paper.id,
            "title": paper.type_id.name,
            "number": paper.number or "",
            "holder": paper.holder_name or paper.commercial_partner_id.name or "",
            "end": format_date(self.env, end) if end else False,
        }

    @api.model
    def _file(self, picking, paper_id):
        """(name, bytes) of a paper of this delivery, stamped; None for any other."""
        papers = [*self._own_papers(picking)]
        for _product, _lot, some in self._goods(picking):
            papers += some
        paper = next((paper for paper in papers if paper.id == paper_id), None)
        if not paper:
            return None
        watermark = self.env._(
            "Only to check delivery %(picking)s of %(company)s",
            picking=picking.name,
            company=picking.company_id.name,
        )
        sheet = Sheet(
            title=paper.type_id.name,
            files=[(file.name, file.raw) for file in paper.attachment_ids],
        )
        footer = f"{picking.company_id.name} | {picking.name}"
        return f"{paper.number or paper.id}.pdf", build(None, [sheet], watermark, footer)
