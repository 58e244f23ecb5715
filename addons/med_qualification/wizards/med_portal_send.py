from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize


class MedPortalSend(models.TransientModel):
    """Sends upload links to parties: by mail, and to be copied into a chat."""

    _name = "med.portal.send"
    _description = "Send Upload Links"

    note = fields.Text(string="Your Words", help="Stand above the list in the mail.")
    line_ids = fields.One2many("med.portal.send.line", "wizard_id")

    @api.model
    def _open(self, partners):
        """Dialog for these parties, one line each."""
        wizard = self.create({"line_ids": self._prepare_lines(partners)})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Upload Link"),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.model
    def _prepare_lines(self, partners):
        """Commands of one line for each party: whom to write to, what is missing."""
        lines = []
        for partner in partners.grouped("commercial_partner_id").values():
            contact = partner.filtered("email")[:1] or partner[:1]
            lines.append(
                Command.create(
                    {
                        "partner_id": contact.id,
                        "email": contact.email or contact.commercial_partner_id.email,
                        "missing": self._missing_text(contact),
                    }
                )
            )
        return lines

    @api.model
    def _missing_text(self, partner):
        rows = self.env["med.portal.page"]._missing(
            partner.commercial_partner_id, self.env.company
        )
        return "、".join(row["title"] for row in rows) or False

    def action_send(self):
        """Make a link for each line, mail it where there is an address.

        :return: dialog with the links to copy; they are shown this once
        """
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Choose at least one party."))
        return self._send_all(
            [(line.partner_id, line.email) for line in self.line_ids], self.note
        )

    @api.model
    def _send_all(self, pairs, note=False):
        """Links for pairs (partner, mail address or False); dialog that shows them."""
        results = []
        for partner, email in pairs:
            self._ensure_file(partner)
            address = email_normalize(email or "") or False
            links = self.env["med.portal.link"]
            link, url = links._make(partner, "mail" if address else "copy")
            if address:
                self._mail(link, url, address, note)
            results.append(
                Command.create(
                    {"partner_id": partner.id, "email": address, "url": url,
                     "text": self._chat_text(link, url)}
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Upload Links"),
            "res_model": "med.portal.sent",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_line_ids": results},
        }

    @api.model
    def _ensure_file(self, partner):
        """A file in draft, so that the page knows what to ask."""
        party = partner.commercial_partner_id
        if not party.med_party_type_id:
            raise UserError(
                self.env._(
                    "%(partner)s has no party type, so nobody knows which papers to ask. "
                    "Choose the type on the party first.",
                    partner=party.display_name,
                )
            )
        dossiers = self.env["med.dossier"].sudo()  # sudo: whether there is one is asked
        domain = [("partner_id", "=", party.id), ("company_id", "=", self.env.company.id)]
        if not dossiers.search_count(domain, limit=1):
            self.env["med.dossier"].create(
                {"partner_id": party.id, "direction": party._med_likely_direction()}
            )

    @api.model
    def _language(self, partner):
        installed = dict(self.env["res.lang"].get_installed())
        code = partner.lang or partner.commercial_partner_id.lang
        fallback = "zh_CN" if "zh_CN" in installed else self.env.lang
        return code if code in installed else fallback

    @api.model
    def _chat_text(self, link, url):
        """Words to paste into a chat, in the party's language."""
        words = self.with_context(lang=self._language(link.partner_id))
        return words.env._(
            "%(company)s asks %(party)s for papers. Open the link on your phone, take the "
            "photos, done; no password. Open until %(date)s. %(url)s",
            company=link.company_id.name,
            party=link.commercial_partner_id.name,
            date=fields.Date.to_string(link.expires_on),
            url=url,
        )

    @api.model
    def _mail(self, link, url, address, note):
        """Put the mail with the link into the queue; it is deleted once it is sent."""
        words = self.with_context(lang=self._language(link.partner_id))
        body = words.env["ir.qweb"]._render(
            "med_qualification.portal_link_mail",
            {
                "company": link.company_id,
                "party": link.commercial_partner_id.name,
                "rows": words.env["med.portal.page"]._missing(
                    link.commercial_partner_id, link.company_id
                ),
                "url": url,
                "note": note,
                "until": fields.Date.to_string(link.expires_on),
                "sender": self.env.user,
            },
            minimal_qcontext=True,
        )
        # sudo: salespeople may not write the mail queue; text and address are ours
        self.env["mail.mail"].sudo().create(
            {
                "subject": words.env._(
                    "Papers that %(company)s needs from you", company=link.company_id.name
                ),
                "body_html": body,
                "email_to": address,
                "email_from": self.env.user.email_formatted or link.company_id.email_formatted,
                "auto_delete": True,
            }
        )


class MedPortalSendLine(models.TransientModel):
    """One party of the dialog."""

    _name = "med.portal.send.line"
    _description = "Party to Send a Link to"

    wizard_id = fields.Many2one("med.portal.send", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Party", required=True)
    email = fields.Char(string="Mail")
    missing = fields.Char(string="Will Be Asked For")
