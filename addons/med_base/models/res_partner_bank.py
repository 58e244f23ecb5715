from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

from ..medkernel.masking import mask

# who pays or invoices reads account numbers; everybody else the mask
NUMBER_GROUPS = "account.group_account_invoice"


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    acc_number = fields.Char(groups=NUMBER_GROUPS)
    sanitized_acc_number = fields.Char(groups=NUMBER_GROUPS)
    med_acc_masked = fields.Char(
        string="Account Number (Masked)", compute="_compute_med_acc_masked", compute_sudo=True
    )
    # these read the number and tell little of it: forms open for everybody
    acc_type = fields.Selection(compute_sudo=True)
    money_transfer_service = fields.Char(compute_sudo=True)
    has_iban_warning = fields.Boolean(compute_sudo=True)
    has_money_transfer_warning = fields.Boolean(compute_sudo=True)

    @api.depends("acc_number")
    def _compute_med_acc_masked(self):
        for bank in self:
            bank.med_acc_masked = mask(bank.acc_number, head=4)

    @api.model
    def _med_reads_numbers(self):
        """Whether the user, not the mode the code runs in, may read account numbers.

        Names of linked records are read in superuser mode for the screen.
        """
        return self.env.uid == SUPERUSER_ID or self.env.user.has_groups(NUMBER_GROUPS)

    @api.depends("med_acc_masked")
    @api.depends_context("uid")
    def _compute_display_name(self):
        # EXTENDS base: our own accounts are printed for customers, others are masked
        if self._med_reads_numbers():
            return super()._compute_display_name()
        # sudo: own account numbers are public, of others only the mask is used
        banks_sudo = self.sudo()
        # sudo: as above
        companies = self.env["res.company"].sudo().search([("partner_id", "in", banks_sudo.partner_id.ids)])
        own = companies.partner_id
        for bank, bank_sudo in zip(self, banks_sudo, strict=True):
            shown = bank_sudo.acc_number if bank_sudo.partner_id in own else bank_sudo.med_acc_masked
            bank.display_name = f"{shown} - {bank_sudo.bank_id.name}" if bank_sudo.bank_id else shown

    @api.model
    def _search_display_name(self, operator, value):
        # EXTENDS base: no guessing of numbers by searching for their parts
        if self._med_reads_numbers():
            return super()._search_display_name(operator, value)
        return Domain("acc_holder_name", operator, value)

    def unlink(self):
        # EXTENDS account: its note on the partner would tell the number to all
        messages = self.env["mail.message"].sudo()  # sudo: notes are nobody's to edit
        last = messages.search([], order="id desc", limit=1).id
        partners = self.partner_id
        masks = {bank.acc_number: bank.med_acc_masked for bank in self.sudo()}  # sudo: to hide it
        result = super().unlink()
        notes = [("model", "=", "res.partner"), ("res_id", "in", partners.ids), ("id", ">", last)]
        for note in messages.search(notes):
            for number, masked in masks.items():
                note.body = note.body.replace(number, masked)
        return result

    def action_med_reveal(self):
        """Show the full account number once; the look goes into the ledger."""
        self.ensure_one()
        self.check_access("read")
        partners = self.env["res.partner"]
        if not self._med_reads_numbers():
            partners._med_check_sensitive()
        self.partner_id._med_log_personal("personal.revealed", ["bank_account"])
        # sudo: the right was checked, the look is in the ledger
        return partners._med_reveal_dialog(self.sudo().acc_number)
