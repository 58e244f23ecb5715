from odoo import api, fields, models

from .stock_lot_spelling import clean_lot, lot_key


class MedImportOpening(models.AbstractModel):
    """Import of the opening stock: rows become lines of a batch, no stock moves before its signature."""

    _name = "med.import.opening"
    _description = "Import of Opening Stock"
    _inherit = "med.import.handler"

    @api.model
    def _read_case(self, run, rows, archive):
        # OVERRIDE: products, lots, suppliers and places, in a fixed number of queries
        products = self._products(run, rows)
        lots = self.env["stock.lot"].search([("product_id", "in", products.ids)])
        suppliers = self._parties_of(
            run, [{"name": row.get("supplier"), "uscc": row.get("supplier_uscc")} for row in rows]
        )
        places = self.env["stock.location"].search(
            [("company_id", "in", [False, run.company_id.id]), ("usage", "=", "internal")]
        )
        return {
            "run": run,
            "company": run.company_id,
            "today": run.company_id._med_today(),
            "by_di": products.filtered("med_di").grouped("med_di"),
            "by_number": products.grouped(lambda p: (p.med_registration_no or "", p.med_specification or "")),
            "by_code": products.filtered("default_code").grouped("default_code"),
            "by_name": products.grouped(lambda p: (p.name, p.med_specification or "")),
            "lots": {(lot.product_id, lot.name): lot for lot in lots},
            "spelled": {(lot.product_id, lot_key(lot.name)): lot for lot in lots},
            "by_uscc": suppliers.filtered("med_uscc").grouped("med_uscc"),
            "by_party": suppliers.grouped("name"),
            "places": {**{p.complete_name: p for p in places}, **{p.name: p for p in places}},
            "barcodes": {place.barcode: place for place in places if place.barcode},
            "seen": set(),
            "new": {},
            "planned": {},
        }

    def _products(self, run, rows):
        """Products that a row may mean, one query."""
        given = lambda key: [row[key] for row in rows if row.get(key)]  # noqa: E731
        return self.env["product.product"].search(
            [
                ("company_id", "in", [False, run.company_id.id]),
                "|",
                "|",
                "|",
                ("med_di", "in", given("di")),
                ("med_registration_no", "in", given("registration_no")),
                ("default_code", "in", given("default_code")),
                ("name", "in", given("name")),
            ],
            order="id",
        )

    # planning ------------------------------------------------------------

    @api.model
    def _plan_subject(self, case, plan):
        # OVERRIDE
        product = self._find_product(case, plan)
        if not product:
            plan.note("name", "unknown_product", plan.values["name"], "error")
        elif not product.is_medical_device:
            plan.note("name", "no_device", product.display_name, "error")
        if plan.is_refused:
            return
        plan.subject = product
        place = self._find_place(case, plan)
        supplier = self._find_supplier(case, plan)
        lot = self._find_lot(case, plan, product)
        self._judge_dates(case, plan, lot)
        key = (product, lot, place)
        if key in case["seen"]:
            plan.note("lot", "lot_twice", lot, "error")
        case["seen"].add(key)
        if not plan.is_refused:
            plan.subject_vals = self._prepare_line(plan, product, lot, place, supplier)
            plan.does("new")

    def _find_product(self, case, plan):
        values, none = plan.values, self.env["product.product"]
        model = values.get("specification") or ""
        keys = (
            ("by_di", values.get("di")),
            ("by_code", values.get("default_code")),
            ("by_number", values.get("registration_no") and (values["registration_no"], model)),
            ("by_name", (values["name"], model)),
        )
        found = next((case[table][key] for table, key in keys if key and key in case[table]), none)
        if len(found) > 1:
            plan.note("name", "several_products", values["name"], "error")
        return found[:1]

    def _find_place(self, case, plan):
        text = plan.values.get("location")
        place = case["barcodes"].get(text) or case["places"].get(text) or self.env["stock.location"]
        if text and not place:
            plan.note("location", "unknown_place", text, "error")
        elif place and not place._med_is_saleable():
            plan.note("location", "place_not_green", text, "error")
        return place

    def _find_supplier(self, case, plan):
        values, nobody = plan.values, self.env["res.partner"]
        found = case["by_uscc"].get(values.get("supplier_uscc")) or case["by_party"].get(
            values.get("supplier"), nobody
        )
        if values.get("supplier") and not found:
            plan.note("supplier", "unknown_supplier", values["supplier"])
        return found[:1]

    def _find_lot(self, case, plan, product):
        text = plan.values.get("lot") or ""
        lot = clean_lot(text)
        if lot != text:
            plan.note("lot", "lot_spelling", text)
        if not lot and product.tracking != "none":
            plan.note("lot", "required", "", "error")
        other = case["spelled"].get((product, lot_key(lot)))
        if lot and other and other.name != lot:
            plan.note("lot", "lot_known_as", other.name)
        if product.tracking == "serial" and plan.values["quantity"] != 1:
            plan.note("quantity", "serial_not_one", plan.values["quantity"], "error")
        elif not plan.values["quantity"]:
            plan.note("quantity", "no_quantity", "", "error")
        return lot

    def _judge_dates(self, case, plan, lot):
        made, ends = plan.values.get("production"), plan.values.get("expiry")
        made = fields.Date.to_date(made) if made else False
        end = fields.Date.to_date(ends) if ends and ends != "long_term" else False
        if made and made > case["today"]:
            plan.note("production", "future", made, "error")
        if made and end and end < made:
            plan.note("expiry", "dates_reversed", end, "error")
        if end and end < case["today"]:
            plan.note("expiry", "goes_red", end)
        if lot and not ends:
            plan.note("expiry", "expiry_missing")
        known = case["lots"].get((plan.subject, lot))
        if known and known.expiration_date and end:
            if known._med_expiry_day(case["company"]) != end:
                plan.note("expiry", "other_expiry", known.expiration_date.date(), "error")

    def _prepare_line(self, plan, product, lot, place, supplier):
        values = plan.values
        ends = values.get("expiry")
        return {
            "product_id": product.id,
            "lot_name": lot or False,
            "quantity": values["quantity"],
            "expiry_date": ends if ends and ends != "long_term" else False,
            "has_no_expiry": ends == "long_term",
            "production_date": values.get("production") or False,
            "sterilisation_lot": values.get("sterilisation") or False,
            "supplier_id": supplier.id,
            "location_id": place.id,
            "cost": values.get("cost") or 0.0,
        }

    # making --------------------------------------------------------------

    @api.model
    def _apply(self, case, plans):
        # OVERRIDE
        good = [plan for plan in plans if not plan.is_refused]
        if not good:
            return []
        batch = self.env["med.opening.batch"]._batch_of(case["run"])
        lines = self.env["med.opening.line"]._with_ticket("create")
        made = lines.create([{**plan.subject_vals, "batch_id": batch.id} for plan in good])._without_ticket()
        return [(plan, self._made_line(line)) for plan, line in zip(good, made, strict=True)]

    def _made_line(self, line):
        return {
            "res_model": line._name,
            "res_id": line.id,
            "res_name": f"{line.product_id.display_name} {line.lot_name or ''}",
            "kind": "created",
            "after": self._values_of(line, ("quantity", "expiry_date", "state")),
        }
