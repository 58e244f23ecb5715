from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import consteq
from odoo.tools.misc import hmac

PATH = "/slip"
SCOPE = "med_qualification.slip"
SIGN_LENGTH = 32  # hexadecimal digits: 128 bits


class MedSlipLink(models.Model):
    """State of the QR code of one delivery: opened how often, open until, withdrawn.

    The code itself is signed and stands nowhere, so that a slip printed again carries
    the same code. A row exists once a code was opened, prolonged or withdrawn.
    """

    _name = "med.slip.link"
    _description = "QR Code of a Delivery"
    _inherit = ["med.guarded.mixin"]
    _order = "id desc"
    _guarded_fields = ("state", "picking_id", "revision", "open_count", "last_opened_at", "expires_on")

    picking_id = fields.Many2one(
        "stock.picking", string="Delivery", required=True, ondelete="cascade", readonly=True
    )
    partner_id = fields.Many2one(related="picking_id.partner_id")
    company_id = fields.Many2one(related="picking_id.company_id", store=True, index=True)
    revision = fields.Integer(readonly=True, help="A new code is made by a new number.")
    state = fields.Selection(
        [("active", "Active"), ("revoked", "Revoked")], default="active", required=True,
        readonly=True,
    )
    expires_on = fields.Date(string="Open Until", readonly=True)
    open_count = fields.Integer(string="Opened", readonly=True)
    last_opened_at = fields.Datetime(string="Last Opened", readonly=True)

    _picking_uniq = models.UniqueIndex("(picking_id)", "This delivery has a code already.")

    @api.depends("picking_id")
    def _compute_display_name(self):
        # EXTENDS base
        for link in self:
            link.display_name = link.picking_id.display_name

    @api.model
    def _sign(self, picking, revision):
        # sudo: the server's secret signs; it is not shown
        text = f"{picking.id}-{revision}"
        return hmac(self.env(su=True), SCOPE, text)[:SIGN_LENGTH]

    @api.model
    def _token(self, picking):
        """Token of the code of a delivery now."""
        revision = self._of(picking).revision
        return f"{picking.id}-{revision}-{self._sign(picking, revision)}"

    @api.model
    def _of(self, picking):
        # sudo: the warehouse prints codes; it need not read who opened them
        return self.sudo().search([("picking_id", "=", picking.id)], limit=1)

    @api.model
    def _picking_of(self, token):
        """The delivery a token opens, as the superuser; none if it does not."""
        pickings = self.env["stock.picking"].sudo()  # sudo: the token is the right
        parts = (token or "").split("-")
        if len(parts) != 3 or not (parts[0].isdecimal() and parts[1].isdecimal()):
            return pickings
        if len(parts[0]) > 9 or len(parts[1]) > 6:
            return pickings
        picking = pickings.browse(int(parts[0])).exists()
        if not picking or not consteq(self._sign(picking, int(parts[1])), parts[2]):
            return pickings
        return picking if self._is_open(picking, int(parts[1])) else pickings

    @api.model
    def _is_open(self, picking, revision):
        """Whether a code of a delivery still opens its papers today."""
        link = self._of(picking)
        if link.revision != revision or link.state == "revoked":
            return False
        if picking.picking_type_code != "outgoing" or picking.state in ("draft", "cancel"):
            return False
        return picking.company_id._med_today() <= self._open_until(picking)

    @api.model
    def _open_until(self, picking):
        """Last day on which a delivery's code opens its papers."""
        moment = picking.date_done or picking.scheduled_date
        days = picking.company_id.med_slip_days
        return self._of(picking).expires_on or fields.Date.add(moment.date(), days=days)

    @api.model
    def _ensure(self, picking):
        """The row of a delivery, made where there is none; as the superuser."""
        link = self._of(picking)
        if not link:
            vals = {"picking_id": picking.id}
            # sudo: visitors and warehouse have no right to the table
            maker = self.sudo()._with_ticket("create", list(vals))
            link = self.sudo().browse(maker.create(vals).id)  # sudo: as above
        return link

    @api.model
    def _count_opening(self, picking):
        link = self._ensure(picking)
        link._guarded_write(
            {"open_count": link.open_count + 1, "last_opened_at": fields.Datetime.now()}
        )

    def _check_may_close(self):
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(
                self.env._("The code of a delivery is withdrawn by quality staff: ask them.")
            )

    @api.model
    def _revoke(self, picking):
        """Close the code of a delivery; a slip printed later carries a new one.

        :raise AccessError: for people outside quality
        """
        self._check_may_close()
        link = self._ensure(picking)
        link._guarded_write({"revision": link.revision + 1})
        self.env["med.ledger.entry"]._append(
            "slip.code_revoked", picking, {"revision": link.revision}, picking.company_id
        )

    @api.model
    def _set_expiry(self, picking, day):
        """Keep the code of a delivery open until another day.

        :raise AccessError: for people outside quality
        """
        self._check_may_close()
        link = self._ensure(picking)
        link._guarded_write({"expires_on": day})
        self.env["med.ledger.entry"]._append(
            "slip.code_expiry", picking, {"until": fields.Date.to_string(day)}, picking.company_id
        )
