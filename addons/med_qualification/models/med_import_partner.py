import functools
import re

from odoo import Command, api, models

from ..medpapers.import_sheets import plain
from ..medpapers.scope_text import read_scope
from .med_import_handler import QUIET

FILL = {"uscc": "med_uscc", "phone": "phone", "email": "email", "address": "street"}
MANY_PARTIES = 3
_reading = functools.lru_cache(maxsize=512)(read_scope)  # an office prints the same scopes again and again


class MedImportPartner(models.AbstractModel):
    """Parties and their licences: the credit code decides, then the exact name."""

    _name = "med.import.partner"
    _description = "Import of Parties"
    _inherit = "med.import.handler"

    @api.model
    def _read_case(self, run, rows, archive):
        # EXTENDS med.import.handler
        case = super()._read_case(run, rows, archive)
        partners = self._parties_of(run, rows)
        papers = self.env["med.credential"].search(
            [("commercial_partner_id", "in", partners.ids), ("company_id", "=", run.company_id.id)],
            order="id desc",
        )
        case.update(
            by_code=partners.filtered("med_uscc").grouped("med_uscc"),
            by_name=partners.filtered("active").grouped("name"),
            papers=papers.grouped("commercial_partner_id"),
            numbers=self._numbers(run, rows),
            party_types=self._by_name("med.party.type"),
            china=self.env.ref("base.cn").id,
            phones={},
            simple={},
        )
        return case

    def _numbers(self, run, rows):
        """{number: ids of parties} of all papers with a number of the sheet."""
        written = [plain(row["number"]).upper() for row in rows if row.get("number")]
        written += [f"{number.removesuffix('号')}号" for number in written]
        papers = self.env["med.credential"].search(
            [("number", "in", written), ("company_id", "=", run.company_id.id), ("partner_id", "!=", False)]
        )
        found = {}
        for paper in papers:
            found.setdefault(paper.number, set()).add(paper.commercial_partner_id.id)
        return found

    # the party -----------------------------------------------------------

    @api.model
    def _plan_subject(self, case, plan):
        # EXTENDS med.import.handler
        kind = self._party_type(case, plan)
        party = self._resolve(case, plan)
        self._doubt_party(case, plan, kind, party)
        if plan.is_refused:
            return
        if party:
            plan.subject = party
            self._fill_blanks(plan, party, kind)
        elif above := case["new"].get(plan.key):
            plan.first = above
            plan.does("merge")
            for name, value in self._new_values(case, plan, kind).items():
                above.subject_vals.setdefault(name, value)
        else:
            plan.subject_vals = self._new_values(case, plan, kind)
            plan.does("new")
        plan.directions = self._directions(case, plan, kind, party)

    def _party_type(self, case, plan):
        word = plan.values.get("party_type")
        kind = case["party_types"].get(plain(word)) if word else None
        if word and not kind:
            plan.note("party_type", "unknown_party_type", word, "error")
        return kind

    def _resolve(self, case, plan):
        """The party of a row: by credit code, else by its exact name."""
        name, code = plan.values["name"], plan.values.get("uscc")
        named = case["by_name"].get(name, self.env["res.partner"])
        plan.key = code or f"name:{name}"
        if not code:
            if len(named) > 1:
                plan.note("name", "several_parties", name, "error")
            return named[:1]
        found = case["by_code"].get(code, self.env["res.partner"])
        if found:
            active = found.filtered("active")
            if not active:
                plan.note("uscc", "archived_party", found[0].name, "error")
            if len(active) > 1:
                plan.note("uscc", "duplicate_code", ", ".join(active.mapped("name")))
            if active and active[0].name != name:
                plan.note("name", "other_name", active[0].name)
            return active[:1]
        blank = named.filtered(lambda p: not p.med_uscc)
        if len(blank) == 1:
            return blank
        if named:
            plan.note("uscc", "same_name_other_code", named[0].med_uscc)
        return self.env["res.partner"]

    def _fill_blanks(self, plan, party, kind):
        """What is empty here is filled; what differs stays and is named."""
        wanted = {field: plan.values[c] for c, field in FILL.items() if plan.values.get(c)}
        if kind:
            wanted["med_party_type_id"] = kind.id
        columns = {field: column for column, field in FILL.items()} | {"med_party_type_id": "party_type"}
        for name, value in wanted.items():
            old = party[name].id if name == "med_party_type_id" else party[name]
            if not old:
                plan.subject_vals[name] = value
            elif old != value:
                shown = party[name].name if name == "med_party_type_id" else old
                plan.note(columns[name], "kept", shown, "info")
        if plan.subject_vals:
            plan.does("update")

    def _new_values(self, case, plan, kind):
        vals = {field: plan.values[c] for c, field in FILL.items() if plan.values.get(c)}
        vals.update(name=plan.values["name"], is_company=True)
        if kind:
            vals["med_party_type_id"] = kind.id
            if kind.is_individual:
                vals["is_company"] = False
        if not kind or not kind.is_foreign:
            vals["country_id"] = case["china"]
        return vals

    def _directions(self, case, plan, kind, party):
        """Directions of the files this party gets."""
        if party and party == case["company"].partner_id:
            return ("own",)
        role = plan.values.get("role")
        if role:
            return ("customer", "supplier") if role == "both" else (role,)
        kind = kind or (party.med_party_type_id if party else None)
        if kind and kind.is_supplier and not kind.is_customer:
            return ("supplier",)
        return ("customer",)

    def _doubt_party(self, case, plan, kind, party):
        """What is suspicious about the party of a row (quality of migrated data)."""
        kind = kind or (party.med_party_type_id if party else None)
        if not kind:
            plan.note("party_type", "no_party_type")
        elif kind.uscc_rule == "required" and not (plan.values.get("uscc") or (party and party.med_uscc)):
            plan.note("uscc", "no_code")
        simple = _simple_name(plan.values["name"])
        other = case["simple"].setdefault(simple, (plan.key, plan.values["name"]))
        if other[0] != plan.key:
            plan.note("name", "similar_name", other[1])
        if phone := plan.values.get("phone"):
            keys = case["phones"].setdefault(re.sub(r"\D", "", phone), set())
            keys.add(plan.key)
            if len(keys) > MANY_PARTIES:
                plan.note("phone", "shared_phone", phone)

    # the paper -----------------------------------------------------------

    @api.model
    def _plan_paper(self, case, plan):
        # EXTENDS med.import.handler
        word = plan.values.get("paper_type")
        if not word:
            if plan.values.get("number") or plan.values.get("date_valid_to"):
                plan.note("paper_type", "no_paper_type", "", "error")
            return
        kind = case["kinds"].get(plain(word))
        is_own = plan.subject and plan.subject == case["company"].partner_id
        if not kind or not (kind.is_for_partner or (is_own and kind.is_for_own)):
            plan.note("paper_type", "unknown_paper_type", word, "error")
            return
        vals = self._paper_values(plan, kind)
        self._judge_paper(case, plan, kind, vals)
        self._doubt_number(case, plan, kind, vals)
        plan.scope = self._scope_commands(case, plan, kind)
        if plan.is_refused:
            return
        plan.paper_kind = kind
        plan.paper_key = (plan.subject.id if plan.subject else plan.key, kind.id, vals.get("number"))
        candidates = self._candidates(case, plan, kind, vals)
        self._compare_paper(case, plan, candidates, vals)
        code = plan.values.get("uscc") or (plan.subject.med_uscc if plan.subject else "")
        if not plan.paper or plan.paper.state == "draft":
            self._find_file(case, plan, kind, code)

    def _candidates(self, case, plan, kind, vals):
        papers = case["papers"].get(plan.subject, ()) if plan.subject else ()
        papers = [paper for paper in papers if paper.type_id == kind]
        number = vals.get("number")
        return [paper for paper in papers if not number or paper.number == number]

    def _doubt_number(self, case, plan, kind, vals):
        number = vals.get("number")
        code = plan.values.get("uscc") or (plan.subject.med_uscc if plan.subject else "")
        if kind.number_grammar == "uscc" and number and code and number != code:
            plan.note("number", "number_not_code", number)
        owners = case["numbers"].get(number, set()) - {plan.subject.id if plan.subject else 0}
        if owners:
            plan.note("number", "number_elsewhere", number)

    def _scope_commands(self, case, plan, kind):
        """Lines of the scope from the columns with codes."""
        commands = []
        for device_class in ("2", "3"):
            codes = plan.values.get(f"scope_class_{device_class}")
            if not codes:
                continue
            ids = self._category_ids(case, plan, f"scope_class_{device_class}")
            commands.append(
                Command.create({"device_class": device_class, "category_ids": [Command.set(ids)]})
            )
        if kind.scope == "none":
            return []
        if not commands:
            commands = self._scope_of_text(case, plan, kind)
        if kind.scope == "required" and not commands:
            plan.note("scope_text", "no_scope", "", "info")
        return commands

    def _scope_of_text(self, case, plan, kind):
        """Lines of the scope as far as its printed text is understood; review confirms them."""
        text = plan.values.get("scope_text")
        if not text:
            return []
        reading = _reading(text, kind.default_class or "")
        plan.mode = reading.mode
        left = [part for part, _reason in reading.withheld] + reading.unknown(text)
        if left:
            plan.note("scope_text", "scope_partly", "; ".join(left))
        if reading.lines:
            plan.note("scope_text", "scope_read", "", "info")
        scopes = self.env["med.credential.scope"]
        return [
            Command.create(scopes._from_scope_line(line, case["category_keys"])) for line in reading.lines
        ]

    # making --------------------------------------------------------------

    @api.model
    def _make_subjects(self, case, plans):
        # EXTENDS med.import.handler
        made = []
        partners = self.env["res.partner"].with_context(**QUIET)
        new = [plan for plan in plans if not plan.subject and not plan.first]
        for plan, partner in zip(new, partners.create([plan.subject_vals for plan in new]), strict=True):
            plan.subject = partner
            made.append((plan, self._made(partner)))
        for plan in plans:
            if plan in new or not plan.subject_vals or not plan.subject:
                continue
            # a row above may have filled it meanwhile
            vals = {n: v for n, v in plan.subject_vals.items() if not plan.subject[n]}
            before = self._values_of(plan.subject, vals)
            if vals:
                plan.subject.with_context(**QUIET).write(vals)
                made.append((plan, self._changed(plan.subject, before, self._values_of(plan.subject, vals))))
        return made

    def _paper_create_vals(self, case, plan):
        # EXTENDS med.import.handler
        return {
            **({"business_mode": plan.mode} if plan.mode else {}),
            **super()._paper_create_vals(case, plan),
            "partner_id": plan.subject.id,
            "holder_name": plan.subject.name,
        }


def _simple_name(name):
    """A name without the words that all companies have, for finding near doubles."""
    return re.sub(r"(有限责任公司|股份有限公司|有限公司|公司|集团)", "", plain(name))
