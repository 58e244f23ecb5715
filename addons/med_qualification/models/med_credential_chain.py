from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..medpapers.chain import Letter, beyond

LONGEST = 12
ENDED = ("expired", "superseded", "revoked")


class MedCredentialType(models.Model):
    _inherit = "med.credential.type"

    is_authorisation = fields.Boolean(
        string="Letter of Authorisation",
        help="Given by one party to another for goods, an area and a period; rests on the "
        "letter above it.",
    )


class MedCredential(models.Model):
    """Letters of authorisation form a chain: each lies within the one above."""

    _inherit = "med.credential"

    is_authorisation = fields.Boolean(related="type_id.is_authorisation")
    grantor_id = fields.Many2one("res.partner", string="Given By", ondelete="restrict")
    grantee_id = fields.Many2one("res.partner", string="Given To", ondelete="restrict")
    area_ids = fields.Many2many(
        "res.country.state",
        "med_credential_area_rel",
        help="Provinces; empty for the whole country.",
    )
    parent_id = fields.Many2one(
        "med.credential",
        string="Rests On",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
        help="The letter above: this one must lie within its period, area and goods.",
    )
    child_ids = fields.One2many("med.credential", "parent_id", string="Letters Below")
    chain_html = fields.Html(string="Chain", compute="_compute_chain_html", sanitize=False)

    @api.constrains("parent_id")
    def _check_parent(self):
        for letter in self.filtered("parent_id"):
            if letter._has_cycle("parent_id") or not letter.parent_id.is_authorisation:
                raise ValidationError(
                    self.env._(
                        "%(letter)s cannot rest on %(above)s: choose the letter of authorisation "
                        "that it was made from.",
                        letter=letter.display_name,
                        above=letter.parent_id.display_name,
                    )
                )

    @api.onchange("type_id", "partner_id")
    def _onchange_parties_of_letter(self):
        """A supplier authorises us, we authorise a customer: a proposal."""
        own = self.company_id.partner_id
        if not self.is_authorisation or not self.partner_id or self.grantor_id or self.grantee_id:
            return
        is_ours = self.partner_id.med_party_type_id.is_customer and not (
            self.partner_id.med_party_type_id.is_supplier
        )
        pair = (own, self.partner_id) if is_ours else (self.partner_id, own)
        self.grantor_id, self.grantee_id = pair

    # the check ------------------------------------------------------------

    def _as_letter(self):
        """This letter as plain ``medpapers`` Letter."""
        self.ensure_one()
        goods = self.env["med.qualification"]
        return Letter(
            valid_from=self.date_valid_from or None,
            valid_to=self.date_valid_to or None,
            areas=frozenset(self.area_ids._origin.ids),
            products=tuple((p.id, goods._as_goods(p)) for p in self.product_ids._origin),
            lines=tuple(line._as_scope_line() for line in self.scope_ids),
            grantor=self.grantor_id.commercial_partner_id._origin.id or 0,
            grantee=self.grantee_id.commercial_partner_id._origin.id or 0,
        )

    def _chain_problems(self):
        """Why this letter does not lie within the one above, in plain words."""
        self.ensure_one()
        above = self.sudo().parent_id  # sudo: the letter above binds, whoever may read it
        if not self.is_authorisation or not above:
            return []
        found = beyond(self._as_letter(), above._as_letter())
        texts = [text for code, text in self._chain_texts(above, found).items() if code in found]
        if above.state in ENDED:
            texts.append(
                self.env._("The letter above, %(above)s, has ended.", above=above.display_name)
            )
        return texts

    def _chain_texts(self, above, found):
        """{code: sentence} of what may reach beyond the letter above."""
        name = above.display_name
        areas = self.env["res.country.state"].browse(sorted(found.get("area", frozenset()) - {0}))
        products = self.env["product.product"].browse(sorted(found.get("product", ())))
        return {
            "start": self.env._(
                "It begins before the letter above, %(above)s (%(date)s).",
                above=name,
                date=fields.Date.to_string(above.date_valid_from),
            ),
            "end": self.env._(
                "It ends after the letter above, %(above)s (%(date)s).",
                above=name,
                date=fields.Date.to_string(above.date_valid_to),
            ),
            "area": self.env._(
                "Its area reaches beyond the letter above, %(above)s: %(areas)s.",
                above=name,
                areas=", ".join(areas.mapped("name")) or self.env._("the whole country"),
            ),
            "product": self.env._(
                "The letter above, %(above)s, does not cover: %(products)s.",
                above=name,
                products=", ".join(products.mapped("display_name")),
            ),
            "scope": self.env._(
                "Its goods reach beyond the categories or products of the letter above, %(above)s.",
                above=name,
            ),
            "grantor": self.env._(
                "It is given by %(grantor)s, the letter above by which that party may do so "
                "was given to %(grantee)s.",
                grantor=self.grantor_id.display_name,
                grantee=above.grantee_id.display_name,
            ),
        }

    def _precheck_scope(self):
        # EXTENDS
        yield from super()._precheck_scope()
        for text in self._chain_problems():
            yield self._precheck("chain", "error", text)
        above = self.sudo().parent_id  # sudo: its state only
        if above.state in ("draft", "review"):
            yield self._precheck(
                "chain_open", "warning", self.env._("The letter above is not approved yet.")
            )

    def _approval_check_submit(self):
        # EXTENDS: what reaches beyond the letter above is no authorisation
        result = super()._approval_check_submit()
        for letter in self:
            problems = letter._chain_problems()
            if problems:
                raise UserError(
                    self.env._(
                        "%(letter)s reaches beyond the letter it rests on. Narrow it, or choose "
                        "the right letter above:\n%(problems)s",
                        letter=letter.display_name,
                        problems="\n".join(problems),
                    )
                )
        return result

    # the picture ----------------------------------------------------------

    @api.depends("parent_id", "child_ids", "grantor_id", "grantee_id", "area_ids", "date_valid_to")
    @api.depends_context("lang", "uid")
    def _compute_chain_html(self):
        for letter in self:
            letter.chain_html = letter.is_authorisation and letter._draw_chain()

    def _draw_chain(self):
        chain, above = [self], self.parent_id
        while above and len(chain) < LONGEST:
            chain.insert(0, above)
            above = above.parent_id
        links = [letter._draw_letter(letter == self) for letter in chain]
        links += [letter._draw_letter(False) for letter in self.child_ids[:LONGEST]]
        arrow = Markup('<div class="text-muted ps-3">↓</div>')
        return arrow.join(links)

    def _draw_letter(self, is_this):
        """One letter as a box: who to whom, until when, where, state."""
        readable = self._origin._filtered_access("read") if self._origin else self
        if not readable:
            return Markup('<div class="border rounded px-2 py-1 text-muted">%s</div>') % self.env._(
                "A letter that you may not open"
            )
        states = dict(self._fields["state"]._description_selection(self.env))
        where = ", ".join(self.area_ids.mapped("name")) or self.env._("the whole country")
        return Markup(
            '<div class="border rounded px-2 py-1 %s"><b>%s → %s</b> '
            '<span class="text-muted">%s · %s – %s · %s</span> <span class="badge text-bg-%s">%s</span></div>'
        ) % (
            "border-primary border-2" if is_this else "",
            self.grantor_id.display_name or "?",
            self.grantee_id.display_name or "?",
            self.number or "",
            self.date_valid_from or "",
            self.date_valid_to or "",
            where,
            "danger" if self.state in ENDED else "success" if self.state == "valid" else "secondary",
            states[self.state],
        )
