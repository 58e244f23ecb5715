from odoo import api, fields, models

VERSIONS = [
    ("append_only", "Only added to, never changed"),
    ("superseded", "A new version supersedes; the old one stays"),
    ("frozen", "Frozen once decided; corrections are new records"),
    ("ledgered", "Changes stand in the ledger"),
]


class MedRetentionPolicy(models.Model):
    """How long each kind of record is kept, and what becomes of its versions, on one page.

    One row per model under retention, made by itself when an addon brings one. Periods
    are those of the retention rules; here one sees what they mean for what is there.
    """

    _name = "med.retention.policy"
    _description = "Retention and Versions"
    _order = "res_model"
    _rec_name = "res_model"

    res_model = fields.Char(string="Model", required=True, readonly=True)
    record_name = fields.Char(string="Record", compute="_compute_facts")
    version_policy = fields.Selection(
        VERSIONS, string="Versions", required=True, help="What happens to what stood there before."
    )
    note = fields.Char(help="What the company adds: where paper is kept, who archives.")
    rule_ids = fields.Many2many("med.retention.rule", string="Rules", compute="_compute_facts")
    law = fields.Char(string="Law or Source", compute="_compute_facts")
    period = fields.Char(string="Kept For", compute="_compute_facts")
    record_count = fields.Integer(string="Number of Records", compute="_compute_facts")
    forever_count = fields.Integer(string="Kept for Ever", compute="_compute_facts")
    first_end = fields.Date(string="First Ends On", compute="_compute_facts")
    over_count = fields.Integer(
        string="Period Over", compute="_compute_facts", help="May be deleted, unless a legal hold is set."
    )
    hold_count = fields.Integer(string="Legal Holds", compute="_compute_facts")

    _model_uniq = models.UniqueIndex("(res_model)")

    @api.depends("res_model")
    @api.depends_context("lang", "allowed_company_ids")
    def _compute_facts(self):
        for row in self:
            facts = row._facts() if row.res_model in self.env else {}
            rules = facts.pop("rules", self.env["med.retention.rule"])
            row.update({"rule_ids": rules, "law": "; ".join(rules.mapped("law")), **facts})
            row.period = "; ".join(rule._period_text() for rule in rules)
            for name in ("record_count", "forever_count", "over_count", "hold_count"):
                row[name] = facts.get(name, 0)
            row.first_end = facts.get("first_end", False)
            # sudo: the label of a model, which plain users may not read
            row.record_name = self.env["ir.model"].sudo()._get(row.res_model).name or row.res_model

    def _facts(self):
        """Rules and figures of the row's records in the companies of the reader."""
        # sudo: figures only, for readers without rights on the records
        model = self.env[self.res_model].sudo().with_context(active_test=False)
        mine = self._domain()
        running = [*mine, ("retention_until", "!=", False)]
        today = self.env.company._med_today()
        return {
            "rules": self._rules(model),
            "record_count": model.search_count(mine),
            "forever_count": model.search_count([*mine, ("is_retained_forever", "=", True)]),
            "first_end": model.search(running, order="retention_until", limit=1).retention_until,
            "over_count": model.search_count([*running, ("retention_until", "<", today)]),
            "hold_count": model.search_count([*mine, ("legal_hold", "=", True)]),
        }

    def _domain(self):
        if "company_id" in self.env[self.res_model]._fields:
            return [("company_id", "in", [*self.env.companies.ids, False])]
        return []

    def _rules(self, model):
        """The rules that keep records of this model, after the latest of them."""
        latest = model.search(self._domain(), order="id desc", limit=50) or model.new({})
        codes = {record._retention_rule_code() for record in latest}
        rules = self.env["med.retention.rule"]
        return rules.union(*(rules._get_rule(code).with_env(self.env) for code in sorted(codes)))

    @api.model
    def _sync(self):
        """Rows for models that have come, none for those that have gone."""
        kept = {model._name: model for model in self.env["med.retention.mixin"]._retention_models()}
        rows = self.sudo().search([("id", "!=", 0)])  # sudo: whoever opens the page sees all kinds
        rows.filtered(lambda row: row.res_model not in kept).unlink()
        known = set(rows.exists().mapped("res_model"))
        self.sudo().create(  # sudo: as above
            [
                {"res_model": name, "version_policy": model._retention_version_policy()}
                for name, model in kept.items()
                if name not in known
            ]
        )

    @api.model
    def action_open(self):
        """Open the page, with rows for everything that is kept."""
        self.check_access("read")
        self._sync()
        return self.env["ir.actions.act_window"]._for_xml_id("med_base.med_retention_policy_action")

    def write(self, vals):
        # EXTENDS base: a changed policy is evidence
        result = super().write(vals)
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "retention.policy_changed",
                    "record": row,
                    "facts": {"model": row.res_model, "fields": sorted(vals), "kind": row.version_policy},
                }
                for row in self
            ]
        )
        return result

    def action_open_records(self):
        """The records of this kind, those that end first at the top."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.record_name,
            "res_model": self.res_model,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": self._domain(),
        }


class MedRetentionMixin(models.AbstractModel):
    _inherit = "med.retention.mixin"

    @api.model
    def _retention_version_policy(self):
        """What becomes of earlier versions: a code of ``med.retention.policy``."""
        if "supersedes_id" in self._fields:
            return "superseded"
        return "frozen" if "state" in self._fields else "ledgered"


class MedRetentionRule(models.Model):
    _inherit = "med.retention.rule"

    def _period_text(self):
        """The period in words: years after expiry, or after the event."""
        if self.is_forever:
            return self.env._("for ever")
        return self.env._(
            "%(after)s years after expiry, %(without)s years without expiry",
            after=self.years_after_expiry,
            without=self.years_without_expiry,
        )
