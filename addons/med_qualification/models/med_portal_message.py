from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MAX_LENGTH = 2000


class MedPortalMessage(models.Model):
    """One line of the talk between a party and us on its page of papers."""

    _name = "med.portal.message"
    _description = "Message on the Page of Papers"
    _order = "id desc"

    partner_id = fields.Many2one(
        "res.partner", string="Party", required=True, index=True, ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    link_id = fields.Many2one(
        "med.portal.link", index="btree_not_null", ondelete="set null", readonly=True
    )
    upload_id = fields.Many2one(
        "med.upload", string="About", index="btree_not_null", ondelete="set null",
        readonly=True,
    )
    is_from_partner = fields.Boolean(string="From the Party", readonly=True)
    author_name = fields.Char(readonly=True)
    body = fields.Text(required=True, readonly=True)

    @api.model
    def _ask(self, partner, body, upload=None, company=None):
        """Put a question of ours on a party's page.

        :raise AccessError: for people who may not enter papers
        """
        if not self.env["med.credential"].has_access("create"):
            raise AccessError(
                self.env._("Questions to a party are put by sales, purchasing and quality.")
            )
        return self._add(
            partner,
            body,
            company or self.env.company,
            upload_id=upload.id if upload else False,
            author_name=self.env.user.name,
        )

    @api.model
    def _add(self, partner, body, company, **vals):
        body = (body or "").strip()[:MAX_LENGTH]
        if not body:
            raise UserError(self.env._("Write something first."))
        # sudo: messages are kept as they were said, nobody edits the table
        return self.sudo().create(
            {
                "partner_id": partner.commercial_partner_id.id,
                "company_id": company.id,
                "body": body,
                **vals,
            }
        )
