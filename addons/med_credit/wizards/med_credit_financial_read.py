from odoo import fields, models

from ..models.med_register_source_financial import CODES, SUBJECTS


class MedCreditFinancialRead(models.TransientModel):
    """Finance reads a file of ratings or statements."""

    _name = "med.credit.financial.read"
    _description = "Read Financial Information from a File"

    subject = fields.Selection(SUBJECTS, string="What It Holds", required=True, default="rating")
    sheet = fields.Binary(required=True)
    sheet_name = fields.Char()
    publisher = fields.Char(string="Agency or Bank")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)

    def action_template(self):
        """Download the sheet with explanations and samples."""
        url = f"/med_qualification/import/template/{self.subject or 'rating'}"
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    def action_read(self):
        """Read the file, keep it as evidence, show what it told."""
        self.ensure_one()
        self.check_access("write")
        # sudo: sources belong to quality and the consultant; this one is only a letter box
        sources = self.env["med.register.source"].sudo()
        name = self.publisher or CODES[self.subject]
        domain = [("subject", "=", self.subject), ("company_id", "=", self.company_id.id)]
        source = sources.search([*domain, ("name", "=", name)], limit=1)
        if not source:
            vals = {"subject": self.subject, "company_id": self.company_id.id, "is_watched": False}
            source = sources.create({"name": name, "publisher": self.publisher, **vals})
        source.write({"list_file": self.sheet, "list_name": self.sheet_name})
        call = source._fetch("watch")
        if call.state == "failed":
            return source._notify(call.error)
        action = self.env["ir.actions.act_window"]._for_xml_id("med_credit.med_credit_financial_action")
        return {**action, "domain": [("register_call_id", "=", call.id)]}
