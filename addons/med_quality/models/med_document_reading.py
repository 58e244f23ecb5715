from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class MedDocumentReading(models.Model):
    """That a person has read a version: confirmed by himself, never by another."""

    _name = "med.document.reading"
    _description = "Read Confirmation"
    _inherit = ["mail.thread", "mail.activity.mixin", "med.guarded.mixin", "med.evidence.mixin"]
    _order = "date_due, id"

    _guarded_fields = ("version_id", "user_id", "date_due", "confirmed_at")

    version_id = fields.Many2one(
        "med.document.version", required=True, readonly=True, index=True, ondelete="restrict"
    )
    document_id = fields.Many2one(related="version_id.document_id", store=True, index=True)
    company_id = fields.Many2one(related="version_id.company_id", store=True, index=True)
    state = fields.Selection(related="version_id.state")
    user_id = fields.Many2one("res.users", "Reader", required=True, readonly=True, index=True)
    date_due = fields.Date("Read until", readonly=True)
    confirmed_at = fields.Datetime("Read and Confirmed on", readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    _once = models.UniqueIndex("(version_id, user_id)", "This person has this version already.")

    @api.depends("date_due", "confirmed_at")
    def _compute_is_late(self):
        today = self.env.company._med_today()
        for reading in self:
            reading.is_late = bool(not reading.confirmed_at and reading.date_due and reading.date_due < today)

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = fields.Domain("confirmed_at", "=", False) & fields.Domain(
            "date_due", "<", self.env.company._med_today()
        )
        return late if True in value else ~late

    @api.depends("version_id.display_name", "user_id.name")
    def _compute_display_name(self):
        for reading in self:
            reading.display_name = f"{reading.version_id.display_name}: {reading.user_id.name}"

    def _ask(self):
        """One to-do for each reader; in sudo mode."""
        for reading in self:
            reading.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=reading.date_due,
                summary=self.env._(
                    "Read and confirm: %(document)s", document=reading.version_id.display_name
                ),
                user_id=reading.user_id.id,
            )

    def action_confirm(self):
        """Confirm that one has read and understood it.

        :raise AccessError: of another person
        :raise UserError: not in force any more
        """
        self.check_access("read")
        for reading in self.filtered(lambda reading: not reading.confirmed_at):
            if reading.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(reading)s: everybody confirms what he has read himself.",
                        reading=reading.display_name,
                    )
                )
            if reading.version_id.state != "in_force":
                raise UserError(
                    self.env._(
                        "%(version)s is not in force any more: read the version that replaced it.",
                        version=reading.version_id.display_name,
                    )
                )
            # sudo: readers write nothing, the system notes the time
            reading.sudo()._guarded_write({"confirmed_at": fields.Datetime.now()})
            reading.sudo().activity_unlink(["mail.mail_activity_data_todo"])  # sudo: as above
            self.env["med.ledger.entry"]._append(
                "document.read",
                record=reading.document_id,
                company=reading.company_id,
                facts={"version": reading.version_id.version},
            )
        return True

    def action_open_version(self):
        """Open what is to be read."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.document.version",
            "res_id": self.version_id.id,
            "views": [(False, "form")],
        }
