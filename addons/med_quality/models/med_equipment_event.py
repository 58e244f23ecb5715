from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

KINDS = [
    ("calibration", "Calibration"),
    ("validation", "Validation"),
    ("maintenance", "Maintenance or repair"),
    ("stop", "Taken out of use"),
    ("restart", "Put into use again"),
    ("scrap", "Scrapped"),
]
# what happened longer ago is a late entry
LATE_DAYS = 30
STATES = {"stop": "stopped", "restart": "in_use", "scrap": "scrapped"}


class MedEquipmentEvent(models.Model):
    """What happened to a piece of equipment: evidence that stays as entered."""

    _name = "med.equipment.event"
    _description = "Record of Equipment"
    _inherit = ["med.evidence.mixin"]
    _order = "date desc, id desc"
    _rec_name = "kind"

    equipment_id = fields.Many2one("maintenance.equipment", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="equipment_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, required=True, default="calibration")
    date = fields.Date(required=True, default=lambda self: self.env.company._med_today())
    is_passed = fields.Boolean(
        string="Passed",
        default=True,
        help="What failed may not be used: stop the equipment, hold what it kept.",
    )
    partner_id = fields.Many2one("res.partner", string="Done By (Firm)")
    certificate = fields.Char(string="Certificate Number")
    deviation = fields.Float(string="Deviation Found", digits=(6, 2))
    attachment_ids = fields.Many2many("ir.attachment", string="Certificate", bypass_search_access=True)
    note = fields.Text()
    recorded_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: who entered it is the system's
        equipment = self.env["maintenance.equipment"]
        equipment._med_check_may_enter()
        events = super().create([{**vals, "recorded_by_id": self.env.uid} for vals in vals_list])
        for event in events:
            event._check_possible()
            if event.kind in STATES:
                item = event.equipment_id
                item._with_ticket("med_state").write({"med_state": STATES[event.kind]})
                if event.kind == "scrap":
                    item._with_ticket("med_state").write({"scrap_date": event.date})
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "equipment.event",
                    "record": event.equipment_id,
                    "company": event.company_id or self.env.company,
                    "facts": {
                        "kind": event.kind,
                        "date": str(event.date),
                        "passed": event.is_passed,
                        "certificate": event.certificate or "",
                    },
                }
                for event in events
            ]
        )
        return events

    def write(self, vals):
        # OVERRIDE: a record is corrected by another one
        raise UserError(
            self.env._("Records of equipment stay as entered. Enter another one that corrects it.")
        )

    def _check_possible(self):
        """Reasons where something ends; no restart without the validation that law asks for."""
        item = self.equipment_id
        if item.med_state == "scrapped":
            raise UserError(self.env._("%(equipment)s has been scrapped.", equipment=item.display_name))
        if self.kind in ("stop", "scrap") and not (self.note or "").strip():
            raise UserError(
                self.env._("Write why %(equipment)s is taken out of use.", equipment=item.display_name)
            )
        if self.kind == "calibration" and not (self.certificate or "").strip():
            raise UserError(self.env._("Enter the number of the calibration certificate."))
        late = self.date < self.env.company._med_today() - timedelta(days=LATE_DAYS)
        if late and not (self.attachment_ids or (self.note or "").strip()):
            raise UserError(
                self.env._(
                    "%(date)s is long ago: attach the paper of that day, or write why it is entered late.",
                    date=fields.Date.to_string(self.date),
                )
            )
        if self.kind == "restart" and item._med_stands_too_long():
            raise UserError(
                self.env._(
                    "%(equipment)s stood still for more than three months: enter its validation first "
                    "(GSP art. 50).",
                    equipment=item.display_name,
                )
            )

    @api.constrains("date")
    def _check_date(self):
        today = self.env.company._med_today()
        for event in self:
            if event.date > today:
                raise ValidationError(
                    self.env._("What is recorded has happened: the date cannot be later than today.")
                )
