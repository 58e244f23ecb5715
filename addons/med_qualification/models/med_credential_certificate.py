from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..medpapers.model_list import match_key, read_models


class MedCredential(models.Model):
    """Registration and filing certificates: their models and their changes."""

    _inherit = "med.credential"

    model_count = fields.Integer(compute="_compute_model_count")
    model_text = fields.Text(
        string="Paste Models",
        store=False,
        copy=False,
        help="One line each: model, then (after a tab, semicolon or two blanks) specification.",
    )
    is_amendment = fields.Boolean(related="type_id.is_amendment")
    amends_id = fields.Many2one(
        "med.credential",
        string="Changes Certificate",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
        help="The certificate that this change notice changes.",
    )
    amendment_ids = fields.One2many("med.credential", "amends_id", string="Change Notices")

    @api.depends("model_ids", "amendment_ids.model_ids")
    def _compute_model_count(self):
        for credential in self:
            credential.model_count = len(credential.model_ids) + len(
                credential.amendment_ids.model_ids
            )

    @api.onchange("model_text")
    def _onchange_model_text(self):
        """Turn the pasted list into lines; what is listed already stays once."""
        if self.model_text:
            self.update({"model_ids": self._model_commands(self.model_text)})
            self.model_text = False

    def _model_commands(self, text):
        """Commands that add the models of a pasted list which are not there yet."""
        known = {
            (match_key(line.model), match_key(line.specification)) for line in self.model_ids
        }
        start = max(self.model_ids.mapped("sequence"), default=0)
        pairs = [
            pair for pair in read_models(text) if tuple(map(match_key, pair)) not in known
        ]
        return [
            fields.Command.create(
                {"model": model, "specification": spec or False, "sequence": start + step}
            )
            for step, (model, spec) in enumerate(pairs, start=1)
        ]

    def action_add_models(self, text):
        """Add a pasted list of models to a draft certificate.

        :param text: one line each: model, then specification after a tab or semicolon
        :return: number of lines added
        :raise UserError: no product's certificate, or nothing to add
        """
        self.ensure_one()
        self.check_access("write")
        commands = self._model_commands(text)
        if not self.product_id or not commands:
            raise UserError(
                self.env._(
                    "No new model was found in the text for %(paper)s. Paste one model a line.",
                    paper=self.display_name,
                )
            )
        self.write({"model_ids": commands})
        return len(commands)

    @api.constrains("amends_id", "type_id", "product_id")
    def _check_amends(self):
        for credential in self.filtered("amends_id"):
            parent = credential.amends_id
            covered = parent.product_id | parent.product_ids
            if (
                not credential.type_id.is_amendment
                or parent.type_id.is_amendment
                or credential.product_id not in covered
            ):
                raise ValidationError(
                    self.env._(
                        "%(paper)s cannot change %(certificate)s: a change notice changes a "
                        "certificate of the same product.",
                        paper=credential.display_name,
                        certificate=parent.display_name,
                    )
                )

    @api.model
    def _domain_of_products(self, products):
        """Domain of the papers of products, certificates that also cover them included.

        The latter are named by id: where the relation stands in an OR, PostgreSQL reads
        every paper of the house.
        """
        # sudo: only which papers; what is found by the domain is another matter
        covering = products.sudo().med_covered_by_ids
        return Domain("product_id", "in", products.ids) | Domain("id", "in", covering.ids)
