from odoo import api, fields, models

from .med_dossier import QUALIFICATION_STATES

EXEMPTION_FIELDS = (
    "med_is_filing_exempt",
    "med_exempt_list_date",
    "med_exempt_list_id",
    "med_contraceptive_list_id",
)


class ProductProduct(models.Model):
    _inherit = "product.product"

    med_is_filing_exempt = fields.Boolean(
        string="Exempt from Filing",
        copy=False,
        help="On the list of class II products that may be traded without filing "
        "(Order 54 art. 25): no operating licence or filing is asked.",
    )
    med_exempt_list_date = fields.Date(
        string="Exemption List Of", copy=False, help="Date of the list that names it."
    )
    med_product_state = fields.Selection(
        QUALIFICATION_STATES,
        string="Product File",
        compute="_compute_med_product_state",
        help="State of the product's file in the current company.",
    )
    med_credential_ids = fields.One2many("med.credential", "product_id", string="Certificates")
    med_covered_by_ids = fields.Many2many(
        "med.credential",
        "med_credential_product_rel",
        "product_id",
        "credential_id",
        string="Covered by Certificates",
        readonly=True,
    )
    med_dossier_ids = fields.One2many("med.dossier", "product_id", string="Files")
    med_credential_count = fields.Integer(compute="_compute_med_counts")

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med_base
        if any(vals.get(name) for vals in vals_list for name in EXEMPTION_FIELDS):
            self._med_check_quality_right(self.env._("a new product"))
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS med_base: exemption from filing is quality data, too
        names = [name for name in EXEMPTION_FIELDS if name in vals]
        if not names:
            return super().write(vals)
        self._med_check_quality_right(", ".join(self.mapped("display_name")))
        before = {product: [str(product[name]) for name in names] for product in self}
        result = super().write(vals)
        self._med_log_quality_changes(
            {
                product: {
                    name: [old, str(product[name])]
                    for name, old in zip(names, values, strict=True)
                }
                for product, values in before.items()
            }
        )
        return result

    @api.depends("med_dossier_ids.state", "med_credential_ids.state")
    @api.depends_context("company")
    def _compute_med_product_state(self):
        service = self.env["med.qualification"]
        dossiers = service._dossiers("product", self.env.company, products=self._origin)
        files = self.env["med.dossier"].union(*dossiers.values())
        states = service._dossier_states(files)
        for product in self:
            dossier = dossiers.get(product._origin.id)
            product.med_product_state = states[dossier.id] if dossier else "none"

    def _compute_med_counts(self):
        papers = self.env["med.credential"]
        counts = (
            dict(
                papers._read_group(
                    [("product_id", "in", self.ids)], ["product_id"], ["__count"]
                )
            )
            if papers.has_access("read")
            else {}
        )
        for product in self:
            product.med_credential_count = counts.get(product, 0)

    def action_med_add_paper(self):
        """Open a new certificate of this product."""
        self.ensure_one()
        code = "filing_certificate" if self.med_device_class == "1" else "registration_certificate"
        kind = self.env["med.credential.type"].search([("code", "=", code)], limit=1)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add Paper"),
            "res_model": "med.credential",
            "views": [(False, "form")],
            "context": {
                "default_product_id": self.id,
                "default_type_id": kind.id,
                "default_number": self.med_registration_no,
                "default_holder_name": self.med_registrant,
            },
        }

    def action_med_view_credentials(self):
        """All certificates of this product, every version."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Papers of %(name)s", name=self.display_name),
            "res_model": "med.credential",
            "views": [(False, "list"), (False, "form")],
            "domain": ["|", ("product_id", "=", self.id), ("product_ids", "in", self.ids)],
            "context": {"default_product_id": self.id},
        }

    def action_med_open_dossier(self):
        """The file of this product, or a new one."""
        self.ensure_one()
        dossier = self.env["med.dossier"].search(
            [("product_id", "=", self.id), ("company_id", "=", self.env.company.id)]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("File of %(name)s", name=self.display_name),
            "res_model": "med.dossier",
            "res_id": dossier.id,
            "views": [(False, "form")],
            "context": {"default_product_id": self.id, "default_direction": "product"},
        }
