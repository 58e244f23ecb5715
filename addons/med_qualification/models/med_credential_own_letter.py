from odoo import api, fields, models
from odoo.exceptions import UserError

from ..medpapers.scope import covers
from ..medpapers.scope_text import wider

IN_FORCE = ("valid", "renewing")
OPEN = ("draft", "review", *IN_FORCE)


class MedCredential(models.Model):
    """Letters by which our own salespeople sell in our name (GSP art. 53, 78)."""

    _inherit = "med.credential"

    authorised_user_id = fields.Many2one(
        "res.users", string="Salesperson", index="btree_not_null", ondelete="restrict"
    )
    authorised_name = fields.Char(string="Name on the Letter")
    authorised_identity = fields.Char(
        string="Identity Number (Masked)", help="The whole number stands on the sealed letter only."
    )

    def _is_own_letter(self):
        self.ensure_one()
        return self.type_id.code == "own_salesperson_letter"

    def _own_lines(self):
        """Scope lines of our own papers in force: nobody sells beyond them."""
        # sudo: our licences bound every letter, whoever makes it
        papers = self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("commercial_partner_id", "=", self.company_id.partner_id.id),
                ("type_id.scope", "=", "required"),
                ("state", "in", IN_FORCE),
            ]
        )
        return papers.scope_ids.sorted("device_class", reverse=True)

    def _precheck_scope(self):
        # EXTENDS: a letter gives no more than our own licences
        yield from super()._precheck_scope()
        if not self._is_own_letter():
            return
        if not self.scope_ids and not self.product_ids:
            yield self._precheck(
                "own_goods", "error", self.env._("The letter names no goods (GSP art. 78).")
            )
        elif self._is_beyond_own_licences():
            yield self._precheck(
                "own_scope",
                "error",
                self.env._("The letter reaches beyond the scope of our own licences."),
            )

    def _is_beyond_own_licences(self):
        """Whether a category or product of this letter is on none of our licences."""
        self.ensure_one()
        bounds = [line._as_scope_line() for line in self._own_lines()]
        goods = [self.env["med.qualification"]._as_goods(p) for p in self.product_ids]
        lines = [line._as_scope_line() for line in self.scope_ids]
        return bool(wider(lines, bounds)) or not all(covers(bounds, each) for each in goods)

    def _approval_check_submit(self):
        # EXTENDS: nobody is authorised who may not sell here
        result = super()._approval_check_submit()
        for letter in self.filtered(lambda c: c._is_own_letter()):
            user = letter.authorised_user_id
            if not user or not user.active or not user._med_may_hold_letter():
                raise UserError(
                    self.env._(
                        "%(letter)s: %(person)s does not hold the job of a salesperson. Have the "
                        "job granted first.",
                        letter=letter.display_name,
                        person=user.name or "?",
                    )
                )
        return result

    # the end -------------------------------------------------------------

    def _end_letters(self, reason):
        """End letters of people who left; drafts and those under review go back.

        :param reason: in plain words, kept on the letter and in the ledger
        """
        for letter in self.filtered(lambda c: c.state in IN_FORCE):
            letter._guarded_write(
                {
                    "state": "revoked",
                    "ended_on": letter.env.company._med_today(),
                    "unique_key": False,
                }
            )
            letter._with_ticket("state", {"end_reason"}).write({"end_reason": reason})
            letter._log("credential.revoked", reason=reason)
            keeper = self._letter_keeper(letter)
            letter.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=keeper.id,
                summary=self._med_spoken_to(keeper).env._(
                    "Collect the original letter of %(name)s", name=letter.authorised_name
                ),
            )

    @api.model
    def _letter_keeper(self, letter):
        """Who collects it: the one who made it, unless that person is the one who left."""
        keeper = letter.user_id
        if keeper.active and keeper != letter.authorised_user_id:
            return keeper
        return letter.company_id.med_quality_head_id or self.env.user

    @api.model
    def _cron_materialise_states(self):
        # EXTENDS: whoever left by another way is found on the next morning
        result = super()._cron_materialise_states()
        # sudo: letters of every company and person
        letters = self.sudo().search(
            [("authorised_user_id", "!=", False), ("state", "in", IN_FORCE)]
        )
        gone = letters.filtered(
            lambda c: not c.authorised_user_id.active
            or not c.authorised_user_id._med_may_hold_letter()
        )
        gone._end_letters(self.env._("The person left or sells no more"))
        return result

    # the print -----------------------------------------------------------

    def _render_letter(self):
        """PDF of this letter with our seal, None where no PDF can be made."""
        self.ensure_one()
        # sudo: the whole identity number is printed, its keeper decides who opens the file
        reports = self.env["ir.actions.report"].sudo()
        content, kind = reports._render_qweb_pdf(
            "med_qualification.report_own_letter", self.ids
        )
        return content if kind == "pdf" else None

    def _letter_identity(self):
        """The whole identity number, for the letter alone."""
        self.ensure_one()
        # sudo: stands on the letter by law (GSP art. 78)
        partner = self.authorised_user_id.sudo().partner_id
        return partner.med_id_number_secret or self.authorised_identity or ""
