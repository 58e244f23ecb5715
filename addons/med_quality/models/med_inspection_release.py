from odoo import fields, models
from odoo.exceptions import UserError


class MedInspectionLine(models.Model):
    """What a signed result does: dates on the lot, accepted goods released, rejected ones put aside."""

    _inherit = "med.inspection.line"

    def _facts(self):
        """This result for the ledger."""
        return {
            "product": self.product_id.id,
            "lot": self.lot_id.name or "",
            "accepted": self.accepted_quantity,
            "rejected": self.rejected_quantity,
            "result": self.result,
            "reason": self.reason_id.code or "",
        }

    def _sign_problems(self):
        """Texts of what keeps this line from being signed."""
        self.ensure_one()
        if not self.result:
            text = self.env._("no result yet. %(warning)s", warning=self.warning or "")
            return [text.strip(), *filter(None, (check._problem() for check in self.check_ids))]
        found = list(filter(None, (check._problem() for check in self.check_ids)))
        bad = self.check_ids.filtered(lambda check: check.result == "fail")
        if bad and self.result == "pass":
            found.append(
                self.env._(
                    "%(checks)s not good, so it cannot be accepted whole",
                    checks=", ".join(bad.mapped("name")),
                )
            )
        if self.result == "pass":
            return found + self._acceptance_problems()
        if not self.reason_id:
            found.append(self.env._("choose the reason of the rejection"))
        elif self.reason_id.needs_photo and not self.photo_ids:
            found.append(self.env._("“%(reason)s” needs a photo", reason=self.reason_id.name))
        return found + (self._acceptance_problems() if self.result == "part" else [])

    def _acceptance_problems(self):
        """Texts of what forbids to accept any piece of these goods."""
        found = []
        dated = self.expiry_date or self.has_no_expiry
        if self.product_id.use_expiration_date and self.lot_id and not dated:
            found.append(self.env._("enter the expiry date from the label, or say that it bears none"))
        if self.expiry_date and self.expiry_date < self.company_id._med_today():
            found.append(
                self.env._(
                    "expired on %(day)s: it can only be rejected", day=fields.Date.to_string(self.expiry_date)
                )
            )
        return found + self._date_conflicts()

    def _date_conflicts(self):
        """What the label says against what the lot says already."""
        lot, found = self.lot_id, []
        known = lot._med_expiry_day(self.company_id) if lot else False
        pairs = [
            ("expiry_date", known, self.expiry_date),
            ("production_date", lot.med_production_date, self.production_date),
            ("sterilisation_lot", lot.med_sterilisation_lot, self.sterilisation_lot),
        ]
        for name, old, new in pairs:
            if old and new and old != new:
                found.append(
                    self.env._(
                        "%(field)s is %(new)s here and %(old)s on the lot: ask a quality officer to correct "
                        "the lot, or reject",
                        field=self._labels_of([name]),
                        new=str(new),
                        old=str(old),
                    )
                )
        return found

    # lots ----------------------------------------------------------------------

    def _read_lots(self):
        """Dates that somebody entered on the lot after it was received."""
        for line in self.filtered(lambda li: li.lot_id and not (li.expiry_date and li.production_date)):
            lot, vals = line.lot_id, {}
            if not line.expiry_date and lot.expiration_date:
                vals["expiry_date"] = lot._med_expiry_day(line.company_id)
            if not line.production_date and lot.med_production_date:
                vals["production_date"] = lot.med_production_date
            if vals:
                line._with_ticket("state").write(vals)

    def _write_lots(self):
        """Dates that the label told and the lot did not have yet."""
        for line in self.filtered("lot_id"):
            # sudo: what was inspected is written on the lot, whoever may edit lots
            lot = line.lot_id.sudo()
            vals = {}
            if line.production_date and not lot.med_production_date:
                vals["med_production_date"] = line.production_date
            if line.expiry_date and not lot.expiration_date:
                vals["expiration_date"] = lot._med_end_of_day(line.expiry_date, line.company_id)
            if line.sterilisation_lot and not lot.med_sterilisation_lot:
                vals["med_sterilisation_lot"] = line.sterilisation_lot
            if vals:
                lot.write(vals)
        for company, lines in self.grouped("company_id").items():
            lines.lot_id._med_note_certificates(company)
        for paper, lines in self.grouped(lambda line: line.lot_id.med_certificate_id).items():
            if paper:
                lines.filtered(lambda li, p=paper: li.certificate_id != p)._with_ticket("state").write(
                    {"certificate_id": paper.id}
                )

    # goods ---------------------------------------------------------------------

    def _release(self):
        """Release accepted goods that nothing else stops; the others say what they wait for."""
        nothing = self.filtered(lambda line: line.product_uom_id.is_zero(line.accepted_quantity))
        nothing._with_ticket("state").write({"release_state": "none"})
        for inspection, lines in (self - nothing).grouped("inspection_id").items():
            stops = lines._stops(inspection)
            for line, text in stops.items():
                line._with_ticket("state").write({"release_state": "waiting", "stop_reason": text})
            free = lines.filtered(lambda line, stops=stops: line not in stops)
            if free:
                free._release_goods(inspection)

    def _release_goods(self, inspection):
        inspection._lift_unreleased(self)
        rows = [line._prepare_release() for line in self if line._needs_move()]
        self._check_lies_there(rows)
        if rows:
            self.env["med.zone.transfer"]._move(inspection.company_id, rows, "release", inspection)
        self._with_ticket("state").write(
            {"release_state": "released", "stop_reason": False, "released_at": fields.Datetime.now()}
        )

    def _needs_move(self):
        """Whether accepted goods still have to go to the green zone."""
        self.ensure_one()
        # sudo: zones of places count for everybody
        place = self.location_id.sudo()
        return bool(place) and place.usage in ("internal", "transit") and not place._med_is_saleable()

    def _reject(self):
        """Put rejected goods into the red zone, each with its nonconformity."""
        rejected = self.filtered(lambda line: not line.product_uom_id.is_zero(line.rejected_quantity))
        for inspection, lines in rejected.grouped("inspection_id").items():
            rows = [line._prepare_reject() for line in lines if line._lies_here()]
            self._check_lies_there(rows)
            if rows:
                self.env["med.zone.transfer"]._move(inspection.company_id, rows, "reject", inspection)
            lines._rejected()

    def _rejected(self):
        """Hook: these goods were rejected and lie in the red zone."""

    def _lies_here(self):
        self.ensure_one()
        # sudo: zones of places count for everybody
        place = self.location_id.sudo()
        return (
            bool(place) and place.usage in ("internal", "transit") and place.med_zone_effective != "rejected"
        )

    def _prepare_row(self, quantity, target):
        return {
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "quantity": quantity,
            "location_id": self.location_id.id,
            "location_dest_id": target.id,
            "package_id": self.package_id.id,
            "owner_id": self.owner_id.id,
        }

    def _prepare_release(self):
        # sudo: the inspector need not read settings of the warehouse
        stock = self.location_id.sudo().warehouse_id.lot_stock_id
        if stock.putaway_rule_ids:
            stock = stock._get_putaway_strategy(self.product_id, quantity=self.accepted_quantity)
        return self._prepare_row(self.accepted_quantity, stock)

    def _prepare_reject(self):
        # sudo: the inspector need not read settings of the warehouse
        return self._prepare_row(self.rejected_quantity, self.location_id.sudo().warehouse_id.med_rejected_id)

    def _check_lies_there(self, rows):
        """What was inspected must still lie where it was seen."""
        if not rows:
            return
        domain = [
            ("product_id", "in", [row["product_id"] for row in rows]),
            ("location_id", "in", [row["location_id"] for row in rows]),
        ]
        keys = ("product_id", "lot_id", "location_id", "package_id", "owner_id")
        # sudo: figures of the stock, whoever may read them
        groups = self.env["stock.quant"].sudo()._read_group(domain, keys, ["quantity:sum"])
        there = {tuple(record.id for record in key): quantity for *key, quantity in groups}
        for row in rows:
            key = tuple(row[name] or False for name in keys)
            product = self.env["product.product"].browse(row["product_id"])
            there[key] = there.get(key, 0.0) - row["quantity"]
            if product.uom_id.compare(there[key], 0.0) < 0:
                lot = self.env["stock.lot"].browse(row["lot_id"])
                raise UserError(
                    self.env._(
                        "%(product)s %(lot)s: less lies in %(place)s than was inspected. Somebody moved it; "
                        "find the goods, then sign again.",
                        product=product.display_name,
                        lot=lot.name or "",
                        place=self.env["stock.location"].browse(row["location_id"]).display_name,
                    )
                )

    # what else stops -------------------------------------------------------------

    def _stops(self, inspection):
        """{line: text} of what keeps accepted goods from being released, constant queries."""
        stops = {}
        findings = inspection._receipt_stops()
        held = inspection._held_lots(self.lot_id)
        for line in self:
            texts = [
                *findings.get(False, []),
                *findings.get(line.product_id.id, []),
                *held.get(line.lot_id, []),
            ]
            if texts:
                stops[line] = "\n".join(dict.fromkeys(texts))
        return stops
