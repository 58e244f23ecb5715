from odoo import api, models
from odoo.tools import format_date

OPEN = ("missing", "expired", "revoked", "broken", "expiring")
TONES = {
    "valid": "good",
    "renewing": "good",
    "pending": "wait",
    "altered": "wait",  # ours to mend, not theirs
    "received": "wait",
    "expiring": "soon",
    "refused": "bad",
    "expired": "bad",
    "revoked": "bad",
    "broken": "bad",
    "missing": "bad",
    "scope": "bad",
}


class MedPortalPage(models.AbstractModel):
    """What a party reads on its page of papers: plain values, nothing of the database.

    Everything is read for one party and one company, both found by the caller from the
    link or the signed-in user, never from what a visitor sent.
    """

    _name = "med.portal.page"
    _description = "Page of Papers"

    @api.model
    def _page(self, partner, company, link=None):
        """Values of the page.

        :param partner: commercial partner whose papers are asked
        :param company: the company that asks
        :param link: the upload link, none for a signed-in user
        :return: dict of plain values for the template
        """
        rows = self._rows(partner, company)
        contact = link.user_id if link else None
        until = link.expires_on if link else False
        return {
            "company": company.name,
            "logo": self._logo(company),
            "party": partner.name,
            "contact": contact.name if contact else False,
            "phone": (contact and contact.partner_id.phone) or company.phone or False,
            "until": format_date(self.env, until) if until else False,
            "todo": [row for row in rows if row["is_todo"]],
            "waiting": [row for row in rows if row["tone"] == "wait"],
            "done": [row for row in rows if row["tone"] == "good"],
            "count": len(rows),
            "talk": self._talk(partner, company),
        }

    @api.model
    def _logo(self, company):
        """Address of the company's own logo, False where it has none."""
        company = company.sudo()  # sudo: whether there is a logo is no secret
        return False if company.uses_default_logo else f"/logo.png?company={company.id}"

    @api.model
    def _rows(self, partner, company):
        """One dict for each paper that is asked, the most urgent first."""
        lines = self._lines(partner, company)
        sent = self._sent(partner, company)
        rows, seen = [], set()
        for line in lines:
            row = self._row(line, sent.get(line.requirement_id.id))
            if row["types"] in seen:
                continue  # asked of a customer and of a supplier: one paper serves
            seen.add(row["types"])
            rows.append(row)
        order = ["refused", "expired", "revoked", "missing", "scope", "expiring"]
        rank = {status: place for place, status in enumerate(order)}
        rows.sort(key=lambda row: (not row["is_required"], rank.get(row["status"], 9)))
        return rows

    def _lines(self, partner, company):
        """Requirement lines of a party's files, customer and supplier."""
        # sudo: a visitor reads nothing himself; the party was found by the caller
        dossiers = self.env["med.dossier"].sudo().search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", company.id),
                ("direction", "in", ("customer", "supplier")),
            ],
            order="id",
        )
        return dossiers.line_ids

    def _sent(self, partner, company):
        """{requirement id: latest upload}."""
        # sudo: as above
        uploads = self.env["med.upload"].sudo().search(
            [("partner_id", "=", partner.id), ("company_id", "=", company.id)], order="id"
        )
        return {upload.requirement_id.id: upload for upload in uploads}

    def _row(self, line, upload):
        """Plain values of one paper."""
        status, reason = line.status, False
        if upload and status in (*OPEN, "scope"):
            if upload.state == "received":
                status = "received"
            elif upload.state == "refused" and self._is_newer(upload, line):
                status, reason = "refused", upload.refuse_reason
        kinds = line.type_ids
        tone = TONES.get(status, "wait")
        if tone == "bad" and status == "missing" and not line.is_required:
            tone = "soon"
        return {
            "need": line.requirement_id.id,
            "types": tuple(kinds.ids),
            "kinds": [(kind.id, kind.name) for kind in kinds],
            "title": line.paper_names,
            "why": line.requirement_id.name,
            "law": line.law or False,
            "hints": [kind.portal_hint for kind in kinds if kind.portal_hint],
            "is_required": line.is_required,
            "status": status,
            "tone": tone,
            "is_todo": tone in ("bad", "soon"),
            "reason": reason,
            "end": format_date(self.env, line.date_valid_to) if line.date_valid_to else False,
        }

    @staticmethod
    def _is_newer(upload, line):
        """Whether a return still stands: nothing better came since."""
        paper = line.credential_id
        return not paper or paper.create_date <= upload.create_date

    def _talk(self, partner, company):
        """The last lines of the talk, oldest first."""
        # sudo: as above
        messages = self.env["med.portal.message"].sudo().search(
            [("partner_id", "=", partner.id), ("company_id", "=", company.id)], limit=20
        )
        return [
            {
                "is_theirs": message.is_from_partner,
                "author": message.author_name,
                "body": message.body,
                "at": format_date(self.env, message.create_date.date()),
            }
            for message in reversed(messages)
        ]

    @api.model
    def _missing(self, partner, company):
        """Rows a party still has to send something for."""
        return [row for row in self._rows(partner, company) if row["is_todo"]]
