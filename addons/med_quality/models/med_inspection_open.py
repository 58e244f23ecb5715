from odoo import models
from odoo.tools import SQL

GOOD_LOTS = """
    SELECT l.product_id, array_agg(l.result ORDER BY l.inspected_at DESC, l.id DESC),
           array_agg(l.is_skipped ORDER BY l.inspected_at DESC, l.id DESC)
      FROM med_inspection_line l
     WHERE l.state = 'done' AND l.company_id = %s AND l.partner_id = %s AND l.product_id IN %s
     GROUP BY l.product_id
"""


class MedInspectionLine(models.Model):
    """Lines of a new inspection: plan, checks, warnings, preset results."""

    _inherit = "med.inspection.line"

    def _open(self, inspection, rows):
        """Make the lines of an inspection; see ``med.inspection._open``."""
        case = self._case(inspection, rows)
        vals = [self._prepare_line(inspection, number, row, case) for number, row in enumerate(rows, 1)]
        lines = self._with_ticket("create").create(vals)._without_ticket()
        checks = []
        for line in lines:
            for item in line.plan_id.item_ids:
                if item._applies(line.product_id, line.is_skipped):
                    checks += item._prepare_checks(line)
        self.env["med.inspection.check"]._with_ticket("create").create(checks)
        asked = lines.filtered(lambda line: any(not check.result for check in line.check_ids))
        asked._with_ticket("state").write({"result": False})
        return lines

    def _case(self, inspection, rows):
        """What all lines are judged by, read once."""
        products = self.env["product.product"].browse({row["product_id"] for row in rows})
        lots = self.env["stock.lot"].browse({row["lot_id"] for row in rows if row.get("lot_id")})
        company, partner = inspection.company_id, inspection.partner_id
        plans = self.env["med.inspection.plan"]._plans_for(company, products, partner)
        return {
            "plans": plans,
            "reduced": self._reduced(inspection, products, plans),
            "certificates": lots._med_certificates(company),
            "similar": lots._med_similar(),
        }

    def _prepare_line(self, inspection, number, row, case):
        product = self.env["product.product"].browse(row["product_id"])
        lot = self.env["stock.lot"].browse(row.get("lot_id"))
        plan = case["plans"][product]
        warnings = lot._med_warnings(inspection, case["similar"]) if lot else []
        warnings += inspection._receipt_warnings(product)
        size = plan._sample_size(row["quantity"], product.uom_id)
        return {
            "inspection_id": inspection.id,
            "sequence": number,
            "product_id": product.id,
            "lot_id": lot.id,
            "location_id": row.get("location_id"),
            "package_id": row.get("package_id"),
            "owner_id": row.get("owner_id"),
            "move_id": row.get("move_id"),
            "received_quantity": row["quantity"],
            "plan_id": plan.id,
            "is_skipped": product in case["reduced"],
            "sample_size": size,
            "sampled_quantity": size,
            "production_date": lot.med_production_date,
            "expiry_date": lot._med_expiry_day(inspection.company_id) if lot else False,
            "sterilisation_lot": lot.med_sterilisation_lot,
            "certificate_id": case["certificates"].get(lot),
            "warning": "\n".join(warnings) or False,
            "result": False if warnings else "pass",
        }

    def _reduced(self, inspection, products, plans):
        """Products of which enough lots in a row were good, by the rule of their plan."""
        asked = [product for product in products if plans[product].skip_after]
        if not asked or not inspection.partner_id:
            return self.env["product.product"]
        self.flush_model()
        ids = tuple(product.id for product in asked)
        rows = self.env.execute_query(SQL(GOOD_LOTS, inspection.company_id.id, inspection.partner_id.id, ids))
        history = {product_id: (results, skipped) for product_id, results, skipped in rows}
        found = self.env["product.product"]
        for product in asked:
            results, skipped = history.get(product.id, ([], []))
            if self._is_reduced(plans[product], results, skipped):
                found |= product
        return found

    def _is_reduced(self, plan, results, skipped):
        """Whether the newest results allow to reduce, and it is not the turn of a full check."""
        newest = results[: plan.skip_after]
        if len(newest) < plan.skip_after or any(result != "pass" for result in newest):
            return False
        in_a_row = next((i for i, was in enumerate(skipped) if not was), len(skipped))
        return in_a_row < plan.full_every - 1
