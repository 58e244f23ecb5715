from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

PERIOD_FIELDS = ("years_after_expiry", "years_without_expiry", "is_forever")
LAW_FIELDS = ("code", "law", "date_from", "date_to", "is_statutory", *PERIOD_FIELDS)


class MedRetentionRule(models.Model):
    """How long a kind of record must be kept, as a dated row.

    A change of law is a new row with its own date; the row in force today counts,
    for old records too.
    """

    _name = "med.retention.rule"
    _description = "Retention Rule"
    _order = "code, date_from desc"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    law = fields.Char("Law or Source", required=True, translate=True)
    years_after_expiry = fields.Integer(
        required=True,
        default=2,
        help="Kept this long after the expiry date of the goods.",
    )
    years_without_expiry = fields.Integer(
        required=True,
        default=5,
        help="Kept this long after the event when there is no expiry date.",
    )
    is_forever = fields.Boolean("For Ever", help="Never deleted, as for implants.")
    is_statutory = fields.Boolean(
        "Statutory",
        help="Periods of this row cannot be shortened nor the row removed.",
    )
    date_from = fields.Date("In Force From", required=True, default="2000-01-01")
    date_to = fields.Date("In Force To")
    active = fields.Boolean(default=True)

    _code_date = models.UniqueIndex(
        "(code, date_from)", "A retention rule with this code and date exists already."
    )
    _years = models.Constraint(
        "CHECK (years_after_expiry >= 0 AND years_without_expiry >= 0)",
        "Retention periods cannot be negative.",
    )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for rule in self:
            if rule.date_to and rule.date_to < rule.date_from:
                raise ValidationError(
                    self.env._(
                        "Retention rule %(name)s ends before it begins.",
                        name=rule.name,
                    )
                )

    @api.constrains("code", "date_from", "date_to", "is_statutory")
    def _check_succession(self):
        """A statutory row ends only where the next row of its code begins."""
        for rule in self.filtered(lambda rule: rule.is_statutory and rule.date_to):
            next_day = rule.date_to + relativedelta(days=1)
            successor = [("code", "=", rule.code), ("date_from", "<=", next_day)]
            if not self.search_count([*successor, ("date_from", ">", rule.date_from)]):
                raise ValidationError(
                    self.env._(
                        "Retention rule %(name)s follows %(law)s. Enter the row that "
                        "replaces it from %(date)s first, then end this one.",
                        name=rule.name,
                        law=rule.law,
                        date=fields.Date.to_string(next_day),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        rules = super().create(vals_list)
        rules._append_to_ledger("retention.rule_created")
        rules._recompute_retention()
        return rules

    def write(self, vals):
        # EXTENDS base
        self._check_not_shortened(vals)
        result = super().write(vals)
        if set(vals) & {*LAW_FIELDS, "active"}:
            self._append_to_ledger("retention.rule_changed")
            self._recompute_retention()
        return result

    def unlink(self):
        # EXTENDS base
        if statutory := self.filtered("is_statutory"):
            self._refuse_loosening(statutory[0])
        self._append_to_ledger("retention.rule_removed")
        return super().unlink()

    def _check_not_shortened(self, vals):
        """Statutory rows are only ever made stricter, by whomever."""
        for rule in self.filtered("is_statutory"):
            shorter = any(
                name in vals and vals[name] < rule[name] for name in PERIOD_FIELDS
            )
            disarmed = any(
                name in vals and not vals[name] for name in ("is_statutory", "active")
            )
            moved = "code" in vals and vals["code"] != rule.code
            begin = vals.get("date_from")
            moved |= bool(begin) and fields.Date.to_date(begin) > rule.date_from
            if shorter or disarmed or moved:
                self._refuse_loosening(rule)

    def _refuse_loosening(self, rule):
        raise UserError(
            self.env._(
                "Retention rule %(name)s follows %(law)s and cannot be shortened, "
                "switched off or removed. If the law has changed, add a new row with "
                "its date and end this one.",
                name=rule.name,
                law=rule.law,
            )
        )

    def _append_to_ledger(self, event):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": rule,
                    "facts": {name: rule[name] for name in LAW_FIELDS},
                }
                for rule in self
            ]
        )

    @api.model
    def _recompute_retention(self):
        """Refresh the stored dates of all records: their rule has changed."""
        for model in self.env["med.retention.mixin"]._retention_models():
            # pylint: disable=no-search-all; a rare act that concerns every record
            records = model.with_context(active_test=False).search([])
            for name in ("retention_until", "is_retained_forever"):
                self.env.add_to_compute(model._fields[name], records)

    @api.model
    def _get_rule(self, code):
        """The row of ``code`` in force today; the general row where it has none."""
        today = self.env.company._med_today()
        in_force = Domain("date_from", "<=", today) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        )
        # sudo: law rows hold nothing secret and guard everybody's records
        rules = self.sudo().search(
            in_force & Domain("code", "in", [code, "company_record"]),
            order="date_from desc",
        )
        return rules.filtered(lambda rule: rule.code == code)[:1] or rules[:1]

    def _retention_until(self, start, expiry):
        """Last day of retention.

        :param start: date of the event
        :param expiry: expiry date of the goods, or False
        :return: date, or None for "for ever"; without any date for ever as well
        """
        if not self or self.is_forever:
            return None
        candidates = []
        if expiry:
            candidates.append(expiry + relativedelta(years=self.years_after_expiry))
        elif start:
            candidates.append(start + relativedelta(years=self.years_without_expiry))
        return max(candidates, default=None)
