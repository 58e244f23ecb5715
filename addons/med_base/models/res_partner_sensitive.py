from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..medkernel.masking import mask


class ResPartner(models.Model):
    """Identity numbers: everybody reads the mask, who may look looks on record."""

    _inherit = "res.partner"

    # the value itself is readable by nobody over RPC or screen; see action_med_reveal
    med_id_number_secret = fields.Char(groups=".", copy=False)
    med_id_number = fields.Char(
        string="ID Card Number",
        compute="_compute_med_id_number",
        inverse="_inverse_med_id_number",
        compute_sudo=True,
        copy=False,
        help="Shown masked. Typing a new number replaces it; the eye button shows it "
        "to those who may see it and is put in the ledger.",
    )

    @api.depends("med_id_number_secret")
    def _compute_med_id_number(self):
        for partner in self:
            partner.med_id_number = mask(partner.med_id_number_secret)

    def _inverse_med_id_number(self):
        for partner in self:
            value = (partner.med_id_number or "").strip().upper()
            # sudo: the secret is closed to all; whoever may edit the partner sets it
            secret = partner.sudo()
            if "*" not in value and value != (secret.med_id_number_secret or ""):
                secret.med_id_number_secret = value or False
                partner._med_log_personal("personal.changed", ["id_number"])
        self.invalidate_recordset(["med_id_number"])

    def action_med_reveal(self):
        """Show the full identity number once; the look goes into the ledger.

        :return: a dialog for the screen, its text over RPC
        """
        self.ensure_one()
        self.check_access("read")
        self._med_check_sensitive()
        self._med_log_personal("personal.revealed", ["id_number"])
        # sudo: the right was checked, the look is in the ledger
        return self._med_reveal_dialog(self.sudo().med_id_number_secret)

    @api.model
    def _med_check_sensitive(self):
        if not self.env.user.has_group("med_base.group_sensitive"):
            raise AccessError(
                self.env._("Full personal data are shown to quality staff only. Ask a quality officer.")
            )

    @api.model
    def _med_reveal_dialog(self, value):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "sticky": True,
                "title": self.env._("Shown once, recorded in the ledger"),
                "message": value or self.env._("No number is recorded."),
            },
        }

    def _med_log_personal(self, event, names):
        """Evidence of a look at, or a change of, personal data: never the data."""
        self.env["med.ledger.entry"]._append(event, self, {"fields": names})
