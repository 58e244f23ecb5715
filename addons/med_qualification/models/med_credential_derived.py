from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..medpapers.certificate import derive


class MedCredential(models.Model):
    """Class, category and origin follow from a certificate's number: offered to products."""

    _inherit = "med.credential"

    derived_text = fields.Char(string="Says the Number", compute="_compute_derived_text")

    def _derived(self):
        """``medpapers`` reading of the number, empty for papers of parties."""
        self.ensure_one()
        return derive(self._parse_number(self.number if self.product_id else ""))

    @api.depends("number", "type_id", "product_id")
    @api.depends_context("lang")
    def _compute_derived_text(self):
        products = self.env["product.product"]
        classes = dict(products._fields["med_device_class"]._description_selection(self.env))
        origins = dict(products._fields["med_origin"]._description_selection(self.env))
        for credential in self:
            found = credential._derived()
            parts = [classes.get(found.device_class), origins.get(found.origin)]
            parts += [code.replace(":", " ") for code in sorted(found.categories)]
            credential.derived_text = " · ".join(filter(None, parts))

    def action_fill_products(self):
        """Enter what the certificate says on its products, where they say nothing yet.

        Class, origin, category, reagent, number and registrant; quality staff only.
        :raise UserError: the number says nothing
        """
        self.ensure_one()
        self._check_quality()
        self.check_access("read")
        found = self._derived()
        if not found.device_class:
            raise UserError(
                self.env._(
                    "The number of %(paper)s does not say class or category: enter them on "
                    "the product by hand.",
                    paper=self.display_name,
                )
            )
        for product in self.product_id | self.product_ids:
            vals = {name: value for name, value in self._product_vals(found) if not product[name]}
            product.write(vals)
        return True

    def _product_vals(self, found):
        """[(field, value)] that a product gets from its certificate."""
        categories = self.env["med.device.category"].search(Domain.TRUE)
        ids = [c.id for c in categories if f"{c.catalogue}:{c.code}" in found.categories]
        vals = {
            "med_device_class": found.device_class,
            "med_origin": found.origin,
            "med_category_ids": [Command.set(ids)] if ids else False,
            "med_is_ivd": found.ivd,
            "med_registration_no": self.number,
            "med_registrant": self.holder_name,
        }
        return [(name, value) for name, value in vals.items() if value]

    def _precheck_number(self):
        # EXTENDS: the product as it is entered against what the number says
        yield from super()._precheck_number()
        found = self._derived()
        for product in self.product_id | self.product_ids:
            for name, value in (("med_device_class", found.device_class), ("med_origin", found.origin)):
                if value and product[name] and product[name] != value:
                    labels = dict(product._fields[name]._description_selection(self.env))
                    yield self._precheck(
                        f"product_{name[4:]}",
                        "warning",
                        self.env._(
                            "%(product)s is entered as %(entered)s, the number says %(said)s.",
                            product=product.display_name,
                            entered=labels[product[name]],
                            said=labels[value],
                        ),
                    )
