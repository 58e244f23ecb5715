from odoo import api, fields, models
from odoo.fields import Domain


class MedImportMark(models.AbstractModel):
    """The opening balance mark (期初): made by an import that was not undone.

    It is read from what the imports made, so nobody can set it.
    """

    _name = "med.import.mark"
    _description = "Made by an Import"

    is_legacy = fields.Boolean(
        string="Opening Balance",
        compute="_compute_is_legacy",
        search="_search_is_legacy",
        help="Taken over at go-live from an import.",
    )

    def _compute_is_legacy(self):
        entries = self._legacy_entries([("res_id", "in", self.ids)])
        marked = set(entries.mapped("res_id"))
        for record in self:
            record.is_legacy = record.id in marked

    @api.model
    def _search_is_legacy(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("id", "in", self._legacy_entries([]).mapped("res_id"))
        return domain if True in value else ~domain

    def _legacy_entries(self, domain):
        # sudo: the mark is for all who see the record, the imports for few
        return (
            self.env["med.import.record"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("kind", "=", "created"),
                    ("state", "!=", "undone"),
                    *domain,
                ]
            )
        )
