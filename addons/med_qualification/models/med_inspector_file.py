from datetime import datetime, time

import pytz

from odoo import api, fields, models

from ..medpapers import judge

# what an entry of the ledger says about the state of a file
FILE_STATES = {
    "approval.submitted": "review",
    "approval.returned": "draft",
    "approval.withdrawn": "draft",
    "dossier.voided": "draft",
    "dossier.qualified": "qualified",
    "dossier.resumed": "qualified",
    "dossier.provisional": "provisional",
    "dossier.rejected": "rejected",
    "dossier.suspended": "suspended",
    "dossier.revoked": "revoked",
}


class MedInspectorFile(models.AbstractModel):
    """The file of one party as it was on any day, as tables, for an inspector.

    Everything is read as superuser: who may ask is checked by ``med.inspection.wizard``.
    """

    _name = "med.inspector.file"
    _description = "Inspector's File"

    @api.model
    def _collect(self, partner, company, day, since):
        """Tables of the file: ``[(title, headers, rows)]``.

        :param partner: the party
        :param company: whose file it is
        :param day: the day as of which everything is told
        :param since: first day of the period of orders, deliveries and refusals
        """
        # sudo: an inspection shows the whole file; the wizard checks who may ask
        inspection = self.sudo()
        case = inspection._case(partner, company, day, since)
        return [build(case) for build in inspection._builders()]

    def _builders(self):
        """Hook: methods that make one table (title, headers, rows) of a case each."""
        return [
            self._table_party,
            self._table_files,
            self._table_decisions,
            self._table_papers,
            self._table_requirements,
            self._table_background,
            self._table_visits,
        ]

    def _case(self, partner, company, day, since):
        """What the tables share, read once."""
        party = self.env["res.partner"].browse(partner.commercial_partner_id.id)
        moment = self._end_of_day(day)
        # archived rows and products belong to the past that is asked for
        env = self.with_context(active_test=False).env
        files = env["med.dossier"].search(
            [
                ("partner_id", "=", party.id),
                ("company_id", "=", company.id),
                ("create_date", "<=", moment),
            ],
            order="id",
        )
        papers = env["med.credential"].search(
            [
                ("commercial_partner_id", "=", party.id),
                ("company_id", "=", company.id),
                ("create_date", "<=", moment),
            ],
            order="type_id, id",
        )
        return {
            "party": party,
            "company": company,
            "day": day,
            "since": since,
            "start": self._start_of_day(since),
            "moment": moment,
            "files": files,
            "papers": papers,
            "plain": {paper: paper._as_paper_on(day, moment) for paper in papers},
        }

    def _end_of_day(self, day):
        return self._local(datetime.combine(day, time.max))

    def _start_of_day(self, day):
        return self._local(datetime.combine(day, time.min))

    def _local(self, moment):
        """A moment of the company's clock as naive UTC."""
        zone = self.env.company._med_zone()
        return zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)

    def _clock(self, moment):
        """A stored moment on the company's clock, for the tables."""
        if not moment:
            return None
        return pytz.utc.localize(moment).astimezone(self.env.company._med_zone()).replace(tzinfo=None)

    def _label(self, model, name, value):
        """The word for a value of a selection field."""
        field = self.env[model]._fields[name]
        return dict(field._description_selection(self.env)).get(value, value or "")

    # tables --------------------------------------------------------------

    def _table_party(self, case):
        party = case["party"]
        rows = [
            [self.env._("Party"), party.name],
            [self.env._("Credit Code"), party.med_uscc],
            [self.env._("Party Type"), party.med_party_type_id.name],
            [self.env._("Address"), party.contact_address_inline],
            [self.env._("Our Company"), case["company"].name],
            [self.env._("As of"), case["day"]],
            [self.env._("Period Since"), case["since"]],
            [self.env._("Made By"), self.env.user.name],
            [self.env._("Made At"), self._clock(fields.Datetime.now())],
        ]
        return self.env._("Party"), [self.env._("Item"), self.env._("Value")], rows

    def _table_files(self, case):
        states = self._file_states(case)
        rows = [
            [
                self._label("med.dossier", "direction", file.direction),
                self._label("med.dossier", "state", states[file][0]),
                self._clock(states[file][1]),
                file.condition_note,
            ]
            for file in case["files"]
        ]
        headers = [
            self.env._("File"),
            self.env._("State on the Day"),
            self.env._("Since"),
            self.env._("Conditions"),
        ]
        return self.env._("Files"), headers, rows

    def _file_states(self, case):
        """{file: (state on the day, since when)} by the entries of the ledger."""
        entries = self.env["med.ledger.entry"].search(
            [
                ("res_model", "=", "med.dossier"),
                ("res_id", "in", case["files"].ids),
                ("event", "in", list(FILE_STATES)),
                ("logged_at", "<=", case["moment"]),
            ],
            order="id",
        )
        last = {entry.res_id: (FILE_STATES[entry.event], entry.logged_at) for entry in entries}
        return {file: last.get(file.id, ("draft", file.create_date)) for file in case["files"]}

    def _table_decisions(self, case):
        decisions = self.env["med.approval.decision"].search(
            [
                "|",
                "&",
                ("res_model", "=", "med.dossier"),
                ("res_id", "in", case["files"].ids),
                "&",
                ("res_model", "=", "med.credential"),
                ("res_id", "in", case["papers"].filtered(lambda p: not p.is_sensitive).ids),
                ("decided_at", "<=", case["moment"]),
            ],
            order="id",
        )
        rows = [
            [
                self._clock(decision.decided_at),
                decision.res_name,
                decision.step_name,
                self._label(decision._name, "kind", decision.kind),
                decision.user_name,
                decision.role_name,
                decision.comment,
                bool(decision.signature_id),
            ]
            for decision in decisions
        ]
        headers = [
            self.env._("Time"),
            self.env._("Document"),
            self.env._("Step"),
            self.env._("Decision"),
            self.env._("Person"),
            self.env._("Role"),
            self.env._("Comment"),
            self.env._("Signed"),
        ]
        return self.env._("Decisions"), headers, rows

    def _table_papers(self, case):
        day = case["day"]
        rows = []
        for paper, plain in case["plain"].items():
            status = plain.status_on(day) if plain else "missing"
            if status != "missing":
                rows.append(self._paper_row(paper, plain, status))
        headers = [
            self.env._("Paper"),
            self.env._("Number"),
            self.env._("Version"),
            self.env._("Issued By"),
            self.env._("Valid From"),
            self.env._("Valid Until"),
            self.env._("Status on the Day"),
            self.env._("Approved At"),
            self.env._("SHA-256 of Files"),
        ]
        return self.env._("Papers"), headers, rows

    def _paper_row(self, paper, plain, status):
        digests = [entry[1] for entry in (paper.file_digests or {}).get("files", [])]
        is_open = not paper.is_sensitive
        return [
            paper.type_id.name,
            paper.number if is_open else self.env._("(personal data)"),
            paper.version,
            paper.issuer,
            paper.date_valid_from or None,
            paper.date_valid_to or None,
            self._label("med.dossier.line", "status", status),
            None if plain.is_recorded else self._clock(paper.approved_at or paper.create_date),
            "\n".join(digests) if is_open and not plain.is_recorded else "",
        ]

    def _table_requirements(self, case):
        service, day = self.env["med.qualification"], case["day"]
        plain = [paper for paper in case["plain"].values() if paper]
        numbers = {
            paper.id: "" if paper.is_sensitive else paper.number for paper in case["papers"]
        }
        rows = []
        for file in case["files"]:
            asked = service._rows(file.direction, case["company"], day)
            for row, need in service._rows_of_dossier(asked, file, day):
                outcome = judge(need, plain, day)
                rows.append(
                    [
                        self._label("med.dossier", "direction", file.direction),
                        row._paper_names(),
                        row.is_required,
                        row.law,
                        self._label("med.dossier.line", "status", outcome.status),
                        numbers.get(outcome.paper),
                    ]
                )
        headers = [
            self.env._("File"),
            self.env._("Paper"),
            self.env._("Required"),
            self.env._("Law or Rule"),
            self.env._("Outcome on the Day"),
            self.env._("Number"),
        ]
        return self.env._("Requirements"), headers, rows

    def _table_background(self, case):
        findings = self.env["med.background.finding"].search(
            [
                ("partner_id", "=", case["party"].id),
                ("company_id", "=", case["company"].id),
                ("create_date", "<=", case["moment"]),
            ],
            order="found_on",
        )
        day = case["day"]
        rows = [
            [
                finding.found_on,
                self._label(finding._name, "kind", finding.kind),
                self._label(finding._name, "severity", finding.severity),
                finding.summary,
                finding.source,
                finding.conclusion
                if finding.concluded_on and finding.concluded_on <= day
                else self.env._("not concluded"),
            ]
            for finding in findings
        ]
        headers = [
            self.env._("Found On"),
            self.env._("Kind"),
            self.env._("Severity"),
            self.env._("What Was Found"),
            self.env._("Source"),
            self.env._("Conclusion of Quality"),
        ]
        return self.env._("Background Findings"), headers, rows

    def _table_visits(self, case):
        visits = self.env["med.site.visit"].search(
            [
                ("partner_id.commercial_partner_id", "=", case["party"].id),
                ("company_id", "=", case["company"].id),
                ("create_date", "<=", case["moment"]),
            ],
            order="visited_on",
        )
        rows = []
        for visit in visits:
            is_done = visit.done_at and visit.done_at <= case["moment"]
            rows.append(
                [
                    visit.visited_on,
                    visit.place,
                    ", ".join(visit.user_ids.mapped("name")),
                    self._label(visit._name, "result", visit.result) if is_done else "",
                    visit.conclusion if is_done else self.env._("not concluded"),
                    visit.done_by_id.name if is_done else "",
                ]
            )
        headers = [
            self.env._("Date"),
            self.env._("Site"),
            self.env._("Person"),
            self.env._("Result"),
            self.env._("Conclusion"),
            self.env._("Decided By"),
        ]
        return self.env._("Site Visits"), headers, rows
