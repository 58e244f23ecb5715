from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

ORIGIN = ("med_supplier_id", "med_receipt_id", "med_certificate_id")


class StockLot(models.Model):
    """Where a lot came from, and under which certificate it was made."""

    _inherit = "stock.lot"

    med_sterilisation_lot = fields.Char(string="Sterilisation Lot", copy=False, tracking=True)
    med_supplier_id = fields.Many2one(
        "res.partner",
        string="Supplier",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Who brought it first.",
    )
    med_receipt_id = fields.Many2one(
        "stock.picking", string="First Receipt", readonly=True, copy=False, index="btree_not_null"
    )
    med_certificate_id = fields.Many2one(
        "med.credential",
        string="Registration Certificate",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Was valid on the day on which the lot was made; without that day, when it was received.",
    )
    med_inspection_line_ids = fields.One2many("med.inspection.line", "lot_id", string="Inspections")
    med_inspection_count = fields.Integer(compute="_compute_med_inspection_count")

    @api.depends("med_inspection_line_ids")
    def _compute_med_inspection_count(self):
        for lot in self:
            lot.med_inspection_count = len(lot.med_inspection_line_ids.inspection_id)

    # what only methods set ---------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS stock
        offered = self.default_get(list(ORIGIN))
        for vals in vals_list:
            made = {**offered, **vals}
            self._med_check_origin(name for name in ORIGIN if made.get(name))
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS stock
        self._med_check_origin(name for name in ORIGIN if name in vals)
        if "med_sterilisation_lot" in vals:
            self._med_check_sterilisation(vals["med_sterilisation_lot"])
        return super().write(vals)

    def _med_check_origin(self, names):
        names = set(names)
        if names and not self._has_ticket("origin", names):
            raise UserError(
                self.env._(
                    "%(fields)s of a lot follow from its receipt and its inspection and are not typed in.",
                    fields=self.env["med.inspection"]._labels(self, names),
                )
            )

    def _med_check_sterilisation(self, new):
        changed = self.filtered(
            lambda lot: lot.med_sterilisation_lot and lot.med_sterilisation_lot != (new or False)
        )
        moved = changed._med_moved_devices()
        if moved and not self._med_may_correct():
            raise AccessError(
                self.env._(
                    "%(lots)s: the sterilisation lot of a device that was moved is evidence. Ask a quality "
                    "officer to correct it.",
                    lots=", ".join(moved.mapped("name")),
                )
            )
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "lot.sterilisation",
                    "record": lot,
                    "facts": {"value": [lot.med_sterilisation_lot, new or ""]},
                }
                for lot in moved
            ]
        )

    def _med_set_origin(self, vals):
        """Note supplier, receipt and certificate of these lots; who may was checked by the caller.

        :param vals: any of ``med_supplier_id, med_receipt_id, med_certificate_id``; ids
        """
        # sudo: facts of the receipt, set by the system
        self.sudo()._with_ticket("origin", vals).write(vals)

    def _med_came(self, picking):
        """Note where lots without an origin came from, and the certificate of each."""
        new = self.filtered(lambda lot: not lot.med_receipt_id)
        new._med_set_origin(
            {"med_supplier_id": picking.partner_id.commercial_partner_id.id, "med_receipt_id": picking.id}
        )
        self._med_note_certificates(picking.company_id)

    def _med_note_certificates(self, company):
        """Write the certificate that covered each lot."""
        by_paper = {}
        for lot, paper_id in self._med_certificates(company).items():
            if lot.med_certificate_id.id != paper_id:
                by_paper[paper_id] = by_paper.get(paper_id, self.browse()) | lot
        for paper_id, lots in by_paper.items():
            lots._med_set_origin({"med_certificate_id": paper_id})

    def _med_certificates(self, company):
        """{lot: id of the certificate valid on its production day, else today}, constant queries."""
        if not self:
            return {}
        credentials = self.env["med.credential"].sudo()  # sudo: the dock reads no papers, the lot names one
        papers = credentials.search(
            [
                ("company_id", "=", company.id),
                ("type_id.covers_production", "=", True),
                ("state", "not in", ("draft", "review", "revoked")),
                *credentials._domain_of_products(self.product_id),
            ],
            order="version desc, id desc",
        )
        found = {}
        for lot in self:
            day = lot.med_production_date or company._med_today()
            mine = papers.filtered(lambda p, lot=lot: lot.product_id in p.product_id | p.product_ids)
            if paper := next((p for p in mine if p._is_valid_on(day)), None):
                found[lot] = paper.id
        return found

    # dates ---------------------------------------------------------------------

    def _med_expiry_day(self, company):
        """Expiry as the day on the label, where the company is; False without one."""
        self.ensure_one()
        moment = self.expiration_date
        return pytz.utc.localize(moment).astimezone(company._med_zone()).date() if moment else False

    @api.model
    def _med_end_of_day(self, day, company):
        """The last second of a day where the company is, as naive UTC."""
        local = company._med_zone().localize(datetime.combine(day, time(23, 59, 59)))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    # warnings --------------------------------------------------------------------

    def _med_warnings(self, inspection, similar):
        """What is unusual about this lot, as texts for the inspector.

        :param similar: {lot: other lots of the product with the same number in another spelling}
        """
        self.ensure_one()
        found = []
        if others := similar.get(self):
            found.append(
                self.env._(
                    "Same number in another spelling: %(lots)s. Compare with the label; quality corrects "
                    "the number.",
                    lots=", ".join(others.mapped("name")),
                )
            )
        supplier, partner = self.med_supplier_id, inspection.partner_id
        if supplier and partner and inspection.kind == "receipt" and supplier != partner:
            found.append(
                self.env._("This lot came from %(supplier)s before.", supplier=supplier.display_name)
            )
        return found + self._med_date_warnings(inspection.company_id)

    def _med_date_warnings(self, company):
        if not self.expiration_date:
            asked = self.product_id.use_expiration_date
            return [self.env._("No expiry date: enter it from the label.")] if asked else []
        if not self._med_is_expired():
            return []
        day = fields.Date.to_string(self._med_expiry_day(company))
        return [self.env._("Expired on %(day)s.", day=day)]

    # inspecting goods in stock -----------------------------------------------------

    def action_med_inspect(self, reason=None):
        """Inspect what lies of these lots in our places anew.

        :param reason: why, kept on the inspection
        :raise UserError: not an inspector or quality officer, nothing there, or already waiting
        :return: action that opens the inspection
        """
        return self.env["med.inspection"]._inspect_stock(self, reason)

    def action_med_inspections(self):
        """Inspections of these lots."""
        action = self.env["ir.actions.act_window"]._for_xml_id("med_quality.med_inspection_line_action")
        return {**action, "domain": [("lot_id", "in", self.ids)], "context": {}}
