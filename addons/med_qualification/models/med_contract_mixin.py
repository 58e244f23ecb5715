from odoo import api, fields, models
from odoo.exceptions import UserError

# papers whose numbers stand on a contract, in this order
LICENCES = (
    "operating_licence",
    "operating_filing",
    "manufacturing_licence",
    "manufacturing_filing",
    "institution_licence",
    "clinic_filing",
    "military_certificate",
    "blood_station_licence",
)


class MedContractMixin(models.AbstractModel):
    """Orders that print as contracts and know the contracts kept for them.

    The content of a purchase contract is that of GSP art. 55 and 56: name, model,
    specification, registrant, registration or filing number, quantity, unit price,
    amount, supplier, quality and after-sales responsibility.
    """

    _name = "med.contract.mixin"
    _description = "Order that Prints as a Contract"

    _contract_orders_field = None
    _contract_type_codes = ()

    med_contract_count = fields.Integer(string="Contracts", compute="_compute_med_contract_count")

    # contracts that are kept ---------------------------------------------

    def _compute_med_contract_count(self):
        found = self._med_contracts()
        for order in self:
            order.med_contract_count = len(order._med_own_contracts(found))

    def _med_contracts(self):
        """Contracts of the parties of these orders that the reader may see."""
        contracts = self.env["med.credential"]
        if not contracts.has_access("read"):
            return contracts
        return contracts.search(
            [
                ("is_contract", "=", True),
                ("company_id", "in", self.company_id.ids),
                ("commercial_partner_id", "in", self.partner_id.commercial_partner_id.ids),
                ("state", "!=", "superseded"),
            ]
        )

    def _med_own_contracts(self, contracts):
        """Those made for this order, and frame agreements of its party."""
        self.ensure_one()
        party, field = self.partner_id.commercial_partner_id, self._contract_orders_field
        return contracts.filtered(
            lambda c: c.commercial_partner_id == party
            and c.company_id == self.company_id
            and (self in c[field] or not c.sale_order_ids and not c.purchase_order_ids)
        )

    def action_med_view_contracts(self):
        """Contracts of this order and frame agreements of its party."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "med_qualification.med_credential_action_contract"
        )
        kind = self.env.ref(f"med_qualification.credential_type_{self._contract_type_codes[0]}")
        return {
            **action,
            "domain": [("id", "in", self._med_own_contracts(self._med_contracts()).ids)],
            "context": {
                "default_type_id": kind.id,
                "default_partner_id": self.partner_id.commercial_partner_id.id,
                "default_company_id": self.company_id.id,
                "default_number": self.name,
                f"default_{self._contract_orders_field}": [fields.Command.link(self.id)],
            },
        }

    # printing ------------------------------------------------------------

    def _med_contract_lines(self):
        """Lines with goods."""
        self.ensure_one()
        return self.order_line.filtered(lambda line: not line.display_type and line.product_id)

    def _med_contract_missing(self):
        """What the law wants in the contract and is not there, as sentences."""
        self.ensure_one()
        missing = [self._med_line_missing(line) for line in self._med_contract_lines()]
        if not missing:
            return [self.env._("no line")]
        return [text for text in missing if text]

    def _med_line_missing(self, line):
        product = line.product_id
        if not product.is_medical_device:
            return ""
        names = ["med_specification", "med_registration_no", "med_registrant"]
        labels = product.fields_get(names, ["string"])
        lacking = [labels[name]["string"] for name in names if not product[name]]
        if not lacking:
            return ""
        return self.env._(
            "%(product)s: %(fields)s",
            product=product.display_name,
            fields=self.env._(", ").join(lacking),
        )

    def _med_check_contract(self):
        """Refuse to print a contract without what GSP art. 55 and 56 ask.

        :raise UserError: names each line and what it lacks
        """
        for order in self:
            missing = order._med_contract_missing()
            if missing:
                raise UserError(
                    self.env._(
                        "The contract of %(order)s lacks what it must state (GSP art. 55, "
                        "56):\n%(missing)s\nAsk a quality officer to complete the product.",
                        order=order.name,
                        missing="\n".join(missing),
                    )
                )

    def _med_contract_licences(self):
        """{partner: [(name, number)]} of ourselves and of the party, in force today."""
        self.ensure_one()
        parties = self.company_id.partner_id | self.partner_id.commercial_partner_id
        found = {party: [] for party in parties}
        today = self.env.company._med_today()
        # sudo: the licences of both sides are printed, whoever prints
        papers = self.env["med.credential"].sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("commercial_partner_id", "in", parties.ids),
                ("type_id.code", "in", LICENCES),
                ("state", "in", ("valid", "renewing", "expired")),
            ]
        )
        for paper in papers.sorted(lambda p: (LICENCES.index(p.type_code), p.id)):
            if paper.number and paper._is_valid_on(today):
                found[paper.commercial_partner_id].append((paper.type_id.name, paper.number))
        return found


class ReportContract(models.AbstractModel):
    """Both contracts are checked however they are printed."""

    _name = "med.contract.report"
    _description = "Contract Print"

    _contract_model = None

    @api.model
    def _get_report_values(self, docids, data=None):
        orders = self.env[self._contract_model].browse(docids)
        orders._med_check_contract()
        return {"doc_ids": docids, "doc_model": self._contract_model, "docs": orders}
