from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

HOLD_FIELDS = ("legal_hold", "legal_hold_reason", "legal_hold_by", "legal_hold_at")


class MedRetentionMixin(models.AbstractModel):
    """Records that law keeps: nobody deletes them before their day has come.

    The guard is in ``unlink`` itself, not in ``api.ondelete``, which any client can
    switch off by a context key. Many2one fields that point at what a retained record
    needs should say ``ondelete="restrict"``: cascades happen in the database.
    """

    _name = "med.retention.mixin"
    _description = "Record under Retention"

    retention_until = fields.Date(
        compute="_compute_retention",
        store=True,
        help="Cannot be deleted up to and including this day. Empty: not yet running, "
        "or kept for ever.",
    )
    is_retained_forever = fields.Boolean(
        "Kept for Ever", compute="_compute_retention", store=True
    )
    legal_hold = fields.Boolean(
        readonly=True, copy=False, help="Cannot be deleted until the hold is lifted."
    )
    legal_hold_reason = fields.Char(readonly=True, copy=False)
    legal_hold_by = fields.Char("Legal Hold Set By", readonly=True, copy=False)
    legal_hold_at = fields.Datetime("Legal Hold Since", readonly=True, copy=False)

    # ---- hooks for the documents ----
    def _retention_rule_code(self):
        """Code of the ``med.retention.rule`` that keeps this record."""
        self.ensure_one()
        return "company_record"

    def _retention_start_date(self):
        """Day from which years are counted when there is no expiry date."""
        self.ensure_one()
        moment = "create_date" in self._fields and self.create_date
        return fields.Date.to_date(moment) if moment else fields.Date.today()

    def _retention_expiry_date(self):
        """Latest expiry date of the goods concerned, False if none expires."""
        self.ensure_one()
        return False

    def _retention_applies(self):
        """Whether this record is evidence yet; drafts may answer False."""
        self.ensure_one()
        return True

    @api.model
    def _retention_depends(self):
        """Names of the fields that the hooks above read, for the stored dates."""
        return []

    # ---- computation and guard ----
    @api.depends(lambda self: self._retention_depends())
    def _compute_retention(self):
        rules = {}
        for record in self:
            until = record._retention_end(rules)
            record.retention_until = until or False
            record.is_retained_forever = until is None

    def _retention_end(self, rules=None):
        """Last day of retention as of now, None for ever; ``rules`` caches rows."""
        self.ensure_one()
        rules = {} if rules is None else rules
        code = self._retention_rule_code()
        if code not in rules:
            rules[code] = self.env["med.retention.rule"]._get_rule(code)
        return rules[code]._retention_until(
            self._retention_start_date(), self._retention_expiry_date()
        )

    def _retained(self):
        """Those of these records that must not be deleted today."""
        rules, today = {}, self.env.company._med_today()

        def is_retained(record):
            if record.legal_hold:
                return True
            if not record._retention_applies():
                return False
            until = record._retention_end(rules)
            return until is None or until >= today

        return self.filtered(is_retained)

    @api.model
    def _first_retained(self):
        """Any one record of this model that must be kept, or none; in batches."""
        model, last_id = self.with_context(active_test=False), 0
        while batch := model.search([("id", ">", last_id)], order="id", limit=500):
            if retained := batch._retained():
                return retained[0]
            last_id = batch[-1].id
        return self.browse()

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        for vals in vals_list:
            self._check_hold_fields({k: v for k, v in vals.items() if v})
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS base
        self._check_hold_fields(vals)
        return super().write(vals)

    def unlink(self):
        # EXTENDS base: also for superusers, recycling, privacy tools and cascades of
        # the ORM; the hooks must see everything, whatever the caller may read
        self.check_access("unlink")  # a refusal must not tell strangers what there is
        retained = self.sudo()._retained()  # sudo: a guard judges all fields
        if retained:
            self._refuse_unlink(retained[0])
        return super().unlink()

    def _refuse_unlink(self, record):
        if record.legal_hold:
            raise UserError(
                self.env._(
                    "%(record)s is under legal hold (%(reason)s) and cannot be "
                    "deleted. The quality head may lift the hold.",
                    record=record.display_name,
                    reason=record.legal_hold_reason or "",
                )
            )
        until = record._retention_end()
        rule = self.env["med.retention.rule"]._get_rule(record._retention_rule_code())
        law = rule.law or self.env._("no retention rule found")
        if until is None:
            raise UserError(
                self.env._(
                    "%(record)s is kept for ever (%(law)s) and cannot be deleted. "
                    "Archive or cancel it instead.",
                    record=record.display_name,
                    law=law,
                )
            )
        raise UserError(
            self.env._(
                "%(record)s must be kept until %(date)s (%(law)s) and cannot be "
                "deleted. Archive or cancel it instead.",
                record=record.display_name,
                date=fields.Date.to_string(until),
                law=law,
            )
        )

    # ---- legal hold ----
    def _check_hold_fields(self, vals):
        names = set(HOLD_FIELDS) & set(vals)
        if names and not self._has_ticket("legal_hold", names):
            raise UserError(
                self.env._(
                    "A legal hold is set and lifted by the quality head with a reason, "
                    "not by editing the record."
                )
            )

    def action_legal_hold(self, reason):
        """Set a legal hold: nothing is deleted before it is lifted.

        :param reason: why, kept in the ledger
        :raise AccessError: for anybody but the quality head
        """
        self._check_hold_right()
        self._write_hold(
            reason,
            "retention.hold_set",
            {
                "legal_hold": True,
                "legal_hold_reason": reason,
                "legal_hold_by": self.env.user.name,
                "legal_hold_at": fields.Datetime.now(),
            },
        )
        return True

    def action_legal_hold_lift(self, reason):
        """Lift a legal hold, with a reason; retention by law goes on.

        :raise AccessError: for anybody but the quality head
        """
        self._check_hold_right()
        self._write_hold(
            reason, "retention.hold_lifted", dict.fromkeys(HOLD_FIELDS, False)
        )
        return True

    def _check_hold_right(self):
        if not self.env.user.has_group("med_base.group_quality_head"):
            raise AccessError(
                self.env._("Only the quality head sets or lifts a legal hold.")
            )

    def _write_hold(self, reason, event, vals):
        self.check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason for this decision."))
        # sudo: the quality head decides on holds of records he may only read
        self.sudo()._with_ticket("legal_hold", vals).write(vals)
        self.env["med.ledger.entry"]._append_batch(
            [
                {"event": event, "record": record, "facts": {"reason": reason}}
                for record in self
            ]
        )

    def action_open_legal_hold(self):
        """Open the dialog that sets or lifts the hold of this record."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Legal Hold"),
            "res_model": "med.retention.hold",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
            },
        }

    # ---- registry ----
    @api.model
    def _retention_models(self):
        """Empty recordsets of all models under retention, as superuser."""
        models_ = []
        for name in sorted(self.pool.descendants(["med.retention.mixin"], "_inherit")):
            model = self.env[name]
            if not model._abstract and model._auto and not model._transient:
                models_.append(model.sudo())  # sudo: guards look at all records
        return models_
