from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class MedDeliveryPlace(models.Model):
    """Where a party takes goods besides its licensed site: a note with one paper."""

    _name = "med.delivery.place"
    _description = "Delivery Place"
    _inherit = ["med.guarded.mixin", "med.qualification.record.mixin", "mail.thread"]
    _order = "partner_id, id"
    _check_company_auto = True

    name = fields.Char(required=True, help="As people call it, e.g. SPD store, east campus.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner", string="Party", required=True, index=True, ondelete="restrict"
    )
    address_id = fields.Many2one(
        "res.partner",
        string="Delivery Address",
        required=True,
        index=True,
        ondelete="restrict",
        help="The address chosen on orders: of the party, or of the company that stores "
        "for it.",
    )
    kind = fields.Selection(
        [
            ("spd", "SPD store in a hospital"),
            ("campus", "Campus or branch"),
            ("third_party", "Third-party storage"),
            ("site", "Other site of the party"),
        ],
        required=True,
        default="campus",
        tracking=True,
    )
    credential_id = fields.Many2one(
        "med.credential",
        string="Paper",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        help="The one paper that shows that the party takes goods there.",
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until")
    note = fields.Text()
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("closed", "Closed")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    close_reason = fields.Char(readonly=True, copy=False)

    _open_uniq = models.UniqueIndex(
        "(company_id, partner_id, address_id) WHERE state != 'closed'",
        "This delivery place is entered for the party already.",
    )

    @api.depends("name", "partner_id.name")
    def _compute_display_name(self):
        # EXTENDS base
        for place in self:
            place.display_name = f"{place.partner_id.name or ''}: {place.name or ''}"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: a place belongs to the company of a contact
        partners = self.env["res.partner"]
        for vals in vals_list:
            party = partners.browse(vals.get("partner_id") or vals.get("address_id"))
            vals["partner_id"] = party.commercial_partner_id.id
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS base: what was confirmed stays as it was
        names = {"partner_id", "address_id", "credential_id", "company_id", "kind"}
        frozen = {*names, "date_from", "date_to"} & set(vals)
        closed = self.filtered(lambda place: place.state != "draft")
        if frozen and closed:
            raise UserError(
                self.env._(
                    "%(place)s was confirmed by quality and stays as it is. Close it and "
                    "enter the new one.",
                    place=closed[0].display_name,
                )
            )
        return super().write(vals)

    def unlink(self):
        # EXTENDS base
        self._check_unlink_except_confirmed()
        return super().unlink()

    def _check_unlink_except_confirmed(self):
        for place in self.filtered(lambda place: place.state != "draft"):
            raise UserError(
                self.env._(
                    "%(place)s was used for deliveries: close it instead.",
                    place=place.display_name,
                )
            )

    def _check_quality(self):
        self.check_access("write")
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(
                self.env._("Delivery places are confirmed by quality. Ask a quality officer.")
            )

    def action_confirm(self):
        """Quality takes this place as one where the party may be supplied.

        :raise UserError: no paper in force shows it
        """
        self._check_quality()
        today = self.env.company._med_today()
        for place in self:
            if place.state != "draft" or not place._is_proven_on(today):
                raise UserError(
                    self.env._(
                        "%(place)s needs one approved paper of %(party)s that is in force "
                        "(type Proof of Delivery Place). Add it, then confirm.",
                        place=place.name,
                        party=place.partner_id.name,
                    )
                )
        self._guarded_write({"state": "confirmed"})
        self._log("delivery_place.confirmed")
        self.env["med.qualification"]._recheck(self.partner_id, self.env["product.product"])
        return True

    def action_close(self, reason=None):
        """End deliveries to this place; it stays on record."""
        self._check_quality()
        for place in self.filtered(lambda place: place.state != "closed"):
            place._guarded_write({"state": "closed", "close_reason": reason or ""})
            place._log("delivery_place.closed")
        return True

    def _is_proven_on(self, day):
        """Whether the place's paper is one of its party and holds on a day."""
        self.ensure_one()
        # sudo: what the paper says counts, whoever ships
        paper = self.sudo().credential_id
        return paper.commercial_partner_id == self.partner_id and paper._is_valid_on(day)

    def _is_known_on(self, day):
        """Whether deliveries to it are known on a day: confirmed, in its time, proven."""
        self.ensure_one()
        return (
            self.state == "confirmed"
            and (not self.date_from or self.date_from <= day)
            and (not self.date_to or day <= self.date_to)
            and self._is_proven_on(day)
        )

    @api.model
    def _of_parties(self, partners, company):
        """Confirmed places of parties in a company, one query."""
        # sudo: whether a place is known counts, whoever ships
        return self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", partners.ids),
                ("state", "=", "confirmed"),
            ]
        )

    def _log(self, event):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": place,
                    "company": place.company_id,
                    "facts": {
                        "partner": place.partner_id.id,
                        "address": place.address_id.id,
                        "kind": place.kind,
                        "paper": place.credential_id.id or False,
                    },
                }
                for place in self
            ]
        )
