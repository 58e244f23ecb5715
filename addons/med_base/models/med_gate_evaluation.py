from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

WINDOW_DAYS = 30
BATCH = 200
FIRST_RUN = 500  # documents judged while somebody waits for the screen


class MedGateEvaluation(models.Model):
    """The last judgement of each recent document, as if the gate were live today.

    The share that would pass is counted over these rows, so each figure of it can be
    opened. Rows are replaced by every evaluation; they are no evidence.
    """

    _name = "med.gate.evaluation"
    _description = "Re-evaluated document"
    _order = "is_stopped desc, res_model, res_id desc"
    _rec_name = "res_name"

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    res_model = fields.Char(string="Document Type", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", required=True, readonly=True
    )
    res_name = fields.Char(string="Document", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True)
    stage = fields.Selection(selection="_selection_stage", readonly=True)
    is_stopped = fields.Boolean(string="Would Be Stopped", readonly=True)
    stopped_check_ids = fields.Many2many("med.gate.check", string="Stopped By", readonly=True)
    evaluated_at = fields.Datetime(default=fields.Datetime.now, readonly=True)

    @api.model
    def _selection_stage(self):
        return self.env["med.gate.check"]._fields_stages()

    @api.model
    def action_evaluate(self):
        """Judge the current company's documents of the last 30 days again, now.

        :raise UserError: for people who are neither quality staff nor consultant
        """
        if not self.env.user.has_group("med_base.group_quality_officer") and (
            not self.env.user.has_group("med_base.group_consultant")
        ):
            raise UserError(
                self.env._(
                    "Recent documents are judged again by the quality department or "
                    "the consultant. It also happens every night by itself."
                )
            )
        # sudo: the share is counted over all documents, not those this user may read
        self.sudo()._evaluate_company(self.env.company)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def action_open_share(self):
        """Open the share that would pass; judged now where that never happened yet."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("med_base.med_gate_check_action_trial")
        company = self.env.company
        if self.search_count([("company_id", "=", company.id)], limit=1):
            return action
        # sudo: the share is counted over all documents, not those this user may read
        if message := self.sudo()._evaluate_first(company):
            params = {"type": "info", "sticky": False, "message": message, "next": action}
            return {"type": "ir.actions.client", "tag": "display_notification", "params": params}
        return action

    def _evaluate_first(self, company):
        """Judge a company for the first time; return why there are no figures, if none."""
        count = sum(len(documents) for documents, _stage in self._evaluated_documents(company))
        if count > FIRST_RUN:
            return self.env._(
                "%(count)s documents of the last 30 days are judged tonight. Press Judge "
                "again to have the figures now; it takes some minutes.",
                count=count,
            )
        self._evaluate_company(company)
        if self.search_count([("company_id", "=", company.id)], limit=1):
            return None
        return self.env._(
            "No order, delivery or invoice with medical devices in the last 30 days: the "
            "figures begin with the first one."
        )

    def _cron_evaluate(self):
        """Nightly: judge recent documents again, one company a transaction."""
        companies = self.env["res.company"].search([("active", "=", True)])
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            self._evaluate_company(company)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _evaluate_company(self, company):
        """Replace the rows of one company, and settle its would-be stops."""
        self.search([("company_id", "=", company.id)]).unlink()
        current = set()
        for documents, stage in self._evaluated_documents(company):
            for start in range(0, len(documents), BATCH):
                batch = documents[start : start + BATCH]
                current |= self._evaluate_batch(company, batch, stage)
        self._settle_hits(company, current)

    @api.model
    def _evaluated_documents(self, company):
        """Which documents are judged again; addons append theirs.

        :return: list of (documents, stage): those entered in the last 30 days and not
            cancelled
        """
        since = fields.Datetime.now() - timedelta(days=WINDOW_DAYS)
        recent = [
            ("company_id", "=", company.id),
            ("create_date", ">=", since),
            ("state", "!=", "cancel"),
        ]
        outgoing = ("picking_type_id.code", "=", "outgoing")
        invoice = ("move_type", "=", "out_invoice")
        env = self.with_company(company).env
        return [
            (env["sale.order"].search(recent), "confirm"),
            (env["purchase.order"].search(recent), "purchase"),
            (env["stock.picking"].search([*recent, outgoing]), "ship"),
            (env["account.move"].search([*recent, invoice]), "invoice"),
        ]

    def _evaluate_batch(self, company, documents, stage):
        """Judge one batch and store a row for each document with devices.

        :return: set of (model, id, check code) that would be stopped
        """
        judged = documents.browse(
            {documents._gate_line_document(line).id for line in documents._gate_lines(stage)}
        )
        stops = {}
        for finding in judged._gate_evaluate(stage):
            if (finding["severity"] == "block" or finding["trial"]) and (not finding["waived"]):
                stops.setdefault(finding["document_id"], set()).add(finding["check"])
        checks = self.env["med.gate.check"]._effective(company)
        partners = {d.id: p for d, p in judged._gate_partners(stage).items()}
        rows = []
        for document in judged:
            row = self._prepare_row(document, stops.get(document.id, set()), checks)
            partner = partners.get(document.id)
            rows.append(
                {
                    **row,
                    "company_id": company.id,
                    "stage": stage,
                    "partner_id": partner[:1].id if partner else False,
                }
            )
        self.create(rows)
        return {
            (documents._name, document_id, code) for document_id, codes in stops.items() for code in codes
        }

    def _prepare_row(self, document, codes, checks):
        ids = [checks[code].id for code in codes if code in checks]
        return {
            "res_model": document._name,
            "res_id": document.id,
            "res_name": document.display_name,
            "is_stopped": bool(codes),
            "stopped_check_ids": [fields.Command.set(ids)],
        }

    def _settle_hits(self, company, current):
        """Mark the would-be stops whose reason is gone, and those that came back."""
        hits = self.env["med.gate.trial.hit"].search(
            [
                ("company_id", "=", company.id),
                ("day", ">=", company._med_today() - timedelta(days=WINDOW_DAYS)),
            ]
        )
        still = hits.filtered(lambda h: (h.res_model, h.res_id, h.check_code) in current)
        still.filtered("is_settled").write({"is_settled": False})
        (hits - still).filtered(lambda h: not h.is_settled).write({"is_settled": True})

    def action_open_document(self):
        """Open the judged document."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
