from odoo import api, fields, models
from odoo.exceptions import UserError

TOPICS = ("storage", "capability", "network", "intent", "other")
MARKS = [("good", "In order"), ("minor", "Small faults"), ("bad", "Not acceptable")]
RESULTS = [("pass", "Suitable"), ("conditions", "Suitable with conditions"), ("fail", "Not suitable")]


def _mark(label, help_text):
    return fields.Selection(MARKS, string=label, help=help_text, tracking=True)


class MedSiteVisit(models.Model):
    """What was seen at a party beyond its papers, by whom and when (GSP art. 53)."""

    _name = "med.site.visit"
    _description = "Site Visit"
    _inherit = [
        "med.guarded.mixin",
        "med.qualification.record.mixin",
        "med.event.time.mixin",
        "med.files.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "visited_on desc, id desc"
    _check_company_auto = True
    _guarded_fields = ("state", "done_by_id", "done_at")

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner", string="Party", required=True, index=True, ondelete="restrict"
    )
    dossier_id = fields.Many2one(
        "med.dossier",
        string="File",
        compute="_compute_dossier_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('partner_id', '=', partner_id)]",
    )
    visited_on = fields.Date(
        required=True, default=lambda self: self.env.company._med_today(), tracking=True
    )
    user_ids = fields.Many2many(
        "res.users", string="Visited By", required=True, default=lambda self: self.env.user
    )
    place = fields.Char(string="Site Visited")
    met = fields.Char(string="Spoken With")
    reason = fields.Selection(
        [
            ("first", "First admission"),
            ("periodic", "Periodic review"),
            ("problem", "Quality problem or suspicion"),
        ],
        required=True,
        default="first",
    )
    storage = _mark("Storage Conditions", "Space, zones, temperature, cold store, records.")
    storage_note = fields.Text()
    capability = _mark("Operating Capability", "Staff, quality system, computer system, delivery.")
    capability_note = fields.Text()
    network = _mark("Sales Network", "Whom it sells to, area, second traders, diversion.")
    network_note = fields.Text()
    intent = _mark("Purchase Intent", "What it wants to buy and whether that fits its use.")
    intent_note = fields.Text()
    other = _mark("Other Findings", "Penalties, law suits, unusual offers, anything else.")
    other_note = fields.Text()
    attachment_ids = fields.Many2many(
        "ir.attachment", "med_site_visit_attachment_rel", string="Photos and Files", copy=False
    )
    result = fields.Selection(RESULTS, tracking=True)
    conclusion = fields.Text(help="Conditions, what is to be mended and until when.")
    next_on = fields.Date(string="Next Visit")
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Done")], default="draft", required=True, readonly=True,
        copy=False, tracking=True, index=True,
    )
    done_by_id = fields.Many2one("res.users", string="Signed Off By", readonly=True, copy=False)
    done_at = fields.Datetime(string="Signed Off At", readonly=True, copy=False)

    # computes ------------------------------------------------------------

    @api.depends("partner_id.name", "visited_on")
    def _compute_name(self):
        for visit in self:
            day = fields.Date.to_string(visit.visited_on) or ""
            visit.name = f"{visit.partner_id.name or ''} {day}"

    @api.depends("partner_id", "company_id")
    def _compute_dossier_id(self):
        files = self.env["med.dossier"].search(
            [("partner_id", "in", self.partner_id.commercial_partner_id.ids)], order="id"
        )
        for visit in self:
            mine = files.filtered(
                lambda f, v=visit: f.partner_id == v.partner_id.commercial_partner_id
                and f.company_id == v.company_id
            )
            if visit.dossier_id not in mine:
                visit.dossier_id = mine[:1]

    # CRUD ----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        visits = super().create(vals_list)
        visits._adopt_files()
        return visits

    def write(self, vals):
        # EXTENDS base: what was seen stays as it was written down
        names = set(vals) & self._frozen_names()
        done = self.filtered(lambda visit: visit.state == "done")
        if names and done:
            raise UserError(
                self.env._(
                    "The visit %(visit)s is signed off and stays as it is. Enter another "
                    "visit.",
                    visit=done[0].name,
                )
            )
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        return result

    def unlink(self):
        # EXTENDS base
        for visit in self:
            if visit.state == "done":
                raise UserError(
                    self.env._(
                        "The visit %(visit)s is evidence and cannot be deleted.", visit=visit.name
                    )
                )
        return super().unlink()

    @api.model
    def _frozen_names(self):
        notes = [f"{topic}_note" for topic in TOPICS]
        return {
            *TOPICS, *notes, "partner_id", "visited_on", "user_ids", "place", "met", "reason",
            "attachment_ids", "result", "conclusion", "company_id", "dossier_id",
        }

    def _event_is_final(self):
        # EXTENDS med.event.time.mixin
        return self.state != "draft"

    # actions -------------------------------------------------------------

    def action_done(self):
        """Sign the visit off: it can no longer be changed.

        :raise UserError: a topic without mark, a bad mark without note, or no result
        """
        self.check_access("write")
        for visit in self:
            visit._check_complete()
            visit._guarded_write(
                {
                    "state": "done",
                    "done_by_id": self.env.uid,
                    "done_at": fields.Datetime.now(),
                }
            )
            visit._event_log()
            visit._log()
            visit._tell_quality()
        return True

    def _check_complete(self):
        self.ensure_one()
        labels = self.fields_get([*TOPICS, "result"], ["string"])
        lacking = [name for name in (*TOPICS, "result") if not self[name]]
        silent = [name for name in TOPICS if self[name] == "bad" and not self[f"{name}_note"]]
        if lacking or silent:
            raise UserError(
                self.env._(
                    "The visit %(visit)s is not complete: %(missing)s. Mark each topic, say "
                    "what is not acceptable, and give the result.",
                    visit=self.name,
                    missing=", ".join(labels[name]["string"] for name in [*lacking, *silent]),
                )
            )
        if self.result == "conditions" and not (self.conclusion or "").strip():
            raise UserError(self.env._("Write down the conditions of %(visit)s.", visit=self.name))

    def _log(self):
        self.env["med.ledger.entry"]._append(
            "site_visit.done",
            record=self,
            company=self.company_id,
            facts={
                "partner": self.partner_id.commercial_partner_id.id,
                "visited_on": fields.Date.to_string(self.visited_on),
                "result": self.result,
                **{topic: self[topic] for topic in TOPICS},
                "files": len(self.attachment_ids),
            },
        )

    def _tell_quality(self):
        """A bad visit is a signal: the quality head is told once."""
        head = self.company_id.med_quality_head_id
        if self.result != "fail" or not head:
            return
        # sudo: who was on the road need not be allowed to give others tasks
        self.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=head.id,
            summary=self._med_spoken_to(head).env._("Site visit not passed: decide on the file"),
            note=self.conclusion or "",
        )

    def _as_note(self):
        """The visit in one line for the review of a file."""
        self.ensure_one()
        results = dict(self._fields["result"]._description_selection(self.env))
        labels = self.fields_get(list(TOPICS), ["string"])
        marks = dict(self._fields["storage"]._description_selection(self.env))
        seen = ", ".join(
            f"{labels[topic]['string']}: {marks[self[topic]]}" for topic in TOPICS if self[topic]
        )
        return self.env._(
            "Visited on %(date)s by %(people)s: %(result)s (%(seen)s)",
            date=fields.Date.to_string(self.visited_on),
            people=", ".join(self.user_ids.mapped("name")),
            result=results.get(self.result, ""),
            seen=seen,
        )
