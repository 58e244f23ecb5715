import json
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..medkernel import canonical

_logger = logging.getLogger(__name__)

INSERT = """
    INSERT INTO med_gate_refusal (
        kind, state, res_model, res_id, res_name, company_id_int, partner_id_int,
        partner_name, user_id_int, user_name, owner_id_int, stage, digest, hour,
        count, findings, reasons, create_uid, create_date, write_uid, write_date,
        last_at)
    VALUES (
        'refused', 'open', %(res_model)s, %(res_id)s, %(res_name)s, %(company)s,
        %(partner)s, %(partner_name)s, %(user)s, %(user_name)s, %(owner)s, %(stage)s,
        %(digest)s, date_trunc('hour', now() AT TIME ZONE 'UTC'), 1, %(findings)s,
        %(reasons)s, %(user)s, now() AT TIME ZONE 'UTC', %(user)s,
        now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')
    ON CONFLICT (user_id_int, res_model, res_id, stage, digest, hour)
    DO UPDATE SET count = med_gate_refusal.count + 1,
                  last_at = now() AT TIME ZONE 'UTC'
    RETURNING id, count
"""


class MedGateRefusal(models.Model):
    """A stopped document: kept though the attempt itself rolled back.

    Rows carry plain integers instead of foreign keys: the document, or its user, may
    never have been committed.
    """

    _name = "med.gate.refusal"
    _inherit = ["med.guarded.mixin", "med.evidence.mixin"]
    _description = "Stopped Document"
    _order = "last_at desc, id desc"
    _rec_name = "res_name"

    kind = fields.Selection(
        [("refused", "Refused"), ("split", "Moved out")],
        default="refused",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [("open", "Stopped"), ("cleared", "May go on")],
        default="open",
        required=True,
        readonly=True,
    )
    res_model = fields.Char(string="Document Type", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", string="Document ID", readonly=True
    )
    res_name = fields.Char(string="Document", readonly=True)
    company_id_int = fields.Integer(string="Company ID", readonly=True)
    partner_id_int = fields.Integer(string="Partner ID", readonly=True)
    partner_name = fields.Char(string="Partner", readonly=True)
    user_id_int = fields.Integer(string="User ID", readonly=True)
    user_name = fields.Char(string="Tried By", readonly=True)
    owner_id_int = fields.Integer(string="Owner ID", readonly=True)
    stage = fields.Selection(
        lambda self: self.env["med.gate.check"]._fields_stages(), readonly=True
    )
    digest = fields.Char(readonly=True)
    hour = fields.Datetime(readonly=True)
    last_at = fields.Datetime(string="Last Attempt", readonly=True)
    count = fields.Integer(string="Attempts", default=1, readonly=True)
    findings = fields.Json(readonly=True)
    reasons = fields.Text(readonly=True)
    cleared_at = fields.Datetime(readonly=True)

    _guarded_fields = ("state", "res_model", "res_id", "findings", "digest", "count")
    _attempt_uniq = models.UniqueIndex(
        "(user_id_int, res_model, res_id, stage, digest, hour)"
    )
    _open_partner_idx = models.Index("(partner_id_int) WHERE state = 'open'")

    @api.model
    def _keep(self, documents, stage, findings):
        """Keep a refusal whatever becomes of the transaction.

        Exactly one of the two hooks fires: after the rollback that the refusal
        causes, or after the commit when somebody swallowed it. Locks are gone by
        then, so a new cursor can write.
        """
        rows = [
            self._prepare_row(document, stage, mine)
            for document in documents
            if (mine := [f for f in findings if f["document_id"] == document.id])
        ]
        cr, registry, uid = self.env.cr, self.env.registry, self.env.uid

        def keep():
            try:
                with registry.cursor() as new_cr:
                    self._insert_rows(new_cr, uid, rows)
            except Exception:  # house: ok, the answer to the user must not depend on the log
                _logger.exception("A refusal at the gate could not be recorded")

        cr.postrollback.add(keep)
        cr.postcommit.add(keep)

    @api.model
    def _prepare_row(self, document, stage, findings):
        partner = document._gate_partners(stage).get(document)
        partner = partner[:1] if partner else self.env["res.partner"]
        return {
            "res_model": document._name,
            "res_id": document.id,
            "res_name": document.display_name,
            "company": document._gate_company().id,
            "partner": partner.id or 0,
            "partner_name": partner.display_name or "",
            "user": self.env.uid,
            "user_name": self.env.user.name,
            "owner": document._gate_owner().id or self.env.uid,
            "stage": stage,
            "digest": canonical.digest(sorted(f["digest"] for f in findings)),
            "findings": json.dumps(findings, ensure_ascii=False),
            "reasons": "\n".join(dict.fromkeys(f["message"] for f in findings)),
        }

    @api.model
    def _insert_rows(self, cr, uid, rows):
        """Insert or count up; only the first attempt of an hour goes to the ledger."""
        env = api.Environment(cr, uid, {})
        entries = []
        for row in rows:
            cr.execute(INSERT, row)
            refusal_id, count = cr.fetchone()
            if count == 1:
                entries.append(self._prepare_entry(env, row, refusal_id))
        env["med.ledger.entry"]._append_batch(entries)

    @api.model
    def _prepare_entry(self, env, row, refusal_id):
        checks = sorted({f["check"] for f in json.loads(row["findings"])})
        return {
            "event": "gate.refused",
            "record": env["med.gate.refusal"].browse(refusal_id),
            "company": env["res.company"].browse(row["company"]),
            "facts": {
                "document": [row["res_model"], row["res_id"], row["res_name"]],
                "stage": row["stage"],
                "checks": checks,
                "digest": row["digest"],
            },
        }

    @api.model
    def _register_split(self, document, findings):
        """Put a document made of stopped lines on the list of stopped documents."""
        row = self._prepare_row(document, document._gate_confirm_stage, findings)
        # sudo: the list is written by the gate only
        self.sudo()._with_ticket("create").create(
            {
                "kind": "split",
                "res_model": row["res_model"],
                "res_id": row["res_id"],
                "res_name": row["res_name"],
                "company_id_int": row["company"],
                "partner_id_int": row["partner"],
                "partner_name": row["partner_name"],
                "user_id_int": row["user"],
                "user_name": row["user_name"],
                "owner_id_int": row["owner"],
                "stage": row["stage"],
                "digest": row["digest"],
                "findings": findings,
                "reasons": row["reasons"],
                "hour": fields.Datetime.now().replace(minute=0, second=0),
                "last_at": fields.Datetime.now(),
            }
        )

    # after a paper was approved ------------------------------------------

    @api.model
    def _recheck(self, partners=None, products=None):
        """Judge stopped documents again and tell the owners of those that may go on.

        Nothing confirms by itself.
        :param partners: res.partner whose papers changed
        :param products: product.product whose papers changed
        :return: the rows cleared now
        """
        # sudo: whoever approves a paper need not read sales documents
        self = self.sudo()
        waiting = self._waiting_for(partners, products)
        cleared = self.browse()
        for model, rows in waiting.grouped("res_model").items():
            if model not in self.env:
                continue
            documents = self.env[model].browse(set(rows.mapped("res_id")))
            free = rows._free_documents(documents.exists())
            cleared += rows.filtered(lambda row, free=free: row.res_id in free.ids)
        cleared._clear()
        return cleared

    @api.model
    def _waiting_for(self, partners, products):
        rows = self.browse()
        if partners:
            ids = partners.commercial_partner_id.ids
            rows |= self.search(
                [("state", "=", "open"), ("partner_id_int", "in", ids)]
            )
        if products:
            wanted = set(products.ids)
            rows |= self.search([("state", "=", "open")]).filtered(
                lambda row: wanted & {f["product_id"] for f in row.findings or []}
            )
        return rows

    def _free_documents(self, documents):
        """Documents that nothing stops at their next stage any more."""
        free = documents.browse()
        for stage, group in documents.grouped(lambda d: d._gate_next_stage()).items():
            if not stage:
                free += group
                continue
            stopped = {
                f["document_id"]
                for f in group._gate_evaluate(stage)
                if group._gate_is_stop(f)
            }
            free += group.filtered(lambda d, stopped=stopped: d.id not in stopped)
        return free

    def _clear(self):
        self._guarded_write({"state": "cleared", "cleared_at": fields.Datetime.now()})
        for key in {(row.res_model, row.res_id, row.owner_id_int) for row in self}:
            model, res_id, owner_id = key
            document = self.env[model].browse(res_id)
            owner = self.env["res.users"].browse(owner_id).exists()
            if owner.active and document._gate_next_stage():
                self._tell_owner(document, owner)

    @api.model
    def _tell_owner(self, document, owner):
        """One message to one person: this document may go on."""
        text = self._med_spoken_to(owner).env._("May go on: nothing stops %s any more.")
        document.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=owner.id,
            summary=text % document.display_name,
        )

    def action_open_document(self):
        """Open the stopped document."""
        self.ensure_one()
        if not self.env[self.res_model].browse(self.res_id).exists():
            raise UserError(
                self.env._("%(document)s does not exist.", document=self.res_name)
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
