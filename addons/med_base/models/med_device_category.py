from odoo import api, fields, models, tools


class MedDeviceCategory(models.Model):
    """A row of one of the two device catalogues that licences refer to."""

    _name = "med.device.category"
    _description = "Device Category"
    _order = "catalogue desc, code"
    _rec_names_search = ["code", "name"]

    catalogue = fields.Selection(
        [("2017", "Catalogue of 2017"), ("2002", "Catalogue of 2002")],
        required=True,
        default="2017",
    )
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(catalogue, code)", "This category exists already in the catalogue.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        # EXTENDS base: people speak of "6840", not of its long name
        for category in self:
            category.display_name = f"{category.code or ''} {category.name or ''}"

    @api.model
    @tools.ormcache("ids")
    def _keys_of(self, ids):
        """``catalogue:code`` of each of these categories, as rules and papers name them.

        :param ids: tuple of ids
        :return: frozenset
        """
        # sudo: the catalogues are printed by the office, their codes are no secret
        return frozenset(f"{c.catalogue}:{c.code}" for c in self.sudo().browse(ids))

    def _keys(self):
        """``catalogue:code`` of these categories."""
        return self._keys_of(tuple(self._origin.ids))

    def _ids_by_key(self):
        """{``catalogue:code``: id} of these categories."""
        return {f"{c.catalogue}:{c.code}": c.id for c in self}

    def write(self, vals):
        # EXTENDS base: rules keep the codes of their categories
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result
