from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

FROZEN = {"law_id", "number", "date_from"}


class MedLawVersion(models.Model):
    """One version of a law with the changes of rules that come with it.

    Planned changes do nothing until the quality head adopts the version with a
    signature; then rows start and end by their dates.
    """

    _name = "med.law.version"
    _description = "Version of a Law"
    _inherit = ["med.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "number"
    _guarded_fields = ("state", "adopted_by_id", "adopted_on")
    _med_signed_methods = {
        "action_adopt": "I have read this version and let its changes of our rules come into force.",
    }

    law_id = fields.Many2one("med.law", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="law_id.company_id", store=True, index="btree_not_null")
    number = fields.Char(string="Document", required=True, translate=True)
    date_published = fields.Date()
    date_from = fields.Date(string="In Force From", required=True, tracking=True)
    date_to = fields.Date(string="In Force Until", tracking=True)
    summary = fields.Text(translate=True, help="What it changes, in our own words.")
    state = fields.Selection(
        [("draft", "Planned"), ("adopted", "Adopted")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    status = fields.Selection(
        [
            ("planned", "Planned"),
            ("coming", "Adopted, not yet in force"),
            ("in_force", "In force"),
            ("repealed", "Repealed"),
        ],
        compute="_compute_status",
    )
    adopted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    adopted_on = fields.Datetime(readonly=True, copy=False)
    change_ids = fields.One2many("med.law.change", "version_id", string="Changes of Rules")

    @api.depends("state", "date_from", "date_to")
    def _compute_status(self):
        today = self.env.company._med_today()
        for version in self:
            if version.state == "draft":
                version.status = "planned"
            elif version.date_from and version.date_from > today:
                version.status = "coming"
            else:
                is_over = version.date_to and version.date_to < today
                version.status = "repealed" if is_over else "in_force"

    def write(self, vals):
        # EXTENDS med.guarded.mixin
        adopted = self.filtered(lambda v: v.state == "adopted")
        if FROZEN & set(vals) and adopted and not self.env.su:
            raise UserError(
                self.env._(
                    "%(version)s was adopted: law, number and first day stay. Add a new version.",
                    version=adopted[0].number,
                )
            )
        return super().write(vals)

    def unlink(self):
        # EXTENDS base
        self.check_access("unlink")
        if any(version.state == "adopted" for version in self):
            raise UserError(self.env._("A version that was adopted is evidence and stays."))
        return super().unlink()

    @api.model
    def _adopt_shipped(self):
        """Versions that come with the addons are in force by their dates."""
        rows = self.env["ir.model.data"].search([("model", "=", self._name)])
        versions = self.browse(rows.mapped("res_id")).exists()
        versions.filtered(lambda v: v.state == "draft" and not v.change_ids)._guarded_write(
            {"state": "adopted"}
        )

    def action_ask_adopt(self):
        """Open the signing dialog for the adoption."""
        self.ensure_one()
        self._check_adopt()
        return self.action_med_sign("action_adopt")

    def action_adopt(self):
        """Let the planned changes start and end rules from the first day on.

        Signed by the quality head; whoever prepared the changes cannot adopt them alone.
        """
        self.ensure_one()
        self._check_adopt()
        self._med_require_signature("action_adopt")
        self._guarded_write(
            {
                "state": "adopted",
                "adopted_by_id": self.env.uid,
                "adopted_on": fields.Datetime.now(),
            }
        )
        changes = [change._apply() for change in self.change_ids]
        self._end_predecessors()
        self.env["med.ledger.entry"]._append(
            "law.version_adopted",
            record=self,
            facts={
                "law": self.law_id.code,
                "number": self.number,
                "date_from": fields.Date.to_string(self.date_from),
                "changes": changes,
            },
            company=self.company_id or self.env.company,
        )
        return True

    def _check_adopt(self):
        self.check_access("write")
        if not self.env.user.has_group("med_base.group_quality_head"):
            raise AccessError(
                self.env._("New law is adopted by the quality head. Ask them to sign this version.")
            )
        if self.state != "draft":
            raise UserError(self.env._("%(version)s is adopted already.", version=self.number))
        if self.change_ids and self.env.user in self.change_ids.create_uid:
            raise AccessError(
                self.env._(
                    "You prepared changes of %(version)s yourself: another person prepares them, "
                    "you adopt them.",
                    version=self.number,
                )
            )

    def _end_predecessors(self):
        before = self.law_id.version_ids.filtered(
            lambda v: v != self and v.state == "adopted" and not v.date_to and v.date_from < self.date_from
        )
        before.write({"date_to": self.date_from - timedelta(days=1)})
