from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.med_nonconformity import KINDS, SEVERITIES


class MedNcReport(models.TransientModel):
    """What anybody in the house fills in who sees that something is not as it should be."""

    _name = "med.nc.report"
    _description = "Report a Nonconformity"

    kind = fields.Selection(KINDS, required=True, default="goods")
    severity = fields.Selection(SEVERITIES, required=True, default="minor")
    reason = fields.Char("What Is Wrong", required=True)
    description = fields.Text("Details")
    product_id = fields.Many2one("product.product", domain="[('is_medical_device', '=', True)]")
    lot_id = fields.Many2one("stock.lot", domain="[('product_id', '=', product_id)]")
    quantity = fields.Float(digits="Product Unit")
    location_id = fields.Many2one("stock.location", string="Lies in", domain="[('usage', '=', 'internal')]")
    partner_id = fields.Many2one("res.partner", string="Supplier")
    cause_id = fields.Many2one("med.nc.cause", string="Cause, If Known")
    containment = fields.Text("Immediate Measure")
    user_id = fields.Many2one("res.users", string="Responsible", domain=[("share", "=", False)])
    event_at = fields.Datetime("Happened At", help="Empty: just now.")
    backdate_reason = fields.Char("Reason of the Late Entry")
    attachment_ids = fields.Many2many("ir.attachment", string="Photos")
    origin_model = fields.Char()
    origin_id = fields.Integer()
    origin_name = fields.Char("Found in", compute="_compute_origin_name")

    @api.model
    def default_get(self, fields_list):
        # EXTENDS base: what the record it is reported from already says
        values = super().default_get(fields_list)
        origin = self._origin_of(self.env.context.get("active_model"), self.env.context.get("active_id"))
        if origin:
            values.update(self._prepare_from(origin))
        return {name: value for name, value in values.items() if name in fields_list}

    @api.model
    def _origin_of(self, model, number):
        """The record something was found in, if the user may read it; else nothing."""
        known = ("stock.lot", "stock.picking", "purchase.order", "sale.order")
        if model not in known or not isinstance(number, int):
            return None
        record = self.env[model].browse(number).exists()
        return record if record and record.has_access("read") else None

    @api.model
    def _prepare_from(self, origin):
        """What the origin tells about the goods."""
        values = {"origin_model": origin._name, "origin_id": origin.id, "kind": "deviation"}
        if origin._name == "stock.lot":
            quants = origin.quant_ids.filtered(lambda quant: quant.location_id.usage == "internal")
            values.update(
                kind="goods",
                product_id=origin.product_id.id,
                lot_id=origin.id,
                location_id=quants[:1].location_id.id,
                quantity=sum(quants[:1].mapped("quantity")),
            )
        elif origin._name == "stock.picking" and origin.picking_type_code == "incoming":
            lines = origin.move_line_ids
            values.update(kind="goods", partner_id=origin.partner_id.commercial_partner_id.id)
            if len(lines) == 1:
                values.update(
                    product_id=lines.product_id.id,
                    lot_id=lines.lot_id.id,
                    location_id=lines.location_dest_id.id,
                    quantity=lines.quantity_product_uom,
                )
        elif origin._name == "purchase.order":
            values.update(partner_id=origin.partner_id.commercial_partner_id.id)
        return values

    @api.depends("origin_model", "origin_id")
    def _compute_origin_name(self):
        for report in self:
            origin = report._origin_of(report.origin_model, report.origin_id)
            report.origin_name = origin.display_name if origin else False

    @api.onchange("lot_id")
    def _onchange_lot_id(self):
        """The lot tells its product, and where it lies if that is one place."""
        if self.lot_id:
            self.product_id = self.lot_id.product_id
            quants = self.lot_id.quant_ids.filtered(lambda quant: quant.location_id.usage == "internal")
            if len(quants) == 1 and not self.location_id:
                self.location_id, self.quantity = quants.location_id, quants.quantity

    def action_report(self):
        """Open the nonconformity; the goods are contained at once.

        :return: action that opens it
        :raise UserError: goods without product or quantity
        """
        self.ensure_one()
        self.check_access("write")
        if self.kind == "goods" and (not self.product_id or self.quantity <= 0):
            raise UserError(
                self.env._(
                    "%(reason)s: say which product and how much of it is concerned.", reason=self.reason
                )
            )
        # the files must be the reporter's own
        self.attachment_ids.check_access("write")
        goods = self.kind == "goods"
        case = self.env["med.nonconformity"]._open(
            self.env.company,
            self.product_id if goods else None,
            self.lot_id if goods else None,
            self.quantity if goods else 0.0,
            self.location_id if goods else None,
            self.reason,
            self._origin_of(self.origin_model, self.origin_id),
            self.partner_id,
            **self._prepare_more(),
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.nonconformity",
            "res_id": case.id,
            "views": [(False, "form")],
        }

    def _prepare_more(self):
        """What the report adds to the facts of the goods."""
        return {
            "kind": self.kind,
            "severity": self.severity,
            "description": self.description,
            "containment": self.containment,
            "cause_id": self.cause_id.id,
            "event_at": self.event_at,
            "backdate_reason": self.backdate_reason,
            "attachment_ids": [fields.Command.set(self.attachment_ids.ids)],
            **({"user_id": self.user_id.id} if self.user_id else {}),
        }
