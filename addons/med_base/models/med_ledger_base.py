from odoo import models

PERSONAL_MODELS = {"res.partner", "res.users", "res.partner.bank"}
PERSONAL_FIELDS = {
    "acc_number",
    "birthday",
    "contact_address",
    "email",
    "email_from",
    "identification_id",
    "login",
    "mobile",
    "partner_name",
    "phone",
    "street",
    "street2",
}


class Base(models.AbstractModel):
    _inherit = "base"

    def _ledger_name(self):
        """The name by which the ledger remembers this record; no personal data."""
        self.ensure_one()
        return self.display_name

    def export_data(self, fields_to_export):
        # EXTENDS base: CSV, XLSX and remote calls all come through here
        result = super().export_data(fields_to_export)
        self.env["med.ledger.entry"]._append(
            "export.data",
            self[:1] if len(self) == 1 else self.browse(),
            {
                "fields": list(fields_to_export),
                "count": len(self),
                "personal": self._is_personal_export(fields_to_export),
            },
        )
        return result

    def _is_personal_export(self, names):
        """Whether an export of these field paths holds data of persons."""
        segments = {part for name in names for part in name.replace(".", "/").split("/")}
        return (
            self._name in PERSONAL_MODELS
            or self._name.startswith("hr.")
            or bool(segments & PERSONAL_FIELDS)
            or any(self._is_masked_field(name) for name in segments)
        )

    def _is_masked_field(self, name):
        field = self._fields.get(name)
        return field is not None and "med_base.group_sensitive" in (field.groups or "")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _ledger_name(self):
        # EXTENDS base: a person's name is personal data, a firm's is not
        if not self.is_company and not self.parent_id:
            return f"{self._name}#{self.id}"
        return self.commercial_partner_id.display_name
