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
        papers = self.create(drafts)
        papers._propose_version_before()
        return papers

    def _propose_version_before(self):
        """A type of which one is in force at a time: the new one stands beside it."""
        for paper in self.filtered(lambda c: c.type_id.is_single and not c.supersedes_id):
            paper.supersedes_id = paper._version_before()[:1].id

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
