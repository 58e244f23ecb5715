from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class MedDossierRequalification(models.Model):
    """One reason for which a decided file waits for a new review."""

    _name = "med.dossier.requalification"
    _description = "Requalification"
    _inherit = ["med.guarded.mixin", "med.retention.mixin"]
    _order = "state desc, opened_on desc, id desc"
    _rec_name = "reason_id"
    _guarded_fields = ("state", "due_on", "closed_on", "closed_by_id", "comment", "is_lapse_told")

    dossier_id = fields.Many2one(
        "med.dossier", string="File", required=True, index=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="dossier_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="dossier_id.partner_id", string="Party", store=True)
    product_id = fields.Many2one(related="dossier_id.product_id", store=True)
    user_id = fields.Many2one(related="dossier_id.user_id", string="Responsible", store=True)
    reason_id = fields.Many2one(
        "med.requalification.reason", required=True, readonly=True, ondelete="restrict"
    )
    reason_code = fields.Char(string="Signal", required=True, readonly=True)
    facts = fields.Json(readonly=True)
    detail = fields.Text(string="What Happened", readonly=True)
    opened_on = fields.Date(required=True, readonly=True)
    due_on = fields.Date(
        string="Trade Until",
        readonly=True,
        index="btree_not_null",
        help="Last day on which trade goes on without a new decision; empty: no end.",
    )
    state = fields.Selection(
        [("open", "Open"), ("done", "Reviewed"), ("dismissed", "Dismissed")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    closed_on = fields.Date(readonly=True)
    closed_by_id = fields.Many2one("res.users", readonly=True)
    comment = fields.Char(string="Conclusion", readonly=True)
    is_lapse_told = fields.Boolean(readonly=True)

    _open_uniq = models.UniqueIndex("(dossier_id, reason_code) WHERE state = 'open'")

    def action_dismiss(self, reason):
        """Close without a new review: it changes nothing about the party or product.

        :param reason: why, kept in the ledger
        :raise AccessError: what stops trade is dismissed by the quality head only
        """
        if not (isinstance(reason, str) and reason.strip()):
            raise UserError(self.env._("Give the reason for this decision."))
        for row in self:
            row.dossier_id.check_access("write")
            job = "officer" if row.reason_id.stop == "never" else "head"
            if not self.env.user.has_group(f"med_base.group_quality_{job}"):
                raise AccessError(
                    self.env._(
                        "This requalification stops trade: the quality head decides whether "
                        "it is dropped."
                    )
                )
            if row.state != "open":
                raise UserError(
                    self.env._(
                        "This requalification of %(file)s is closed already.",
                        file=row.dossier_id.name,
                    )
                )
        # sudo: rows are written by the file's methods only; the right was asked above
        self.sudo()._close("dismissed", reason.strip())
        return True

    def action_open_file(self):
        """Open the file that is reviewed again."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.dossier",
            "res_id": self.dossier_id.id,
            "views": [(False, "form")],
        }

    def _close(self, state, comment):
        """Close these rows and let go on what only they held."""
        self._guarded_write(
            {
                "state": state,
                "comment": comment,
                "closed_on": self.env.company._med_today(),
                "closed_by_id": self.env.uid,
            }
        )
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": f"requalification.{state}",
                    "record": row.dossier_id,
                    "company": row.company_id,
                    "facts": {"reason": row.reason_code, "comment": comment},
                }
                for row in self
            ]
        )
        self.dossier_id._update_requalify_by()
        if state == "dismissed":
            self.dossier_id._recheck()  # what it held may go on, its owners are told

    # retention -----------------------------------------------------------

    def _retention_rule_code(self):
        # EXTENDS med.retention.mixin
        return "qualification_record"
