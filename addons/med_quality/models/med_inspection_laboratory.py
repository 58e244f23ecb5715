from odoo import models

from ..medlabs.reports import plain


class MedInspection(models.Model):
    """Accepted goods wait for the laboratory's report as they wait for a paper."""

    _inherit = "med.inspection"

    def _held_lots(self, lots):
        # EXTENDS
        held = super()._held_lots(lots)
        requests = self.env["med.lab.request"]
        for lot, request in requests._open_for_lots(lots, self.company_id).items():
            held[lot] = [*held.get(lot, []), requests._waiting_text(request)]
        return held


class MedInspectionLine(models.Model):
    """Figures of a laboratory stand in the inspection beside those of our own instruments."""

    _inherit = "med.inspection.line"

    def _take_lab_results(self, rows):
        """Write results of an accepted report into open inspections.

        :param rows: dicts name, unit, value (None where it is words), text, verdict, request
        """
        # sudo: figures of a laboratory are entered by the system, quality accepted the report
        for line in self.sudo():
            known = {plain(check.name): check for check in line.check_ids}
            for row in rows:
                check = known.get(plain(row["name"]))
                vals = line._prepare_lab_check(row, check)
                if check:
                    check._with_ticket("state").write(vals)
                else:
                    self.env["med.inspection.check"].sudo()._with_ticket("create").create(
                        {"line_id": line.id, "name": row["name"], "kind": "document", **vals}
                    )

    def _prepare_lab_check(self, row, check):
        vals = {"result": row["verdict"] or False, "source": row["request"], "note": row["text"]}
        if check and check.kind == "measure" and row["value"] is not None:
            units = self.env["uom.uom"].search([("name", "=", row["unit"])], limit=1)
            fits = units and check.uom_id and units._has_common_reference(check.uom_id)
            vals |= {"value": row["value"], "is_measured": True}
            vals["value_uom_id"] = units.id if fits else False
        return vals


class MedLabRequest(models.Model):
    """What was accepted lands in the inspection; what was rejected becomes a nonconformity."""

    _inherit = "med.lab.request"

    def _lab_results(self, lot, rows):
        # EXTENDS
        result = super()._lab_results(lot, rows)
        # sudo: whichever inspections of the lot are open, the report belongs to them
        lines = (
            self.env["med.inspection.line"]
            .sudo()
            .search(
                [("lot_id", "=", lot.id), ("state", "=", "draft"), ("company_id", "=", self.company_id.id)]
            )
        )
        lines._take_lab_results(rows)
        return result

    def _stop_lot(self):
        # EXTENDS: the case holds the lot; what becomes of it is decided there
        if not self.lot_id:
            return super()._stop_lot()
        self.env["med.nonconformity"]._open(
            self.company_id,
            self.product_id,
            self.lot_id,
            self.lot_id.sudo().product_qty,  # sudo: what lies there counts, whoever asks
            None,
            self._stop_reason(),
            self,
        )
        return None
