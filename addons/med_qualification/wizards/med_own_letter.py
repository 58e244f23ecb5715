from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.med_base.medkernel.masking import mask

SCOPE = ("device_class", "is_ivd", "is_cold_chain", "is_ivd_only", "is_without_implants")


class MedOwnLetter(models.TransientModel):
    """Make the letter of one of our salespeople: numbered, sealed, to be approved."""

    _name = "med.own.letter"
    _description = "Letter for Our Salesperson"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users", string="Salesperson", required=True, domain=lambda self: self._domain_users()
    )
    name = fields.Char(
        string="Name on the Letter",
        compute="_compute_person",
        store=True,
        precompute=True,
        readonly=False,
    )
    identity = fields.Char(
        string="Identity Number",
        compute="_compute_person",
        store=True,
        precompute=True,
        readonly=False,
        help="Shown masked once it is stored; the whole number stands on the letter only.",
    )
    goods = fields.Selection(
        [("scope", "All that our licences cover"), ("products", "These products")],
        required=True,
        default="scope",
    )
    product_ids = fields.Many2many(
        "product.product", string="Products", domain=[("is_medical_device", "=", True)]
    )
    area_ids = fields.Many2many("res.country.state", help="Empty: the whole country.")
    date_from = fields.Date(
        string="Valid From", required=True, default=lambda self: self.env.company._med_today()
    )
    date_to = fields.Date(string="Valid Until", required=True, default=lambda self: self._default_end())

    @api.model
    def _domain_users(self):
        return [("all_group_ids", "in", self.env.ref("med_base.group_sales").ids)]

    @api.model
    def _default_end(self):
        return self.env.company._med_today() + relativedelta(years=1, days=-1)

    @api.depends("user_id")
    def _compute_person(self):
        for wizard in self:
            wizard.name = wizard.user_id.name
            wizard.identity = wizard.user_id.partner_id.med_id_number

    def action_make(self):
        """Make the letter as a draft paper of our own company and open it.

        :raise UserError: dates or goods are missing, or not made by quality staff
        """
        self.ensure_one()
        papers = self.env["med.credential"]
        papers._check_quality()
        self._check_content()
        self._keep_identity()
        letter = papers.create(self._letter_vals())
        self._attach_print(letter)
        return {
            "type": "ir.actions.act_window",
            "res_model": letter._name,
            "res_id": letter.id,
            "views": [(False, "form")],
        }

    def _check_content(self):
        if not self.name or not self.identity:
            raise UserError(
                self.env._(
                    "The letter of %(name)s needs name and identity number (GSP art. 78).",
                    name=self.user_id.name,
                )
            )
        if self.date_to < self.date_from:
            raise UserError(
                self.env._("The letter of %(name)s would end before it begins.", name=self.name)
            )
        if self.goods == "scope" and not self._own_lines():
            raise UserError(
                self.env._(
                    "None of our own licences is in force with a scope, so %(name)s may sell "
                    "nothing yet. Approve our own licence first.",
                    name=self.name,
                )
            )
        if self.goods == "products" and not self.product_ids:
            raise UserError(
                self.env._("Choose the products that %(name)s may sell.", name=self.name)
            )
        if not self.user_id._med_may_hold_letter():
            raise UserError(
                self.env._(
                    "%(name)s does not hold the job of a salesperson. Have the job granted first.",
                    name=self.user_id.name,
                )
            )

    def _keep_identity(self):
        """A number typed in whole is stored with the person, where it is masked."""
        if "*" not in self.identity:
            # sudo: quality staff enter it for the letter; reading it stays closed
            self.user_id.sudo().partner_id.med_id_number = self.identity

    def _letter_vals(self):
        kind = self.env.ref("med_qualification.credential_type_own_salesperson_letter")
        # sudo: the sequence is nobody's business
        number = self.env["ir.sequence"].sudo().next_by_code("med.own.letter")
        own = self.company_id.partner_id
        identity = self.identity if "*" in self.identity else mask(self.identity)
        vals = {
            "type_id": kind.id,
            "company_id": self.company_id.id,
            "partner_id": own.id,
            "holder_name": own.name,
            "number": number,
            "date_issued": min(self.date_from, self.env.company._med_today()),
            "date_valid_from": self.date_from,
            "date_valid_to": self.date_to,
            "authorised_user_id": self.user_id.id,
            "authorised_name": self.name,
            "authorised_identity": identity,
            "area_ids": [Command.set(self.area_ids.ids)],
            "product_ids": [Command.set(self.product_ids.ids if self.goods == "products" else [])],
        }
        if self.goods == "scope":
            vals["scope_ids"] = self._own_scope_commands()
        return vals

    def _own_lines(self):
        draft = self.env["med.credential"].new({"company_id": self.company_id.id})
        return draft._own_lines()

    def _own_scope_commands(self):
        return [
            Command.create(
                {
                    **{name: line[name] for name in SCOPE},
                    "category_ids": [Command.set(line.category_ids.ids)],
                    "excluded_ids": [Command.set(line.excluded_ids.ids)],
                }
            )
            for line in self._own_lines()
        ]

    def _attach_print(self, letter):
        content = letter._render_letter()
        if content:
            file = self.env["ir.attachment"].create(
                {
                    "name": f"{letter.number} {letter.authorised_name}.pdf",
                    "raw": content,
                    "res_model": letter._name,
                    "res_id": letter.id,
                }
            )
            letter.write({"attachment_ids": [Command.link(file.id)]})
