from odoo import api, fields, models


class MedGateTrialHit(models.Model):
    """What trial mode let through: one row per document, check, line and day."""

    _name = "med.gate.trial.hit"
    _inherit = ["med.evidence.mixin"]
    _description = "Would have been stopped"
    _order = "day desc, id desc"
    _rec_name = "res_name"

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    day = fields.Date(required=True, index=True, readonly=True)
    res_model = fields.Char(string="Document Type", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", required=True, readonly=True
    )
    res_name = fields.Char(string="Document", readonly=True)
    partner_id = fields.Many2one("res.partner", index="btree_not_null", readonly=True)
    product_id = fields.Many2one("product.product", index="btree_not_null", readonly=True)
    line_id = fields.Integer("Line Number", readonly=True)
    line_name = fields.Char(string="Line", readonly=True)
    check_code = fields.Char(required=True, readonly=True)
    check_name = fields.Char(string="Check", readonly=True)
    stage = fields.Selection(selection="_selection_stage", readonly=True)
    message = fields.Text(string="Reason", readonly=True)
    law = fields.Char(string="Law or Rule", readonly=True)
    user_id = fields.Many2one("res.users", string="Done By", readonly=True)
    is_settled = fields.Boolean(
        string="Would Pass Today",
        readonly=True,
        help="The last re-evaluation of the document no longer found this reason.",
    )

    _document_idx = models.Index("(res_model, res_id)")

    @api.model
    def _selection_stage(self):
        return self.env["med.gate.check"]._fields_stages()

    @api.model
    def _record(self, documents, stage, findings):
        """Keep what would have been stopped, once a day for each line and check.

        Two simultaneous confirmations may leave a row twice: harmless, and better than
        making one of them fail.

        :param documents: records of one model, as the gate judges them
        :param stage: stage at which they were judged
        :param findings: dicts of ``action_gate_check``, those of trial mode only
        :return: the new rows
        """
        # sudo: everybody who confirms leaves the trace, nobody writes it by hand
        hits = self.sudo()
        by_id = {document.id: document for document in documents}
        partners = {d.id: p for d, p in documents._gate_partners(stage).items()}
        rows = [
            hits._prepare_hit(by_id[finding["document_id"]], stage, finding, partners)
            for finding in findings
            if finding["document_id"] in by_id
        ]
        known = hits._known_keys(documents)
        fresh = {}
        for row in rows:
            if hits._key(row) not in known:
                fresh.setdefault(hits._key(row), row)
        return hits.create(list(fresh.values()))

    def _prepare_hit(self, document, stage, finding, partners):
        company = document._gate_company()
        partner = partners.get(document.id)
        return {
            "company_id": company.id,
            "day": company._med_today(),
            "res_model": document._name,
            "res_id": document.id,
            "res_name": document.display_name,
            "partner_id": partner[:1].id if partner else False,
            "product_id": finding.get("product_id") or False,
            "line_id": finding["line_id"] or 0,
            "line_name": finding["line_name"] or False,
            "check_code": finding["check"],
            "check_name": finding["name"],
            "stage": stage,
            "message": finding["message"],
            "law": finding["law"],
            "user_id": self.env.uid,
        }

    @api.model
    def _known_keys(self, documents):
        """Keys of the rows these documents have today."""
        days = {document._gate_company()._med_today() for document in documents}
        found = self.search_fetch(
            [
                ("res_model", "=", documents._name),
                ("res_id", "in", documents.ids),
                ("day", "in", list(days)),
            ],
            ["res_id", "check_code", "line_id", "day"],
        )
        return {(hit.res_id, hit.check_code, hit.line_id, hit.day) for hit in found}

    @api.model
    def _key(self, row):
        return row["res_id"], row["check_code"], row["line_id"], row["day"]

    def action_open_document(self):
        """Open the document this row speaks of."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
