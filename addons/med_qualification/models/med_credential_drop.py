from odoo import api, models
from odoo.fields import Command

from ..medpapers.titles import guess_type


class MedCredential(models.Model):
    """Files dropped on a party or product: one draft each."""

    _inherit = "med.credential"

    @api.model
    def _drop_files(self, attachments, vals):
        """Drafts of dropped files, their type proposed by the name of the file.

        :param attachments: ir.attachment, uploaded and bound to nothing yet
        :param vals: subject and holder of all of them
        """
        kinds = {kind.code: kind for kind in self.env["med.credential.type"].search([])}
        names = ("is_for_product",) if vals.get("product_id") else ("is_for_partner", "is_for_own")
        drafts = []
        for file in attachments:
            kind = kinds.get(guess_type(file.name), self.env["med.credential.type"])
            fits = any(kind[name] for name in names)
            drafts.append(
                {
                    **vals,
                    "type_id": kind.id if fits else False,
                    "attachment_ids": [Command.link(file.id)],
                }
            )
        return self.create(drafts)

    def _action_sort(self):
        """Form of one draft with the picture beside its fields, or the list of them."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Enter Papers"),
            "res_model": self._name,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.ids)],
        }
        if len(self) == 1:
            action.update(views=[(False, "form")], res_id=self.id)
        return action
