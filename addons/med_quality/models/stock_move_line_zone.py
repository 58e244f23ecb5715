from odoo import api, models
from odoo.fields import Domain

WATCHED = {"lot_id", "location_id", "location_dest_id", "quantity", "quant_id", "package_id", "move_id"}
CODES = {"unreleased": "lot_not_released", "hold": "lot_on_hold", "recall": "lot_recalled"}


class StockMoveLine(models.Model):
    """No line takes goods where the matrix does not let them go, whoever writes it."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med_base
        lines = super().create(vals_list)
        lines._med_check_zone()
        return lines

    def write(self, vals):
        # EXTENDS med_base
        result = super().write(vals)
        if WATCHED & set(vals):
            self._med_check_zone()
        return result

    def _action_done(self):
        # EXTENDS med_base: blocks placed since the reservation count; shipments are judged with the rest
        self.filtered(lambda line: not line.move_id._gate_is_shipment())._med_check_zone()
        places, lots = self.location_id, self.lot_id
        devices = self.product_id.filtered("is_medical_device")
        result = super()._action_done()
        self._med_check_not_negative(devices, places, lots)
        received = self.exists().filtered(
            lambda line: line.product_id in devices and line.location_id.usage in ("supplier", "customer")
        )
        for picking, lines in received.grouped("picking_id").items():
            if picking and picking.company_id._med_quality_is_on():
                picking._med_received(lines)
        return result

    def _med_check_zone(self):
        """Refuse lines whose goods may not go there, with every reason."""
        lines = self.filtered(
            lambda line: line.product_id.is_medical_device
            and line.move_id
            and line.state not in ("done", "cancel")
            and line.quantity
        )
        # sudo: whoever reserves need not read lots
        if not lines or not lines.sudo()._med_problems():
            return
        for group in lines.move_id._gate_documents():
            group._gate_judge("reserve")

    def _med_leaves_sale(self):
        """Whether the goods go where blocked goods may go."""
        self.ensure_one()
        return self.move_id._med_takes_blocked()

    # the matrix ------------------------------------------------------------

    def _med_problems(self):
        """{line: (check code, message, facts)} of the lines that the matrix refuses.

        Constant number of queries.
        """
        problems = {}
        mine = self.filtered(lambda line: line.move_id._med_source(line.location_id))
        for company, lines in mine.grouped("company_id").items():
            reasons = lines._med_block_reasons(company)
            for line in lines:
                if problem := line._med_problem(reasons.get(line)):
                    problems[line] = problem
        return problems

    def _med_problem(self, reason):
        """Why this line is refused, or None. ``reason``: what blocks its goods."""
        move = self.move_id
        source = move._med_source(self.location_id)
        destination = move._med_destination(self.location_dest_id)
        purpose = move._med_purpose()
        rules = self.env["med.zone.rule"]
        if destination == "supplier" and not move._med_takes_blocked():
            destination = "customer"
        if rules._is_allowed(source, destination, bool(reason), purpose):
            return None
        if reason:
            return reason
        return (
            "lot_in_zone",
            self.env._(
                "%(product)s %(lot)s lies in %(place)s and is not released: it cannot go to %(target)s.",
                product=self.product_id.display_name,
                lot=self.lot_id.name or "",
                place=self.location_id.display_name,
                target=self.location_dest_id.display_name,
            ),
            {"zone": source, "lot": self.lot_id.id},
        )

    def _med_block_reasons(self, company):
        """{line: (check code, message, facts)} of blocks and expiry of what the lines hold."""
        # sudo: whoever moves goods need not read quality's records to be stopped by them
        blocks = self.env["med.lot.block"].sudo()._open_for(company, self)
        reasons = {}
        for line in self:
            if mine := blocks.get(line):
                reasons[line] = line._med_block_reason(mine)
            elif line.lot_id and line.lot_id._med_is_expired():
                reasons[line] = line._med_expired_reason()
        return reasons

    def _med_block_reason(self, blocks):
        block = blocks.sorted(lambda b: ("recall", "hold", "unreleased").index(b.kind))[0]
        texts = {
            "recall": self.env._("%(product)s %(lot)s is under recall: %(reason)s", **self._med_words(block)),
            "hold": self.env._("%(product)s %(lot)s is on hold: %(reason)s", **self._med_words(block)),
            "unreleased": self.env._(
                "%(product)s %(lot)s is not released: %(reason)s", **self._med_words(block)
            ),
        }
        return CODES[block.kind], texts[block.kind], {"blocks": blocks.ids}

    def _med_words(self, block):
        return {
            "product": self.product_id.display_name,
            "lot": self.lot_id.name or "",
            "reason": block.reason or "",
        }

    def _med_expired_reason(self):
        text = self.env._(
            "%(product)s %(lot)s expired on %(day)s.",
            product=self.product_id.display_name,
            lot=self.lot_id.name,
            day=self.lot_id.expiration_date.date(),
        )
        return "lot_expired", text, {"lot": self.lot_id.id}

    # never more than there is ------------------------------------------------

    @api.model
    def _med_check_not_negative(self, devices, places, lots):
        """Shipping more than lies there would make stock of nothing (attack K16)."""
        ours = places.filtered(lambda place: place.usage in ("internal", "transit"))
        if not devices or not ours:
            return
        domain = Domain("product_id", "in", devices.ids) & Domain("location_id", "in", ours.ids)
        domain &= Domain("lot_id", "in", [*lots.ids, False]) & Domain("quantity", "<", 0)
        # sudo: figures of the stock, whoever may read them
        short = self.env["stock.quant"].sudo().search(domain)
        if short:
            short._med_refuse_negative()
