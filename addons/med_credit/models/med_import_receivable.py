from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class MedImportReceivable(models.AbstractModel):
    """Open receivables of the old system: one posted opening entry each, due dates kept."""

    _name = "med.import.receivable"
    _description = "Import of Open Receivables"
    _inherit = "med.import.credit"

    @api.model
    def _read_case(self, run, rows, archive):
        # EXTENDS: documents that an import has taken in already
        case = super()._read_case(run, rows, archive)
        entries = self.env["account.move"].search(
            [
                ("company_id", "=", run.company_id.id),
                ("move_type", "=", "entry"),
                ("state", "=", "posted"),
                ("ref", "in", [row["document"] for row in rows if row.get("document")]),
            ]
        )
        case["entries"] = {(entry.ref, entry.line_ids.partner_id[:1]) for entry in entries}
        return case

    @api.model
    def _plan_subject(self, case, plan):
        # OVERRIDE
        customer = self._find_customer(case, plan)
        if plan.is_refused:
            return
        key = (plan.values["document"], customer)
        plan.subject = customer
        if key in case["seen"]:
            plan.note("document", "document_twice", plan.values["document"], "error")
        elif plan.values["due"] < plan.values["date"]:
            plan.note("due", "due_early", plan.values["due"], "error")
        elif not plan.values["amount"]:
            plan.note("amount", "nothing_open", "", "error")
        elif key not in case["entries"]:
            plan.does("new")
        case["seen"].add(key)

    @api.model
    def _apply(self, case, plans):
        # OVERRIDE
        good = [plan for plan in plans if not plan.is_refused and plan.action != "same"]
        if not good:
            return []
        journal = self._journal(case["company"])
        entries = self.env["account.move"].create([self._prepare_entry(case, journal, p) for p in good])
        entries.action_post()
        return [(plan, self._made_entry(entry)) for plan, entry in zip(good, entries, strict=True)]

    def _journal(self, company):
        journal = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", company.id)], limit=1
        )
        if not journal:
            raise UserError(
                self.env._("%(company)s has no journal for entries: add one first.", company=company.name)
            )
        return journal

    def _prepare_entry(self, case, journal, plan):
        """Values of an opening entry: the customer owes, against undistributed profit."""
        company, values = case["company"], plan.values
        customer = plan.subject.with_company(company)
        line = {"partner_id": customer.id, "name": values["document"]}
        receivable = {
            **line,
            "account_id": customer.property_account_receivable_id.id,
            "debit": values["amount"],
            "date_maturity": values["due"],
        }
        against = {
            **line,
            "account_id": company.get_unaffected_earnings_account().id,
            "credit": values["amount"],
        }
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "date": fields.Date.to_date(values["date"]),
            "ref": values["document"],
            "line_ids": [Command.create(receivable), Command.create(against)],
        }

    def _made_entry(self, entry):
        return {
            "res_model": entry._name,
            "res_id": entry.id,
            "res_name": entry.name,
            "kind": "created",
            "after": self._values_of(entry, ("ref", "date", "state")),
        }
