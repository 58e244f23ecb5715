from odoo import fields, models

from odoo.addons.med_base.medkernel.registers import RegisterError
from odoo.addons.med_qualification.medpapers.import_sheets import SheetError, read_sheet

SUBJECTS = [("rating", "Ratings and bank references"), ("statement", "Financial statements")]
CODES = dict(SUBJECTS)


class MedRegisterSource(models.Model):
    """Ratings, bank references and statements as files: each reading is kept as evidence."""

    _inherit = "med.register.source"

    subject = fields.Selection(
        selection_add=SUBJECTS, ondelete={"rating": "set default", "statement": "set default"}
    )

    def _read_raw(self, raw):
        # EXTENDS med_base
        if self.subject not in CODES:
            return super()._read_raw(raw)
        try:
            rows, _unknown = read_sheet(raw, self.subject)
        except SheetError as error:
            code = {"too_many_rows": "too_many", "no_headers": "no_headers"}.get(error.code, "unreadable")
            raise RegisterError(code, error.value) from error
        return rows

    def _take_in(self, entries):
        # EXTENDS med_base: rows become financial information of customers that are known
        if self.subject not in CODES:
            return super()._take_in(entries)
        good = [row for row in entries if not row.problems]
        customers = self._customers_of(good)
        partners = self.env["res.partner"].union(*customers.values())
        accounts = self.env["med.credit.account"]._account_for(partners, self.company_id)
        known = self._known_papers(accounts.values())
        vals_list = []
        for row in good:
            customer = customers.get(row.number)
            vals = customer and self._paper_vals(accounts[customer], row.values)
            if vals and (vals["account_id"], vals["kind"], vals["date"]) not in known:
                vals_list.append(vals)
        papers = self._make_papers(vals_list)
        return {
            "rows": len(entries),
            "new": len(papers),
            "gone": 0,
            "hits": 0,
            "papers": papers.ids,
            "refused": [row.number for row in entries if row.problems],
            "unknown": [row.number for row in good if row.number not in customers],
        }

    def _customers_of(self, rows):
        """{row number: customer} by credit code, else by the exact name, where only one fits."""
        codes = [row.values["uscc"] for row in rows if row.values.get("uscc")]
        names = [row.values["name"] for row in rows if row.values.get("name")]
        # sudo: who reads a file in need not read all parties
        partners = self.env["res.partner"].sudo()
        domain = [("parent_id", "=", False), ("company_id", "in", [False, self.company_id.id])]
        domain += ["|", ("med_uscc", "in", codes), ("name", "in", names)]
        found = partners.search(domain)
        by_code = found.filtered("med_uscc").grouped("med_uscc")
        by_name = found.grouped("name")
        customers = {}
        for row in rows:
            fits = by_code.get(row.values.get("uscc")) or by_name.get(row.values.get("name"), partners)
            if len(fits) == 1:
                customers[row.number] = fits
        return customers

    def _known_papers(self, accounts):
        """(account, kind, day) of what an earlier file told already."""
        ids = [account.id for account in accounts]
        papers = self.env["med.credit.financial"].sudo()  # sudo: as above
        found = papers.search([("account_id", "in", ids), ("source", "=", "imported")])
        return {(paper.account_id.id, paper.kind, str(paper.date)) for paper in found}

    def _paper_vals(self, account, values):
        plain = {name: value for name, value in values.items() if name not in ("name", "uscc")}
        kind = plain.pop("kind", "rating" if self.subject == "rating" else "statement")
        origin = {"currency_id": self.company_id.currency_id.id, "source": "imported"}
        return {**plain, "kind": kind, "account_id": account.id, **origin}

    def _make_papers(self, vals_list):
        # sudo: as above
        papers = self.env["med.credit.financial"].sudo()
        return papers._with_ticket("create", ("source",)).create(vals_list)._without_ticket()

    def _fetch(self, operation):
        # EXTENDS med_base: each paper names the reading it comes from, with its file
        call = super()._fetch(operation)
        ids = (call.answer or {}).get("papers")
        if ids:
            self.env["med.credit.financial"].sudo().browse(ids)._name_evidence(call)  # sudo: as above
        return call
