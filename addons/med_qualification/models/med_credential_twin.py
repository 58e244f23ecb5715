from odoo import Command, models
from odoo.exceptions import UserError

# some cities print licence and filing on one paper: it is filed under both types
TWINS = {
    "operating_licence": ("operating_filing", "2"),
    "operating_filing": ("operating_licence", "3"),
    "manufacturing_licence": ("manufacturing_filing", "1"),
}


class MedCredential(models.Model):
    """One printed paper that is both licence and filing."""

    _inherit = "med.credential"

    def action_file_under_both(self):
        """Enter this paper under its other type as well, with the same files.

        :return: action that opens the new draft
        :raise UserError: this type has no twin
        """
        self.ensure_one()
        self.check_access("read")
        if self.type_code not in TWINS:
            raise UserError(
                self.env._("%(paper)s is of one type only.", paper=self.display_name)
            )
        code, device_class = TWINS[self.type_code]
        kind = self.env["med.credential.type"].search([("code", "=", code)], limit=1)
        twin = self.copy(self._prepare_twin(kind, device_class))
        for file in self.attachment_ids:
            copy = file.copy({"res_model": self._name, "res_id": twin.id})
            twin.attachment_ids = [Command.link(copy.id)]
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": twin.id,
            "views": [(False, "form")],
        }

    def _prepare_twin(self, kind, device_class):
        """Values of the same paper as another type, its scope for the other class."""
        return {
            "type_id": kind.id,
            "number": self.number,
            "date_valid_to": False if kind.expiry == "none" else self.date_valid_to,
            "scope_ids": [
                Command.create(
                    {
                        "device_class": device_class,
                        "category_ids": [Command.set(line.category_ids.ids)],
                        "excluded_ids": [Command.set(line.excluded_ids.ids)],
                        "is_ivd": line.is_ivd,
                        "is_cold_chain": line.is_cold_chain,
                    }
                )
                for line in self.scope_ids.filtered(
                    lambda line: line.device_class == device_class
                )
                or self.scope_ids
            ],
        }
