from odoo import api, fields, models
from odoo.exceptions import UserError


class MedDocumentVersion(models.Model):
    """One version: drafted, approved, in force from its day, replaced by the next."""

    _name = "med.document.version"
    _description = "Version of a Controlled Document"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "med.approval.state.mixin",
        "med.retention.mixin",
        "med.files.mixin",
    ]
    _order = "document_id, version desc"

    _guarded_fields = ("state", "version", "approved_at", "ended_on")

    document_id = fields.Many2one("med.document", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="document_id.company_id", store=True, index=True)
    version = fields.Integer(readonly=True, copy=False, aggregator=None)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pending", "Pending"),
            ("approved", "Approved, Not Yet in Force"),
            ("in_force", "In Force"),
            ("replaced", "Replaced"),
            ("rejected", "Rejected"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    summary = fields.Text("What Changed")
    attachment_ids = fields.Many2many("ir.attachment", string="Files", copy=False)
    effective_from = fields.Date("In Force from", tracking=True)
    ended_on = fields.Date("Replaced on", readonly=True, copy=False)
    approved_at = fields.Datetime("Approved on", readonly=True, copy=False)
    reading_ids = fields.One2many("med.document.reading", "version_id", string="Readers")
    change_id = fields.Many2one("med.change.request", "Change Request", index="btree_not_null")

    _version_uniq = models.UniqueIndex("(document_id, version)", "There is such a version already.")
    _one_in_force = models.UniqueIndex(
        "(document_id) WHERE state = 'in_force'", "Only one version of a document is in force."
    )

    @api.depends("document_id.display_name", "version")
    def _compute_display_name(self):
        for version in self:
            version.display_name = f"{version.document_id.display_name or ''} V{version.version}"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin
        versions = super().create(vals_list)
        versions._adopt_files()
        for version in versions:
            numbers = (version.document_id.version_ids - version).mapped("version")
            # sudo: the number is the system's
            version.sudo()._guarded_write({"version": max(numbers, default=0) + 1})
        return versions

    def write(self, vals):
        # EXTENDS base: what was submitted stays as it is
        touched = {*self._approval_content_fields(), "attachment_ids", "change_id"} & set(vals)
        locked = self.filtered(lambda version: version.state != "draft")
        if touched and locked and not self._has_ticket("state"):
            raise UserError(
                self.env._(
                    "%(version)s was submitted and stays as it is. Start a new version for what changes.",
                    version=locked[0].display_name,
                )
            )
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        return result

    # approval ------------------------------------------------------------

    def _approval_content_fields(self):
        # OVERRIDE
        return ["document_id", "version", "summary", "effective_from"]

    def _approval_check_submit(self):
        # EXTENDS med.approval.mixin
        result = super()._approval_check_submit()
        missing = [
            name
            for name in ("attachment_ids", "summary", "effective_from")
            if not self[name] or (name == "summary" and not self.summary.strip())
        ]
        if self.state != "draft" or missing:
            raise UserError(
                self.env._(
                    "%(version)s cannot be submitted: it must be a draft with its file, what changed, and "
                    "the day from which it is in force. Still missing: %(missing)s.",
                    version=self.display_name,
                    missing=self._labels_of(missing) or "–",
                )
            )
        return result

    def _approval_on_approved(self, request):
        # OVERRIDE
        if request.route_size != "small" and self.env.user == self.create_uid:
            raise UserError(
                self.env._(
                    "%(version)s: you wrote it, so another person approves it.", version=self.display_name
                )
            )
        self._guarded_write({"state": "approved", "approved_at": fields.Datetime.now()})
        self._put_in_force()

    # in force ------------------------------------------------------------

    def _put_in_force(self):
        """Replace the version in force where the day has come; in sudo mode."""
        for version in self.filtered(lambda version: version.state == "approved"):
            today = version.company_id._med_today()
            if version.effective_from > today or not version._approval_is_current():
                continue
            before = version.document_id.current_id
            if before:
                before._guarded_write({"state": "replaced", "ended_on": today})
                before._end_readings()
                before._log_event("document.replaced")
                before.flush_recordset(["state"])
            version._guarded_write({"state": "in_force"})
            version.document_id._guarded_write({"current_id": version.id})
            version._distribute()
            version._log_event("document.issued")

    def _distribute(self):
        """Everybody who has to read it gets it with a day; known readers keep theirs."""
        document = self.document_id
        people = document._readers() - self.reading_ids.user_id
        due = fields.Date.add(self.company_id._med_today(), days=document.read_days)
        vals_list = [{"version_id": self.id, "user_id": user.id, "date_due": due} for user in people]
        self.env["med.document.reading"]._with_ticket("create").create(vals_list)._without_ticket()._ask()

    def _end_readings(self):
        """Nobody is asked any longer to read what is not in force."""
        waiting = self.reading_ids.filtered(lambda reading: not reading.confirmed_at)
        waiting.activity_unlink(["mail.mail_activity_data_todo"])

    def action_distribute(self):
        """Give it to those who hold one of its jobs since."""
        self.check_access("write")
        for version in self.filtered(lambda version: version.state == "in_force"):
            version.sudo()._distribute()  # sudo: readings are made by the system
        return True

    @api.model
    def _cron_put_in_force(self):
        """Versions whose day has come; people who took a job since."""
        self.sudo().search([("state", "=", "approved")])._put_in_force()  # sudo: a job of the system
        for version in self.sudo().search([("state", "=", "in_force")]):  # sudo: as above
            version._distribute()
        self.env["med.document"]._cron_review()

    def _log_event(self, event):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": version.document_id,
                    "company": version.company_id,
                    "facts": {"number": version.document_id.number, "version": version.version},
                }
                for version in self
            ]
        )

    def _retention_applies(self):
        # OVERRIDE
        return self.state != "draft"
