from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

KINDS = [
    ("policy", "Rule of the Quality System"),
    ("procedure", "Work Procedure"),
    ("duty", "Duties of a Job"),
    ("form", "Record Form"),
    ("external", "External Document"),
]


class MedDocument(models.Model):
    """A controlled document of the quality system: one version is in force, its readers confirm."""

    _name = "med.document"
    _description = "Controlled Document"
    _inherit = ["mail.thread", "mail.activity.mixin", "med.guarded.mixin", "med.retention.mixin"]
    _order = "number, id"
    _rec_names_search = ["name", "number"]

    _guarded_fields = ("current_id", "withdrawn_at", "withdraw_reason")

    number = fields.Char(required=True, tracking=True)
    name = fields.Char("Title", required=True, tracking=True, translate=True)
    kind = fields.Selection(KINDS, required=True, default="procedure", index=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
    )
    law = fields.Char("Basis", help="Article that asks for it.")
    reader_group_ids = fields.Many2many(
        "res.groups",
        string="Jobs That Read It",
        domain="[('id', 'in', job_group_ids)]",
        help="Whoever holds one of these jobs confirms each version.",
    )
    job_group_ids = fields.Many2many("res.groups", compute="_compute_job_group_ids")
    reader_ids = fields.Many2many("res.users", string="More Readers", domain=[("share", "=", False)])
    read_days = fields.Integer("Days to Read", default=14, required=True)
    review_months = fields.Integer("Reviewed Every (Months)", default=24, required=True)
    review_on = fields.Date("Next Review", compute="_compute_review_on", store=True)
    version_ids = fields.One2many("med.document.version", "document_id", string="Versions")
    current_id = fields.Many2one("med.document.version", "Version in Force", readonly=True, copy=False)
    effective_from = fields.Date(related="current_id.effective_from")
    unread_count = fields.Integer("Not Yet Read", compute="_compute_unread_count")
    withdrawn_at = fields.Datetime("Withdrawn on", readonly=True, copy=False)
    withdraw_reason = fields.Char(readonly=True, copy=False)

    _number_uniq = models.UniqueIndex("(company_id, number)", "There is a document with this number already.")
    _positive = models.Constraint(
        "CHECK (read_days > 0 AND review_months > 0)", "Days and months must be above zero."
    )

    @api.depends("number", "name")
    def _compute_display_name(self):
        for document in self:
            document.display_name = " ".join(filter(None, [document.number, document.name]))

    def _compute_job_group_ids(self):
        # sudo: the names of jobs are no secret
        self.job_group_ids = self.env["med.role"].sudo().search([("group_id", "!=", False)]).group_id

    @api.depends("current_id.effective_from", "review_months")
    def _compute_review_on(self):
        for document in self:
            start = document.current_id.effective_from
            document.review_on = start and fields.Date.add(start, months=document.review_months)

    @api.depends("current_id.reading_ids.confirmed_at")
    def _compute_unread_count(self):
        # sudo: how many are missing, whoever looks
        rows = (
            self.env["med.document.reading"]
            .sudo()
            ._read_group(
                [("version_id", "in", self.current_id.ids), ("confirmed_at", "=", False)],
                ["version_id"],
                ["__count"],
            )
        )
        counts = {version.id: count for version, count in rows}
        for document in self:
            document.unread_count = counts.get(document.current_id.id, 0)

    def _readers(self):
        """Active people of the company who have to read it."""
        # sudo: who holds a job, whoever issues the document
        people = self.sudo().reader_group_ids.all_user_ids | self.sudo().reader_ids  # sudo: as above
        return people.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )

    def action_new_version(self):
        """Start the next version as a draft, or open the draft there is."""
        self.ensure_one()
        self.check_access("write")
        if self.withdrawn_at:
            raise UserError(self.env._("%(document)s was withdrawn.", document=self.display_name))
        drafts = self.version_ids.filtered(lambda version: version.state in ("draft", "pending"))
        version = drafts[:1] or self.env["med.document.version"].create({"document_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.document.version",
            "res_id": version.id,
            "views": [(False, "form")],
        }

    def action_open_unread(self):
        """Who has not confirmed the version in force yet."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_quality.med_document_reading_action")
        return {**action, "domain": [("version_id", "=", self.current_id.id)], "context": {}}

    def action_cancel(self, reason=None):
        """Take a document out of force for good (quality head), with the reason.

        :raise AccessError: not the quality head
        """
        self.check_access("write")
        if not self.env.user.has_group("med_base.group_quality_head"):
            raise AccessError(self.env._("Only the quality head withdraws a document."))
        if not (isinstance(reason, str) and reason.strip()):
            raise UserError(self.env._("Give the reason for this decision."))
        for document in self:
            version = document.current_id.sudo()  # sudo: the states of versions are the system's
            version._guarded_write({"state": "replaced", "ended_on": document.company_id._med_today()})
            version._end_readings()
            document._guarded_write(
                {
                    "current_id": False,
                    "withdrawn_at": fields.Datetime.now(),
                    "withdraw_reason": reason.strip(),
                }
            )
            self.env["med.ledger.entry"]._append(
                "document.withdrawn",
                record=document,
                company=document.company_id,
                facts={"number": document.number, "reason": reason.strip()},
            )
        return True

    def _retention_applies(self):
        # OVERRIDE: what was never in force is no evidence
        return bool(self.version_ids.filtered(lambda version: version.state != "draft"))

    @api.model
    def _cron_review(self):
        """Documents due for their review: one to-do for the owner."""
        summary = self.env._("Review this document: is it still right?")
        soon = fields.Date.add(self.env.company._med_today(), days=30)
        due = self.sudo().search(  # sudo: a job of the system
            [("review_on", "<=", soon), ("current_id", "!=", False)]
        )
        for document in due.filtered(lambda d: summary not in d.activity_ids.mapped("summary")):
            document.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=document.review_on,
                summary=summary,
                user_id=document.user_id.id,
            )
