from odoo import api, fields, models
from odoo.exceptions import UserError


class MedStockCheck(models.Model):
    """Goods in stock looked at: all preset good, what is not is held or rejected."""

    _name = "med.stock.check"
    _description = "In-Stock Check"
    _inherit = ["med.retention.mixin", "med.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _guarded_fields = ("name", "state", "done_by_id", "done_at")

    name = fields.Char(readonly=True, copy=False, default="/")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda s: s.env.company)
    plan_id = fields.Many2one("med.stock.check.plan", check_company=True, index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", string="To Be Done By", domain=[("share", "=", False)])
    state = fields.Selection(
        [("draft", "To Do"), ("done", "Done")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many("med.stock.check.line", "check_id", string="Goods")
    line_count = fields.Integer(string="Lines", compute="_compute_counts")
    bad_count = fields.Integer(string="Not Good", compute="_compute_counts")
    note = fields.Text()
    done_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    done_at = fields.Datetime(readonly=True, copy=False)

    @api.depends("line_ids.result")
    def _compute_counts(self):
        for check in self:
            check.line_count = len(check.line_ids)
            check.bad_count = len(check.line_ids.filtered(lambda line: line.result != "ok"))

    def _retention_applies(self):
        # EXTENDS med.retention.mixin: what is planned is no evidence yet
        return self.state == "done"

    @api.model
    def _retention_depends(self):
        # EXTENDS med.retention.mixin
        return ["state"]

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin
        checks = super().create(vals_list)
        for check in checks:
            # sudo: numbering is no right of its own
            number = self.env["ir.sequence"].sudo().next_by_code("med.stock.check")
            check._guarded_write({"name": number or "/"})
        return checks

    def unlink(self):
        # EXTENDS med.retention.mixin
        planned = self.filtered("plan_id")
        if planned and not self.env.su and not self.env.user.has_group("med_base.group_quality_officer"):
            raise UserError(
                self.env._(
                    "%(check)s was made by its plan and is to be done. Ask a quality officer if it is not "
                    "needed.",
                    check=planned[0].name,
                )
            )
        return super().unlink()

    def _fill(self):
        """List the goods of the plan."""
        quants = self.env["stock.quant"].search(
            self.plan_id._quants_domain(), order="location_id, product_id, lot_id"
        )
        self.env["med.stock.check.line"].create(
            [
                {
                    "check_id": self.id,
                    "product_id": quant.product_id.id,
                    "lot_id": quant.lot_id.id,
                    "location_id": quant.location_id.id,
                    "quantity": quant.quantity,
                }
                for quant in quants
            ]
        )

    def action_done(self):
        """Finish: doubtful lots are put on hold, bad ones become nonconformities.

        :raise UserError: nothing listed, or a finding without words
        """
        self.check_access("write")
        for check in self:
            if check.state != "draft":
                raise UserError(self.env._("%(check)s is finished already.", check=check.name))
            if not check.line_ids:
                raise UserError(
                    self.env._("%(check)s lists no goods: nothing was checked.", check=check.name)
                )
            wordless = check.line_ids.filtered(lambda x: x.result != "ok" and not (x.note or "").strip())
            if wordless:
                raise UserError(
                    self.env._(
                        "%(goods)s: write what you saw, so that quality can judge it.",
                        goods=", ".join(wordless.mapped("display_name")),
                    )
                )
            check._finish()
        return True

    def _finish(self):
        self._guarded_write({"state": "done", "done_by_id": self.env.uid, "done_at": fields.Datetime.now()})
        for line in self.line_ids:
            if line.result == "doubt" and line.lot_id:
                # sudo: whoever sees the doubt stops the goods at once (GSP art. 74)
                line.lot_id.sudo()._med_hold(line.note, self.company_id, origin=self)
            elif line.result != "ok":
                line._open_nonconformity()
        self.activity_unlink(["mail.mail_activity_data_todo"], only_automated=False)
        self.env["med.ledger.entry"]._append(
            "stock.checked",
            record=self,
            company=self.company_id,
            facts={
                "lines": len(self.line_ids),
                "doubt": self.line_ids.filtered(lambda x: x.result == "doubt").lot_id.ids,
                "bad": self.line_ids.filtered(lambda x: x.result == "bad").lot_id.ids,
            },
        )
