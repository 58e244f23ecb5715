from odoo import fields, models


class MedRegisterEntry(models.Model):
    """One row of an external list as it was read."""

    _name = "med.register.entry"
    _description = "Entry of an External Register"
    _order = "date desc, id desc"

    source_id = fields.Many2one("med.register.source", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="source_id.company_id", store=True, index=True)
    key = fields.Char(required=True)
    code = fields.Char(string="Credit Code", index=True)
    name = fields.Char(string="Party", index=True)
    number = fields.Char()
    plain_number = fields.Char(index=True)
    kind = fields.Char(string="Matter")
    date = fields.Date()
    reason = fields.Char()
    is_gone = fields.Boolean(string="No Longer Listed")
    hit_ids = fields.One2many("med.register.hit", "entry_id", string="Hits")

    _key_uniq = models.UniqueIndex("(source_id, key)")

    def _as_dict(self):
        """This entry as JSON can hold it."""
        self.ensure_one()
        return {
            "code": self.code or "",
            "name": self.name or "",
            "number": self.number or "",
            "kind": self.kind or "",
            "date": fields.Date.to_string(self.date) if self.date else "",
            "reason": self.reason or "",
        }

    def _open_hits(self):
        """Make a hit for each record of ours that these entries name and had none."""
        # sudo: entries and hits are written by the register alone
        hits = self.env["med.register.hit"].sudo()
        known = {
            (hit.entry_id.id, hit.res_model, hit.res_id)
            for hit in hits.search([("entry_id", "in", self.ids)])
        }
        wanted = {}
        for entry, record, how in self._match():
            key = (entry.id, record._name, record.id)
            if key not in known:
                wanted.setdefault(key, {"entry_id": entry.id, "matched_by": how, "record": record})
        made = hits._with_ticket("create").create(
            [
                {
                    "entry_id": vals["entry_id"],
                    "matched_by": vals["matched_by"],
                    "res_model": vals["record"]._name,
                    "res_id": vals["record"].id,
                    "res_name": vals["record"].display_name,
                    "partner_id": vals["record"]._med_register_partner().id,
                }
                for vals in wanted.values()
            ]
        )
        for hit in made:
            hit._open_review()
        return made

    def _match(self):
        """Hook: our records that these entries name, as (entry, record, matched by).

        By credit code, else by the exact name of a company without another code.
        """
        codes = {entry.code for entry in self if entry.code}
        names = {entry.name for entry in self if entry.name}
        # sudo: a party named by a regulator is found, whoever may read it
        partners = (
            self.env["res.partner"]
            .sudo()
            .search(
                [("parent_id", "=", False), "|", ("med_uscc", "in", list(codes)), ("name", "in", list(names))]
            )
        )
        by_code = partners.filtered("med_uscc").grouped("med_uscc")
        by_name = partners.grouped("name")
        found = []
        for entry in self:
            if entry.code:
                found += [(entry, partner, "code") for partner in by_code.get(entry.code, ())]
            for partner in by_name.get(entry.name, ()) if entry.name else ():
                if not entry.code or not partner.med_uscc:
                    found.append((entry, partner, "name"))
        return found
