from odoo import Command, api, models

from ..medpapers import recognise
from .med_import_handler import QUIET

FILL = {
    "specification": "med_specification",
    "default_code": "default_code",
    "device_class": "med_device_class",
    "registrant": "med_registrant",
    "di": "med_di",
    "is_ivd": "med_is_ivd",
    "is_implant": "med_is_implant",
    "is_cold_chain": "med_is_cold_chain",
    "origin": "med_origin",
}


class MedImportProduct(models.AbstractModel):
    """Products and certificates: number and model decide, or the UDI-DI."""

    _name = "med.import.product"
    _description = "Import of Products"
    _inherit = "med.import.handler"

    @api.model
    def _read_case(self, run, rows, archive):
        # EXTENDS med.import.handler
        case = super()._read_case(run, rows, archive)
        numbers = {self._number(row) for row in rows if row.get("registration_no")}
        products = self.env["product.product"].search(
            [
                ("company_id", "in", [False, run.company_id.id]),
                "|",
                ("med_registration_no", "in", list(numbers)),
                ("med_di", "in", [row["di"] for row in rows if row.get("di")]),
            ],
            order="id",
        )
        papers = self.env["med.credential"].search(
            [
                ("number", "in", list(numbers)),
                ("product_id", "!=", False),
                ("company_id", "=", run.company_id.id),
            ],
            order="id desc",
        )
        case.update(
            by_di=products.filtered("med_di").grouped("med_di"),
            by_model=products.grouped(lambda p: (p.med_registration_no, p.med_specification or "")),
            certificates=papers.grouped("number"),
        )
        return case

    def _number(self, values):
        """The registration or filing number in its kept form."""
        return recognise(values.get("registration_no")).normalised

    # the product ---------------------------------------------------------

    @api.model
    def _plan_subject(self, case, plan):
        # EXTENDS med.import.handler
        number = self._number(plan.values)
        wanted = self._wanted(case, plan, number)
        product = self._resolve(case, plan, number)
        if plan.is_refused:
            return
        plan.directions = ("product",)
        if product:
            plan.subject = product
            self._fill_blanks(plan, product, wanted)
        elif above := case["new"].get(plan.key):
            plan.first = above
            plan.does("merge")
        else:
            plan.subject_vals = {
                **wanted,
                "name": plan.values["name"],
                "type": "consu",
                "is_storable": True,
                "tracking": "lot",
                "is_medical_device": True,
            }
            plan.does("new")
        if not wanted.get("med_device_class") and not (product and product.med_device_class):
            plan.note("device_class", "no_class")

    def _resolve(self, case, plan, number):
        """The product of a row: by UDI-DI, else by number and model."""
        di = plan.values.get("di")
        model = plan.values.get("specification") or ""
        plan.key = (number, model)
        found = case["by_di"].get(di, self.env["product.product"])[:1] if di else None
        if found and found.med_registration_no and found.med_registration_no != number:
            plan.note("di", "di_of_other", found.med_registration_no, "error")
        return found or case["by_model"].get(plan.key, self.env["product.product"])[:1]

    def _wanted(self, case, plan, number):
        """Field values of a row, completed by what the number itself says."""
        vals = {field: plan.values[c] for c, field in FILL.items() if c in plan.values}
        vals["med_registration_no"] = number
        parts = recognise(plan.values.get("registration_no")).parts
        ids = self._category_ids(case, plan, "categories")
        self._compare_number(plan, vals, parts)
        if not ids and parts.get("category") in case["categories"]:
            ids = [case["categories"][parts["category"]]]
        if ids:
            vals["med_category_ids"] = [Command.set(ids)]
        return vals

    def _compare_number(self, plan, vals, parts):
        """Class and origin against the number; what is missing is taken from it."""
        for name, part, column in (
            ("med_device_class", "device_class", "device_class"),
            ("med_origin", "origin", "origin"),
        ):
            said = parts.get(part)
            if said and not vals.get(name):
                vals[name] = said
            elif said and vals[name] != said:
                plan.note(column, f"{column.removeprefix('device_')}_differs", said)

    def _fill_blanks(self, plan, product, wanted):
        for name, value in wanted.items():
            if name == "med_category_ids":
                if not product.med_category_ids:
                    plan.subject_vals[name] = value
                continue
            old = product[name]
            if not old and value:
                plan.subject_vals[name] = value
            elif old and value and old != value:
                column = next((c for c, field in FILL.items() if field == name), "registration_no")
                plan.note(column, "kept", old, "info")
        if plan.subject_vals:
            plan.does("update")

    # the certificate -----------------------------------------------------

    @api.model
    def _plan_paper(self, case, plan):
        # EXTENDS med.import.handler
        number = recognise(plan.values["registration_no"])
        is_filing = number.kind == "filing" or (
            not number.is_recognised and plan.values.get("device_class") == "1"
        )
        code = "filing_certificate" if is_filing else "registration_certificate"
        kind = case["kinds"][code.replace(" ", "")]
        vals = {**self._paper_values(plan, kind), "number": number.normalised}
        if is_filing:
            vals.pop("date_valid_to", None)
        self._judge_paper(case, plan, kind, vals)
        if plan.is_refused:
            return
        plan.paper_kind = kind
        plan.paper_key = (kind.id, vals["number"])
        candidates = [p for p in case["certificates"].get(vals["number"], ()) if p.type_id == kind]
        self._compare_paper(case, plan, candidates, vals)
        if plan.paper and plan.subject:
            self._check_named(plan)
        if not plan.paper or plan.paper.state == "draft":
            self._find_file(case, plan, kind, number.normalised)

    def _check_named(self, plan):
        """A reviewed certificate covers the models it names and no others."""
        covered = plan.paper.product_id | plan.paper.product_ids
        if plan.subject not in covered:
            if plan.paper.state == "draft":
                plan.does("update")
            else:
                plan.note("specification", "not_on_certificate", plan.paper.number)

    # making --------------------------------------------------------------

    @api.model
    def _make_subjects(self, case, plans):
        # EXTENDS med.import.handler
        made = []
        products = self.env["product.product"].with_context(**QUIET)
        new = [plan for plan in plans if not plan.subject and not plan.first]
        for plan, product in zip(new, products.create([plan.subject_vals for plan in new]), strict=True):
            plan.subject = product
            made.append((plan, self._made(product)))
        for plan in plans:
            if plan in new or not plan.subject_vals or not plan.subject:
                continue
            before = self._values_of(plan.subject, plan.subject_vals)
            plan.subject.with_context(**QUIET).write(plan.subject_vals)
            after = self._values_of(plan.subject, plan.subject_vals)
            made.append((plan, self._changed(plan.subject, before, after)))
        return made

    def _paper_create_vals(self, case, plan):
        # EXTENDS med.import.handler
        return {**super()._paper_create_vals(case, plan), "product_id": plan.subject.id}

    def _change_paper(self, case, plan):
        # EXTENDS med.import.handler: a draft certificate names this model, too
        made = super()._change_paper(case, plan)
        paper = plan.paper
        if paper.state == "draft" and plan.subject not in paper.product_id | paper.product_ids:
            before = self._values_of(paper, ["product_ids"])
            paper.with_context(**QUIET).write({"product_ids": [Command.link(plan.subject.id)]})
            made.append((plan, self._changed(paper, before, self._values_of(paper, ["product_ids"]))))
        return made
