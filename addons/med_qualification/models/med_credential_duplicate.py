from odoo import models
from odoo.fields import Domain


class MedCredential(models.Model):
    """The same file, or the same number of the same office, entered twice."""

    _inherit = "med.credential"

    def _adopt_files(self):
        # EXTENDS: what is in the files is known from now on
        result = super()._adopt_files()
        self.env["med.credential.file"]._index(self)
        return result

    def _precheck_duplicates(self):
        # EXTENDS
        yield from super()._precheck_duplicates()
        saved = self._origin
        if not saved:
            return
        by_file, by_number = self._duplicates_by_file(), self._duplicates_by_number()
        # what the reader may open is named, anything else is only hinted at
        visible = self.search([("id", "in", (by_file | by_number).ids)])
        for other in by_number:
            yield self._duplicate_check("duplicate_number", other, visible)
        for other in by_file - by_number:
            yield self._duplicate_check("duplicate_file", other, visible)

    def _others(self):
        """Domain of the papers of this company that are not versions of this one."""
        own = self._origin
        return Domain("company_id", "=", self.company_id.id) & Domain(
            "id", "not in", (own | own._versions()).ids
        )

    def _versions(self):
        """All versions before this one and after it."""
        self.ensure_one()
        papers = self.sudo()  # sudo: the chain of versions counts, whoever reads
        found, front = papers, papers
        while front:
            front = (front.supersedes_id | front.superseded_by_ids) - found
            found |= front
        return (found - papers).sudo(False)

    def _duplicates_by_file(self):
        """Other papers that hold a file with the same bytes."""
        # sudo: a duplicate counts also where the reader may not open it
        hashes = [h for h in self._origin.sudo().file_ids.mapped("sha256") if h]
        if not hashes:
            return self.browse()
        files = self.env["med.credential.file"].sudo()  # sudo: as above
        rows = files.search([("sha256", "in", hashes)], limit=200)
        # one print may be licence and filing at once: the same party files it twice
        return self._other_papers(
            Domain("id", "in", rows.credential_id.ids)
            & ~(Domain("type_id", "!=", self.type_id.id) & self._same_subject())
        )

    def _duplicates_by_number(self):
        """Other papers of the type with this number, by the same or an unnamed office."""
        if not self.number or not self.type_id:
            return self.browse()
        domain = Domain("type_id", "=", self.type_id.id) & Domain("number", "=", self.number)
        if self.issuer:
            domain &= Domain("issuer", "in", [self.issuer, False])
        renewed = self._same_subject() & Domain("date_valid_to", "!=", self.date_valid_to)
        return self._other_papers(domain & ~renewed)

    def _other_papers(self, domain):
        # sudo: a duplicate counts also where the reader may not open it
        return self.sudo().search(domain & self._others(), limit=5).sudo(False)

    def _same_subject(self):
        if self.product_id:
            return Domain("product_id", "=", self.product_id.id)
        return Domain("commercial_partner_id", "=", self.commercial_partner_id.id)

    def _duplicate_check(self, code, other, visible):
        """One precheck that names the other paper as far as the reader may know it."""
        # sudo: only the subject and the state decide how grave it is
        theirs = other.sudo()
        mine = theirs.commercial_partner_id == self.commercial_partner_id
        is_foreign = not mine if self.partner_id else theirs.product_id != self.product_id
        if is_foreign and self.partner_id:
            code, severity = f"{code}_other", "error"
        else:
            severity = "warning"
        if other not in visible:
            text = self.env._(
                "The same paper is kept already where you have no access. Ask a quality officer."
            )
        elif code.startswith("duplicate_file"):
            text = self.env._("The same file is kept already: %(other)s.", other=self._called(theirs))
        else:
            text = self.env._(
                "This number of this office is kept already: %(other)s.", other=self._called(theirs)
            )
        return self._precheck(code, severity, text)

    def _called(self, other):
        """"Operating Licence X of Y (valid)"."""
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(paper)s of %(subject)s (%(state)s)",
            paper=other.display_name,
            subject=(other.commercial_partner_id or other.product_id).display_name,
            state=states[other.state],
        )
