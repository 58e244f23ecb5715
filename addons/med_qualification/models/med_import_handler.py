from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..medpapers import parse
from ..medpapers.archives import ArchiveError
from ..medpapers.import_sheets import plain

# Odoo's own switches against a message for each of thousands of records
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}
PAPER_FIELDS = {
    "number": "number",
    "issuer": "issuer",
    "date_issued": "date_issued",
    "date_valid_from": "date_valid_from",
    "date_valid_to": "date_valid_to",
    "legal_representative": "legal_representative",
    "site": "address",
    "warehouse": "warehouse_address",
    "business_mode": "business_mode",
    "scope_text": "scope_text",
}
# values that tell whether somebody worked with a record since it was made
WATCHED = {
    "res.partner": (
        "name",
        "med_uscc",
        "med_party_type_id",
        "phone",
        "email",
        "street",
        "city",
        "vat",
        "comment",
        "user_id",
        "category_id",
        "active",
        "parent_id",
    ),
    "product.product": (
        "name",
        "default_code",
        "barcode",
        "list_price",
        "standard_price",
        "active",
        "med_device_class",
        "med_specification",
        "med_di",
        "med_registration_no",
        "med_registrant",
        "med_origin",
        "med_is_ivd",
        "med_is_implant",
        "med_is_cold_chain",
        "med_category_ids",
    ),
    "med.credential": (
        *PAPER_FIELDS.values(),
        "holder_name",
        "attachment_ids",
        "note",
        "type_id",
        "scope_ids",
    ),
    "med.dossier": ("condition_note", "visit_note", "review_on"),
}
FIVE_YEARS = timedelta(days=5 * 366)
ACTION_ORDER = ("same", "merge", "update", "paper", "new", "refused")


class Plan:
    """What is to happen with one row."""

    def __init__(self, values):
        self.values = values
        self.findings = []  # (column, code, value, severity)
        self.action = "same"
        self.key = ""
        self.subject = None
        self.subject_vals = {}
        self.first = None  # the plan of the row above that makes the same subject
        self.paper = None
        self.paper_first = None
        self.paper_vals = {}
        self.paper_kind = None
        self.paper_key = None
        self.scope = []  # commands for the lines of the scope
        self.mode = ""  # of business, as the printed scope says
        self.file = ""
        self.directions = ()

    def note(self, column, code, value="", severity="warning"):
        """Add a finding; an error refuses the row."""
        self.findings.append((column, code, str(value or "")[:200], severity))
        if severity == "error":
            self.action = "refused"

    def does(self, action):
        """Raise the row's action to a stronger one."""
        self.action = max(self.action, action, key=ACTION_ORDER.index)

    @property
    def is_refused(self):
        return self.action == "refused"

    def refusal(self, env):
        """Errors of this row in words."""
        texts = env["med.import.finding"]._error_texts()
        errors = [f for f in self.findings if f[3] == "error"]
        return " ".join(f"{f[0]} {f[2]} {texts.get(f[1], f[1])}" for f in errors)[:500]


class MedImportHandler(models.AbstractModel):
    """Rules that parties and products have in common: matching, papers, making."""

    _name = "med.import.handler"
    _description = "Import Rules"

    # hooks ---------------------------------------------------------------

    @api.model
    def _read_case(self, run, rows, archive):
        """Everything the rows are compared with, in a fixed number of queries."""
        return {
            "run": run,
            "company": run.company_id,
            "today": run.company_id._med_today(),
            "archive": archive,
            "new": {},
            "planned": {},
            "kinds": self._by_name("med.credential.type"),
            "kind_words": self._kind_words(),
            **self._categories(),
        }

    @api.model
    def _plan_subject(self, case, plan):
        """Find or plan the party or product of a row."""

    @api.model
    def _plan_paper(self, case, plan):
        """Find or plan the paper of a row."""

    @api.model
    def _make_subjects(self, case, plans):
        """Create and change subjects; returns [(plan, values of med.import.record)]."""
        return []

    # planning ------------------------------------------------------------

    @api.model
    def _plan(self, case, values, problems):
        """The plan of one row.

        :param problems: [(column, code, text)] of cells that could not be read
        """
        plan = Plan(values)
        for column, code, value in problems:
            plan.note(column, code, value, "error")
        if plan.is_refused:
            return plan
        self._plan_subject(case, plan)
        if not plan.is_refused:
            self._plan_paper(case, plan)
        if plan.is_refused:
            plan.subject_vals, plan.paper_vals, plan.first = {}, {}, None
            return plan
        if plan.key and not plan.subject:
            case["new"].setdefault(plan.key, plan)
        if plan.paper_key and plan.paper_vals:
            case["planned"].setdefault(plan.paper_key, plan)
        return plan

    def _by_name(self, model):
        """{plain code or name in any language: record} of a small table."""
        records = self.env[model].search(Domain.TRUE)
        found = {plain(record.code): record for record in records}
        for code, _name in self.env["res.lang"].get_installed():
            for record in records.with_context(lang=code):
                found.setdefault(plain(record.name), record.with_context(lang=self.env.lang))
        return found

    def _kind_words(self):
        """{credential type: its code and names}, as file names may say it."""
        kinds = self.env["med.credential.type"].search(Domain.TRUE)
        words = {kind.id: {kind.code} for kind in kinds}
        for code, _name in self.env["res.lang"].get_installed():
            for kind in kinds.with_context(lang=code):
                words[kind.id].add(kind.name)
        return words

    def _categories(self):
        found = self.env["med.device.category"].search(Domain.TRUE)
        return {
            "categories": {category.code: category.id for category in found},
            "category_keys": found._ids_by_key(),
        }

    def _category_ids(self, case, plan, column):
        """Ids of the categories a cell names; unknown ones refuse the row."""
        codes = plan.values.get(column) or []
        unknown = [code for code in codes if code not in case["categories"] and code != "all"]
        if unknown:
            plan.note(column, "unknown_category", " ".join(unknown), "error")
        return [case["categories"][code] for code in codes if code in case["categories"]]

    def _paper_values(self, plan, kind):
        """Values of a paper from a row, numbers as they are kept."""
        vals = {field: plan.values[column] for column, field in PAPER_FIELDS.items() if column in plan.values}
        if vals.get("number"):
            vals["number"] = self._written(kind, vals["number"])
        for name in ("date_issued", "date_valid_from", "date_valid_to"):
            if vals.get(name) == "long_term":
                vals[name] = False
            elif name in vals:
                vals[name] = fields.Date.to_date(vals[name])
        return vals

    def _written(self, kind, number):
        """A number in the form in which papers of this type keep it."""
        parsed = parse(kind.number_grammar, number)
        if kind.number_grammar == "registration" and not parsed.is_recognised:
            old = parse("legacy_registration", number)
            parsed = old if old.is_recognised else parsed
        return parsed.normalised

    def _judge_paper(self, case, plan, kind, vals):
        """Errors and doubts about the paper of a row."""
        today = case["today"]
        start, end = vals.get("date_valid_from"), vals.get("date_valid_to")
        if vals.get("date_issued") and vals["date_issued"] > today:
            plan.note("date_issued", "future", vals["date_issued"], "error")
        if start and end and end < start:
            plan.note("date_valid_to", "dates_reversed", end, "error")
        if kind.expiry == "required" and "date_valid_to" in vals and not end:
            plan.note("date_valid_to", "needs_end", "", "error")
        if end and end < today:
            plan.note("date_valid_to", "expired", end)
        if kind.code == "operating_licence" and start and end and end - start > FIVE_YEARS:
            plan.note("date_valid_to", "long_period", end)
        if vals.get("number") and kind.number_grammar:
            if parse(kind.number_grammar, vals["number"]).warnings:
                plan.note("number", "odd_number", vals["number"])

    def _find_file(self, case, plan, kind, code):
        """Remember the file of the paper, with a remark where there is none."""
        archive = case["archive"]
        asked = plan.values.get("file")
        if archive:
            words = tuple(case["kind_words"][kind.id])
            number = plan.paper_vals.get("number") or plan.values.get("number") or ""
            # the number of an identity paper is the code: its type tells the papers apart
            number = "" if number == code else number
            plan.file = archive.find(file=asked, code=code, kinds=words, number=number)
        if asked and not plan.file:
            plan.note("file", "file_missing", asked, "info")
        elif kind.needs_file and not plan.file:
            plan.note("file", "no_file", "", "info")

    def _compare_paper(self, case, plan, candidates, vals):
        """Whether the row's paper is there, changes a draft, or is to be made."""
        if above := case["planned"].get(plan.paper_key):
            plan.paper_first = above
            plan.does("merge")
            return
        for paper in candidates:
            if not self._differences(paper, vals):
                plan.paper = paper
                return
        draft = next((paper for paper in candidates if paper.state == "draft"), None)
        if draft:
            plan.paper = draft
            plan.paper_vals = self._differences(draft, vals)
            plan.does("update")
            return
        reviewed = candidates[:1]
        later = [
            p
            for p in reviewed
            if vals.get("date_valid_to") and p.date_valid_to and vals["date_valid_to"] > p.date_valid_to
        ]
        if reviewed and not later:
            plan.paper = reviewed[0]
            plan.note("number", "paper_kept", vals.get("number"))
            return
        if later:
            plan.note("number", "renewal", vals.get("number"), "info")
        plan.paper_vals = vals
        plan.does("paper")

    def _differences(self, paper, vals):
        """The values that a paper does not have."""
        return {name: value for name, value in vals.items() if (paper[name] or False) != (value or False)}

    # making --------------------------------------------------------------

    @api.model
    def _apply(self, case, plans):
        """Carry out plans; returns [(plan, values of med.import.record)]."""
        good = [plan for plan in plans if not plan.is_refused]
        made = self._make_subjects(case, good)
        for plan in good:
            if plan.first:
                plan.subject = plan.first.subject
        made += self._make_dossiers(case, good)
        made += self._make_papers(case, good)
        return made

    def _make_dossiers(self, case, plans):
        """Draft files of subjects that have none in a direction."""
        name = "product_id" if case["run"].kind == "product" else "partner_id"
        wanted = {}
        for plan in plans:
            for direction in plan.directions:
                wanted.setdefault((plan.subject.id, direction), plan)
        subjects = {plan.subject.id for plan in wanted.values()}
        present = self.env["med.dossier"].search(
            [(name, "in", list(subjects)), ("company_id", "=", case["company"].id)]
        )
        have = {(dossier[name].id, dossier.direction) for dossier in present}
        missing = [(key, plan) for key, plan in wanted.items() if key not in have]
        dossiers = (
            self.env["med.dossier"]
            .with_context(**QUIET)
            .create(
                [
                    {name: key[0], "direction": key[1], "company_id": case["company"].id}
                    for key, _plan in missing
                ]
            )
        )
        return [(plan, self._made(dossier)) for (_key, plan), dossier in zip(missing, dossiers, strict=True)]

    def _make_papers(self, case, plans):
        made = []
        creating = [plan for plan in plans if plan.paper_vals and not plan.paper and not plan.paper_first]
        vals_list = [self._paper_create_vals(case, plan) for plan in creating]
        papers = self.env["med.credential"].with_context(**QUIET).create(vals_list)
        for plan, paper in zip(creating, papers, strict=True):
            plan.paper = paper
            made.append((plan, self._made(paper)))
        for plan in plans:
            if plan.paper_first:
                plan.paper = plan.paper_first.paper
            if plan.paper and plan not in creating:
                made += self._change_paper(case, plan)
        return made

    def _paper_create_vals(self, case, plan):
        vals = {"type_id": plan.paper_kind.id, "company_id": case["company"].id, **plan.paper_vals}
        if plan.file:
            vals["attachment_ids"] = [Command.link(self._attach(case, plan).id)]
        if plan.scope:
            vals["scope_ids"] = plan.scope
        return vals

    def _change_paper(self, case, plan):
        paper = plan.paper
        vals = dict(plan.paper_vals)
        if plan.file and paper.state == "draft" and not paper.attachment_ids:
            vals["attachment_ids"] = [Command.link(self._attach(case, plan).id)]
        if plan.scope and paper.state == "draft" and not paper.scope_ids:
            vals["scope_ids"] = plan.scope
        if not vals or paper.state != "draft":
            return []
        before = self._values_of(paper, vals)
        paper.with_context(**QUIET).write(vals)
        return [(plan, self._changed(paper, before, self._values_of(paper, vals)))]

    def _attach(self, case, plan):
        """The file of a paper as an attachment."""
        try:
            raw = case["archive"].read(plan.file)
        except ArchiveError as error:
            raise ValidationError(
                self.env._("%(file)s: damaged, too big, or not what its name says.", file=error.value)
            ) from error
        return self.env["ir.attachment"].create(
            {"name": plan.file, "raw": raw, "res_model": "med.credential"}
        )

    # what was made -------------------------------------------------------

    def _made(self, record):
        """Values of a log entry: a record was made, with what it looked like."""
        return {
            "res_model": record._name,
            "res_id": record.id,
            "res_name": record.display_name,
            "kind": "created",
            "after": self._values_of(record, WATCHED[record._name]),
        }

    def _changed(self, record, before, after):
        return {
            "res_model": record._name,
            "res_id": record.id,
            "res_name": record.display_name,
            "kind": "changed",
            "before": before,
            "after": after,
        }

    @api.model
    def _values_of(self, record, names):
        """Values of fields as JSON keeps them: ids for relations, ISO dates."""
        values = {}
        for name in names:
            field, value = record._fields[name], record[name]
            if field.type in ("many2many", "one2many"):
                value = sorted(value.ids)
            elif field.type == "many2one":
                value = value.id
            elif field.type in ("date", "datetime"):
                value = field.to_string(value) if value else False
            values[name] = value
        return values
