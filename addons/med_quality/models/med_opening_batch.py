from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# so long after the inspection of receipts began a company may still take over stock by its officers
TAKE_OVER_DAYS = 90
STATEMENT = (
    "These goods were on stock on the first day. They were counted and looked at, their lots and dates "
    "compared with the labels; those released here are fit for sale."
)


class MedOpeningBatch(models.Model):
    """Opening stock: lots taken over from the old system, released by one signature (期初)."""

    _name = "med.opening.batch"
    _description = "Opening Stock"
    _inherit = ["med.guarded.mixin", "med.evidence.mixin", "med.retention.mixin", "mail.thread"]
    _order = "id desc"
    _guarded_fields = ("state", "company_id", "run_id", "released_by_id", "released_at", "statement")
    _med_signed_methods = {"action_release": STATEMENT}

    name = fields.Char(required=True, readonly=True, copy=False)
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    run_id = fields.Many2one(
        "med.import.run", string="Import", readonly=True, index=True, ondelete="restrict"
    )
    line_ids = fields.One2many("med.opening.line", "batch_id", string="Lots")
    state = fields.Selection(
        [("draft", "To Release"), ("released", "Released")],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
    )
    released_by_id = fields.Many2one("res.users", readonly=True)
    released_at = fields.Datetime(readonly=True)
    statement = fields.Char(readonly=True)
    line_count = fields.Integer(string="Number of Lots", compute="_compute_counts")
    missing_count = fields.Integer(string="Dates Missing", compute="_compute_counts")
    expired_count = fields.Integer(string="Expired", compute="_compute_counts")

    @api.depends("line_ids.problem")
    def _compute_counts(self):
        for batch in self:
            problems = batch.line_ids.mapped("problem")
            batch.line_count = len(problems)
            batch.missing_count = problems.count("no_expiry")
            batch.expired_count = problems.count("expired")

    def _retention_rule_code(self):
        # EXTENDS med.retention.mixin
        return "company_record"

    def _retention_applies(self):
        # EXTENDS med.retention.mixin
        return self.state == "released"

    @api.model
    def _retention_depends(self):
        # EXTENDS med.retention.mixin
        return ["state"]

    def unlink(self):
        # EXTENDS med.evidence.mixin: what nobody released goes with the import that made it
        drafts = self.filtered(lambda batch: batch.state == "draft" and not batch.line_ids)
        if drafts == self and self._has_ticket("undo"):
            return models.Model.unlink(self)
        return super().unlink()

    @api.model
    def _batch_of(self, run):
        """The batch that an import fills; made when its first row is carried out."""
        found = self.search([("run_id", "=", run.id), ("state", "=", "draft")], limit=1)
        if found:
            return found
        vals = {"name": run.name, "run_id": run.id, "company_id": run.company_id.id}
        return self._with_ticket("create").create(vals)._without_ticket()

    # release -------------------------------------------------------------

    def action_ask_release(self):
        """Open the signing dialog for the whole batch."""
        self.ensure_one()
        self._check_may_release()
        return self.action_med_sign("action_release")

    def _check_may_release(self):
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(
                self.env._("%(name)s is released by quality. Ask a quality officer.", name=self.name)
            )
        self.check_access("write")
        if self.state != "draft" or not self.line_ids:
            raise UserError(
                self.env._("%(name)s has nothing to release, or was released already.", name=self.name)
            )
        self._check_is_opening()

    def _check_is_opening(self):
        """What came since is inspected; long after the first day only the head takes stock over."""
        since = self.company_id.sudo().med_quality_since  # sudo: a setting of the company
        if not since:
            return
        late = self.company_id._med_today() > since + timedelta(days=TAKE_OVER_DAYS)
        if late and not self.env.user.has_group("med_base.group_quality_head"):
            raise AccessError(
                self.env._(
                    "%(name)s: goods are inspected since %(day)s. So long afterwards only the quality head "
                    "takes stock over.",
                    name=self.name,
                    day=fields.Date.to_string(since),
                )
            )
        known = self.line_ids._known_lots()._med_came_since(self.company_id, since)
        if known:
            raise UserError(
                self.env._(
                    "%(lots)s came or was judged since the first day: it is released by its inspection, not "
                    "as opening stock.",
                    lots=", ".join(known.mapped("name")),
                )
            )

    def action_release(self):
        """Take these goods on stock: complete lots into the green zone, those without expiry into the
        yellow one, expired ones into the red one. Signed; Odoo's own count posts stock and accounting.

        :raise UserError: not quality, no signature, released already
        """
        self.ensure_one()
        self._check_may_release()
        signature = self._med_require_signature("action_release")
        self.line_ids._make_lots()
        self.line_ids._take_in()
        self._guarded_write(
            {
                "state": "released",
                "released_by_id": self.env.uid,
                "released_at": fields.Datetime.now(),
                "statement": signature.meaning or STATEMENT,
            }
        )
        self.env["med.ledger.entry"]._append(
            "opening.released",
            record=self,
            company=self.company_id,
            facts={
                "lots": len(self.line_ids),
                "quantity": sum(self.line_ids.mapped("quantity")),
                "missing": self.missing_count,
                "expired": self.expired_count,
            },
        )
        return True

    def action_open_lines(self):
        """The lots of this batch."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_quality.med_opening_line_action")
        return {**action, "domain": [("batch_id", "=", self.id)], "context": {}}

    def action_open_missing(self):
        """Lots that wait for a date."""
        return {**self.action_open_lines(), "context": {"search_default_missing": 1}}
