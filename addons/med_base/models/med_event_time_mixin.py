from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class MedEventTimeMixin(models.AbstractModel):
    """Retrospective entry: the time of the event beside the system's own time.

    The time of entry and the operator are the system's; what happened earlier than the
    company's tolerance is marked, needs a reason, and is marked on every print.
    """

    _name = "med.event.time.mixin"
    _description = "Time of Event"

    event_at = fields.Datetime(
        string="Happened At",
        copy=False,
        help="When it really happened; empty means the time of entry. Earlier than the "
        "tolerance makes it a retrospective entry with a reason.",
    )
    is_backdated = fields.Boolean(
        string="Retrospective Entry",
        compute="_compute_is_backdated",
        store=True,
        copy=False,
    )
    backdate_reason = fields.Char(string="Reason of Retrospective Entry", copy=False)

    # hooks ---------------------------------------------------------------

    def _event_entered_at(self):
        """Hook: when this record was entered, by the system's clock."""
        return self.create_date or fields.Datetime.now()

    def _event_operator(self):
        """Hook: who entered it."""
        return self.create_uid or self.env.user

    def _event_is_final(self):
        """Hook: whether time and reason are evidence now and stay as they are."""
        return bool(self.id)

    def _event_company(self):
        """Whose tolerance counts."""
        company = self.company_id if "company_id" in self._fields else False
        return company or self.env.company

    # rule ----------------------------------------------------------------

    @api.depends("event_at")
    def _compute_is_backdated(self):
        for record in self:
            # sudo: a setting of the company
            hours = record._event_company().sudo().med_backdate_hours
            record.is_backdated = bool(
                record.event_at and record._event_entered_at() - record.event_at > timedelta(hours=hours)
            )

    @api.constrains("event_at", "backdate_reason")
    def _check_event_time(self):
        """An event lies in the past, an old one has a reason."""
        for record in self:
            if record.event_at and record.event_at > fields.Datetime.now() + timedelta(minutes=5):
                raise ValidationError(
                    self.env._(
                        "%(record)s: what is recorded has happened, so its time cannot "
                        "lie in the future. Correct the time or leave it empty.",
                        record=record.display_name,
                    )
                )
            if record.is_backdated and not (record.backdate_reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "%(record)s is a retrospective entry: it happened long before "
                        "it was entered. Write the reason of the late entry.",
                        record=record.display_name,
                    )
                )

    def write(self, vals):
        # EXTENDS base
        if {"event_at", "backdate_reason"} & set(vals):
            for record in self.filtered(lambda r: r._event_is_final()):
                raise UserError(
                    self.env._(
                        "%(record)s has been recorded: the time of the event and its "
                        "reason stay as entered. Correct it by a new record.",
                        record=record.display_name,
                    )
                )
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        records = super().create(vals_list)
        records.filtered(lambda r: r._event_is_final())._event_log()
        return records

    def _event_log(self):
        """Put retrospective entries in the ledger."""
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "event.backdated",
                    "record": record,
                    "facts": {
                        "event_at": fields.Datetime.to_string(record.event_at),
                        "entered_at": fields.Datetime.to_string(record._event_entered_at()),
                        "reason": record.backdate_reason,
                    },
                    "company": record._event_company(),
                }
                for record in self
                if record.is_backdated
            ]
        )
