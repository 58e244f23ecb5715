import json
from datetime import timedelta

from odoo import api, fields, models

DAYS = 365
SHOWN = 15
# who sees what everybody else sees masked: (model, field, groups that read it)
MASKED = (
    ("res.partner", "med_id_number", "med_base.group_sensitive"),
    ("res.partner.bank", "acc_number", "account.group_account_invoice"),
    ("med.robot", "webhook_url", "base.group_system,med_base.group_consultant"),
)


class MedDataProtection(models.TransientModel):
    """Data protection on one page: who sees what, what left the house, what is due."""

    _name = "med.data.protection"
    _description = "Data Protection"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, readonly=True
    )
    body = fields.Html(compute="_compute_body", sanitize=False)

    @api.depends_context("lang")
    def _compute_display_name(self):
        for page in self:
            page.display_name = self.env._("Data protection")

    @api.depends("company_id")
    @api.depends_context("lang")
    def _compute_body(self):
        for page in self:
            page.body = self.env["ir.qweb"]._render("med_base.data_protection_body", page._values())

    def _values(self):
        """Everything the page shows, for one company."""
        due, review = self.env["med.access.review"]._next_due(self.company_id)
        return {
            "company": self.company_id,
            "masked": self._masked_rows(),
            "exports": self._exports(),
            "looks": self._looks(),
            "records": self._of_company("med.processing.record"),
            "transfers": self._of_company("med.transfer.assessment"),
            "review_due": due,
            "review": review,
            "today": self.env.company._med_today(),
            "backup": self.env["med.backup.status"]._read_status(),
        }

    def _of_company(self, model):
        return self.env[model].search([("company_id", "in", [self.company_id.id, False])])

    @api.model
    def _masked_fields(self):
        """What is masked: (model, field, groups); addons extend."""
        return MASKED

    def _masked_rows(self):
        """Each masked field with the people who read it in full."""
        rows = []
        for model, name, groups in self._masked_fields():
            # sudo: members of groups, for readers of the page
            users = self.env["res.users"].sudo().union(
                *(self.env.ref(group).sudo().all_user_ids for group in groups.split(","))
            )
            mine = users.filtered(lambda u: u.active and not u.share and self.company_id in u.company_ids)
            rows.append(
                {
                    # sudo: the label of a model
                    "model": self.env["ir.model"].sudo()._get(model).name,
                    "field": self.env[model]._fields[name]._description_string(self.env),
                    "groups": [self.env.ref(group).sudo().name for group in groups.split(",")],
                    "users": mine.sorted("name"),
                }
            )
        return rows

    def _entries(self, event):
        # sudo: figures of the ledger for all who may open the page
        since = fields.Datetime.now() - timedelta(days=DAYS)
        domain = [("event", "=", event), ("logged_at", ">=", since)]
        domain.append(("company_id", "in", [self.company_id.id, False, 0]))
        return self.env["med.ledger.entry"].sudo().search(domain, order="id desc")

    def _exports(self):
        """Exports of the last year that held personal data: count and the latest."""
        found = self._entries("export.data").filtered(lambda e: '"personal":true' in (e.facts or ""))
        latest = [
            {
                "at": entry.logged_at,
                "user": entry.user_name,
                "model": entry.res_model,
                "count": json.loads(entry.facts).get("count"),
                "fields": len(json.loads(entry.facts).get("fields") or ()),
            }
            for entry in found[:SHOWN]
        ]
        return {"count": len(found), "latest": latest}

    def _looks(self):
        """How often who had masked values shown, most first."""
        counts = {}
        for entry in self._entries("personal.revealed"):
            counts[entry.user_name] = counts.get(entry.user_name, 0) + 1
        return sorted(counts.items(), key=lambda item: (-item[1], item[0] or ""))

    def action_print(self):
        """Print the page."""
        return self.env.ref("med_base.action_report_data_protection").report_action(self)

    def action_open_exports(self):
        """The exports in the ledger."""
        action = self.env["ir.actions.act_window"]._for_xml_id("med_base.med_ledger_entry_action")
        action["domain"] = [("event", "in", ("export.data", "personal.revealed"))]
        action["context"] = {}
        return action
