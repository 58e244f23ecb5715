from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..creditmath import GRADES as ORDER
from ..creditmath import Card
from .med_credit_account import GRADES

RULES = frozenset(
    (
        "code",
        "company_id",
        "concentration_share",
        "factor_ids",
        "is_institution",
        "knockout_ids",
        "least_confidence",
        "limit_step",
        "segment_ids",
        "unsure_grade",
        "version",
    )
)
STATES = [("draft", "Draft"), ("shadow", "In the shadow"), ("active", "In force"), ("retired", "Retired")]
FULL = 100.0
SHIPPED = ("dealer", "hospital")


class MedCreditScorecard(models.Model):
    """Factors, bins and knock-outs by which customers of some segments are scored.

    A card is a draft, is tried in the shadow, is put in force from a day on and ends when
    its next version is put in force. Once it is no draft any more its rows stay as they
    are, so that every score can be told by the card of its day.
    """

    _name = "med.credit.scorecard"
    _description = "Scorecard"
    _inherit = ["mail.thread", "med.guarded.mixin"]
    _order = "code, version desc, id"
    _guarded_fields = ("state", "date_from", "date_to")

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    version = fields.Integer(default=1, required=True, readonly=True, copy=False)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    state = fields.Selection(STATES, default="draft", required=True, tracking=True, copy=False, index=True)
    date_from = fields.Date(string="In Force From", readonly=True, copy=False)
    date_to = fields.Date(string="In Force Until", readonly=True, copy=False)
    origin_id = fields.Many2one(
        "med.credit.scorecard", string="Copied From", readonly=True, copy=False, ondelete="restrict"
    )
    segment_ids = fields.Many2many("med.credit.segment", string="Segments")
    is_institution = fields.Boolean(
        string="Hospitals", help="The longest terms of hospitals hold, not those of dealers."
    )
    factor_ids = fields.One2many("med.credit.factor", "card_id", string="Factors", copy=True)
    knockout_ids = fields.One2many("med.credit.knockout", "card_id", string="Knock-outs", copy=True)
    points = fields.Float(string="Points in All", compute="_compute_points")
    least_confidence = fields.Float(
        string="Least Confidence (%)",
        default=60.0,
        help="Where less is known of a customer, the grade and the limit are held down.",
    )
    unsure_grade = fields.Selection(GRADES, string="No Better Than if Unsure", default="BBB", required=True)
    limit_step = fields.Float(
        string="Limits Rounded Down to", default=1000.0, help="In the currency of the company."
    )
    concentration_share = fields.Float(
        string="One Customer at Most (%)",
        help="No limit above this part of all that customers owe the company. 0: not asked.",
    )
    note = fields.Text(string="What This Version Changes")
    run_count = fields.Integer(compute="_compute_run_count")

    _version_uniq = models.UniqueIndex("(code, COALESCE(company_id, 0), version)")

    @api.depends("name", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # EXTENDS base
        for card in self:
            card.display_name = self.env._(
                "%(card)s, version %(number)s", card=card.name, number=card.version
            )

    @api.depends("factor_ids.max_points")
    def _compute_points(self):
        for card in self:
            card.points = sum(card.factor_ids.mapped("max_points"))

    def _compute_run_count(self):
        counts = dict(
            self.env["med.credit.run"]._read_group(
                [("card_id", "in", self.ids)], groupby=["card_id"], aggregates=["__count"]
            )
        )
        for card in self:
            card.run_count = counts.get(card, 0)

    @api.constrains("least_confidence", "limit_step", "concentration_share")
    def _check_numbers(self):
        for card in self:
            shares = (card.least_confidence, card.concentration_share)
            if min(*shares, card.limit_step) < 0 or max(shares) > FULL:
                raise ValidationError(
                    self.env._(
                        "%(card)s: shares lie between 0 and 100, the step is not negative.",
                        card=card.name,
                    )
                )

    # a card that is no draft stays as it is -------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin: the version is counted, not typed in
        return super().create([{**vals, "version": self._next_version(vals)} for vals in vals_list])

    def _next_version(self, vals):
        """The first number that no card of this code and company has."""
        domain = [("code", "=", vals.get("code")), ("company_id", "=", vals.get("company_id", False))]
        # sudo: a number is taken whoever may see the card
        return self.sudo().search(domain, order="version desc", limit=1).version + 1

    def write(self, vals):
        # EXTENDS med.guarded.mixin
        if RULES & set(vals):
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_draft()

    def _check_draft(self):
        used = self.filtered(lambda card: card.state != "draft")[:1]
        if used:
            raise UserError(
                self.env._(
                    "%(card)s is in use or was: what scores rest on stays. Change a new version of it.",
                    card=used.display_name,
                )
            )

    # the way of a card ---------------------------------------------------

    def action_new_version(self):
        """Copy the card as a draft to change; opens it."""
        self.ensure_one()
        self.check_access("read")
        draft = self.copy({"origin_id": self.id})
        return draft._open()

    def action_try(self):
        """Open a trial of this card on ten customers and the last twelve months."""
        self.ensure_one()
        test = self.env["med.credit.backtest"].create({"card_id": self.id, "sample": "ten"})
        test.action_run()
        return {**self._open(), "res_model": test._name, "res_id": test.id}

    def action_shadow(self):
        """Score every night by this card too, without any effect."""
        self._check_decider()
        self._check_complete()
        for card in self.filtered(lambda c: c.state == "draft"):
            card._guarded_write({"state": "shadow"})
            card._note("credit.card_shadow")
        return True

    def action_put_in_force(self, day=None):
        """Score by this card from a day on; the version before ends on the day before.

        :param day: date or text, today if none; not before today
        :raises UserError: the points do not add up, a segment has another card
        """
        self._check_decider()
        self._check_complete()
        for card in self:
            today = card.env.company._med_today()
            start = max(fields.Date.to_date(day) or today, today)
            card._check_may_start()
            card._rivals()._end(start)
            card._guarded_write({"state": "active", "date_from": start, "date_to": False})
            card._note("credit.card_in_force")
        return True

    def action_retire(self):
        """End a card without a next version."""
        self._check_decider()
        cards = self.filtered(lambda card: card.state in ("active", "shadow"))
        cards._end(self.env.company._med_today())
        return True

    def _end(self, day):
        """These cards hold no more from this day on."""
        last = fields.Date.subtract(day, days=1)
        for card in self:
            card._guarded_write({"state": "retired", "date_to": card.date_from and max(last, card.date_from)})
            card._note("credit.card_retired")

    def _note(self, event):
        self.ensure_one()
        facts = {"card": self.code, "version": self.version, "from": fields.Date.to_string(self.date_from)}
        self.env["med.ledger.entry"]._append(event, record=self, facts=facts, company=self.company_id or None)

    def _rivals(self):
        """Other versions of this card that are in force."""
        domain = [("code", "=", self.code), ("company_id", "=", self.company_id.id), ("id", "!=", self.id)]
        return self.search([*domain, ("state", "=", "active")])

    def _check_decider(self):
        """Raise unless the user may decide on rules: finance or the owner, who is not the adviser."""
        self.check_access("read")
        if not any(map(self.env.user.has_group, ("med_base.group_finance", "med_base.group_owner"))):
            raise AccessError(
                self.env._("Scorecards are put in force by finance or the owner. Ask one of them.")
            )

    def _check_may_start(self):
        self.ensure_one()
        if self.state not in ("draft", "shadow"):
            raise UserError(
                self.env._("%(card)s was in force before. Make a new version of it.", card=self.display_name)
            )
        others = self.search([("state", "=", "active"), ("company_id", "=", self.company_id.id)])
        taken = (others - self._rivals()).filtered(lambda card: card.segment_ids & self.segment_ids)[:1]
        if taken:
            raise UserError(
                self.env._(
                    "%(segments)s: scored by %(other)s already. Take the segment off one of the two.",
                    segments=", ".join((taken.segment_ids & self.segment_ids).mapped("name")),
                    other=taken.display_name,
                )
            )

    def _check_complete(self):
        for card in self:
            if not card.segment_ids:
                raise UserError(self.env._("%(card)s: name the segments it scores.", card=card.display_name))
            if abs(card.points - FULL) > 0.001:
                raise UserError(
                    self.env._(
                        "%(card)s: the factors give %(points)g points in all. Make it 100.",
                        card=card.display_name,
                        points=card.points,
                    )
                )

    @api.model
    def _ship(self):
        """Put the shipped drafts in force at installation, from the beginning of time."""
        cards = self.union(*(self.env.ref(f"med_credit.scorecard_{code}") for code in SHIPPED))
        for card in cards.filtered(lambda c: c.state == "draft" and c.version == 1):
            card._check_complete()
            card._guarded_write({"state": "active", "date_from": "2000-01-01"})

    # reading -------------------------------------------------------------

    @api.model
    def _cards_for(self, accounts, day, states=("active", "retired")):
        """The card of each account on a day: the company's own beats the shared one.

        :return: {med.credit.account: med.credit.scorecard}, none where no card fits
        """
        # sudo: rules bind everybody
        domain = Domain("state", "in", states) & Domain("company_id", "in", [*accounts.company_id.ids, False])
        if "shadow" not in states:
            ended = Domain("date_to", "=", False) | Domain("date_to", ">=", day)
            domain &= Domain("date_from", "<=", day) & ended
        cards = self.sudo().search(domain).sorted(lambda card: not card.company_id)
        chosen = {}
        for account in accounts:
            fit = cards.filtered(
                lambda card, a=account: (
                    a.segment_id in card.segment_ids and card.company_id.id in (False, a.company_id.id)
                )
            )
            if fit:
                chosen[account] = fit[0]
        return chosen

    def _plain(self, company):
        """This card as ``creditmath.Card`` with the grade table of a company."""
        self.ensure_one()
        grades = self.env["med.credit.grade"]._for_company(company)
        return Card(
            factors=tuple(factor._plain() for factor in self.factor_ids),
            bands=tuple((code, grades[code].score_from) for code in ORDER if code in grades),
            knockouts=tuple(knockout._plain() for knockout in self.knockout_ids),
            least_confidence=self.least_confidence,
            unsure_grade=self.unsure_grade,
        )

    def _open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_open_runs(self):
        """Scores that were made by this card."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_credit.med_credit_run_action")
        return {**action, "domain": [("card_id", "=", self.id)]}
