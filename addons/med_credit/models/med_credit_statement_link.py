from odoo import api, fields, models


class MedCreditStatementLink(models.Model):
    """A personal link to one statement without a password."""

    _name = "med.credit.statement.link"
    _description = "Link to a Statement"
    _inherit = ["med.personal.link.mixin"]
    _link_path = "/statement"

    statement_id = fields.Many2one(
        "med.credit.statement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="statement_id.company_id", store=True, index=True)
    sent_to = fields.Char(readonly=True, help="Empty: it was copied by hand.")

    _token_uniq = models.UniqueIndex("(token_hash)", "This link exists already.")

    @api.depends("statement_id", "expires_on")
    def _compute_display_name(self):
        # EXTENDS base
        for link in self:
            link.display_name = f"{link.statement_id.name} ({link.expires_on})"

    @api.model
    def _guarded_names(self):
        # EXTENDS med_base
        return (*super()._guarded_names(), "statement_id", "sent_to")

    @api.model
    def _make(self, statement, sent_to=False):
        """A link to a statement, for people who checked that they may send it.

        :return: (link, URL); the URL cannot be had again
        """
        company = statement.company_id
        vals = {"statement_id": statement.id, "sent_to": sent_to}
        return self._make_link(vals, company, company.med_statement_link_days)

    def _is_open(self):
        # EXTENDS med_base: what is not sent, or was cancelled, is not shown
        return super()._is_open() and self.statement_id.state not in ("draft", "cancelled")

    def _log_first_use(self):
        # OVERRIDE
        self.statement_id._ledger("statement.link_opened", link=self.id)

    def _revoke(self):
        """Close these links at once; called in sudo by the statement."""
        self._guarded_write({"state": "revoked"})
