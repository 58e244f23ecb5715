from odoo import api, fields, models
from odoo.tools.misc import human_size


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    med_approval_size = fields.Selection(
        related="company_id.med_approval_size", readonly=False, required=True
    )
    med_backdate_hours = fields.Float(related="company_id.med_backdate_hours", readonly=False)
    med_head_ids = fields.Many2many(
        "res.users", string="Quality Heads in Office", compute="_compute_med_head_ids"
    )
    med_is_head_missing = fields.Boolean(compute="_compute_med_head_ids")
    med_first_head_id = fields.Many2one(
        "res.users",
        string="First Quality Head",
        domain=[("share", "=", False)],
        help="Answers for all decisions and grants all other jobs. Named here once; "
        "later heads are appointed by request.",
    )
    med_backup_at = fields.Datetime(string="Last Backup", compute="_compute_med_backup")
    med_backup_size = fields.Char(string="Size", compute="_compute_med_backup")
    med_backup_place = fields.Char(string="Place", compute="_compute_med_backup")
    med_restore_tested_at = fields.Datetime(string="Last Restore Test", compute="_compute_med_backup")
    med_backup_state = fields.Selection(
        [
            ("ok", "In order"),
            ("old", "Older than two days"),
            ("failed", "The last backup failed"),
            ("missing", "No backup is known"),
        ],
        string="Backup State",
        compute="_compute_med_backup",
    )

    @api.depends("company_id")
    def _compute_med_head_ids(self):
        head = self.env["med.role"]._by_code("quality_head")
        self.med_head_ids = head.user_ids
        self.med_is_head_missing = self.env["med.role.grant"]._is_head_missing()

    @api.depends("company_id")
    def _compute_med_backup(self):
        status = self.env["med.backup.status"]._read_status()
        self.med_backup_at = status["at"]
        self.med_backup_size = human_size(status["size"]) if status["size"] else False
        self.med_backup_place = status["place"]
        self.med_restore_tested_at = status["restore_tested_at"]
        self.med_backup_state = status["state"]

    def set_values(self):
        # EXTENDS base: naming the first quality head is part of the set-up
        result = super().set_values()
        if self.med_first_head_id and self.med_is_head_missing:
            self.env["med.role.grant"].action_name_first_head(self.med_first_head_id.id)
        return result
