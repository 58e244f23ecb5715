from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# the step each lot on stock has reached: fewest days that are not yet over; 0 once it expired
MARK = """
    WITH ladder AS (
        SELECT unnest(%(days)s::int[]) AS days
    ), held AS (
        SELECT DISTINCT q.lot_id, q.expiration_date
          FROM stock_quant q
          JOIN stock_location s ON s.id = q.location_id AND s.usage IN ('internal', 'transit')
          JOIN product_product v ON v.id = q.product_id
          JOIN product_template t ON t.id = v.product_tmpl_id AND t.is_medical_device
         WHERE q.company_id = %(company)s AND q.quantity > 0 AND q.lot_id IS NOT NULL
           AND q.expiration_date < %(until)s
    ), reached AS (
        SELECT lot_id,
               CASE WHEN expiration_date <= %(now)s THEN 0 ELSE (
                    SELECT min(days) FROM ladder WHERE expiration_date < %(now)s + days * interval '1 day'
               ) END AS days
          FROM held
    ), changed AS (
        INSERT INTO med_expiry_mark AS m (company_id, lot_id, days, reached_on)
             SELECT %(company)s, lot_id, days, %(today)s FROM reached
        ON CONFLICT (company_id, lot_id) DO UPDATE
                SET days = EXCLUDED.days, reached_on = EXCLUDED.reached_on
              WHERE m.days IS DISTINCT FROM EXCLUDED.days
          RETURNING days
    )
    SELECT days, count(*) FROM changed GROUP BY days
"""
# lots that left, or whose date was corrected beyond the ladder, start anew
FORGET = """
    DELETE FROM med_expiry_mark m
     WHERE m.company_id = %(company)s
       AND NOT EXISTS (
            SELECT 1 FROM stock_quant q
              JOIN stock_location s ON s.id = q.location_id AND s.usage IN ('internal', 'transit')
             WHERE q.lot_id = m.lot_id AND q.company_id = m.company_id AND q.quantity > 0
               AND q.expiration_date < %(until)s)
"""
STANDING = """
    SELECT count(DISTINCT q.lot_id),
           count(*) FILTER (WHERE COALESCE(s.med_zone_effective, 'released') <> 'rejected')
      FROM med_expiry_mark m
      JOIN stock_quant q ON q.lot_id = m.lot_id AND q.company_id = m.company_id AND q.quantity > 0
      JOIN stock_location s ON s.id = q.location_id AND s.usage IN ('internal', 'transit')
     WHERE m.company_id = %(company)s AND m.days = 0
"""


class MedExpiryRun(models.Model):
    """One look at the expiry of the whole stock: who is told what, and what waits for the red zone."""

    _name = "med.expiry.run"
    _description = "Look at Expiry"
    _inherit = ["mail.thread", "mail.activity.mixin", "med.guarded.mixin", "med.evidence.mixin"]
    _order = "id desc"
    _rec_name = "run_at"
    _guarded_fields = (
        "company_id",
        "run_at",
        "reached",
        "near_count",
        "new_expired_count",
        "expired_count",
        "to_move_count",
    )

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    run_at = fields.Datetime(required=True, readonly=True)
    reached = fields.Json(readonly=True, help="Lots that newly reached each step, by its days.")
    near_count = fields.Integer(string="Newly Near Expiry", readonly=True)
    new_expired_count = fields.Integer(string="Newly Expired", readonly=True)
    expired_count = fields.Integer(string="Expired on Stock", readonly=True)
    to_move_count = fields.Integer(string="To Move to Red Zone", readonly=True)

    @api.model
    def _run(self, company, now=None):
        """Look at the stock of one company, tell each step's person once, write one ledger entry.

        Set-based: no lot is loaded, a million of them take seconds.
        :param now: the moment of the look as naive UTC, this one if none is given
        :return: the run
        """
        self.env.flush_all()
        rungs = self.env["med.expiry.rung"]._ladder(company)
        now = now or fields.Datetime.now()
        values = {
            "company": company.id,
            "now": now,
            "today": company._med_today(),
            "until": now + timedelta(days=max([*rungs.mapped("days"), 0])),
            "days": rungs.mapped("days"),
        }
        self.env.cr.execute(SQL(FORGET, **values))
        reached = dict(self.env.execute_query(SQL(MARK, **values)))
        ((expired, to_move),) = self.env.execute_query(SQL(STANDING, **values))
        self.env["med.expiry.mark"].invalidate_model()
        run = self._keep(company, now, reached, expired, to_move)
        run._tell(rungs, reached)
        return run

    @api.model
    def _keep(self, company, now, reached, expired, to_move):
        vals = {
            "company_id": company.id,
            "run_at": now,
            "reached": {str(days): count for days, count in sorted(reached.items())},
            "near_count": sum(count for days, count in reached.items() if days),
            "new_expired_count": reached.get(0, 0),
            "expired_count": expired,
            "to_move_count": to_move,
        }
        run = self._with_ticket("create").create(vals)._without_ticket()
        facts = {name: vals[name] for name in ("reached", "expired_count", "to_move_count")}
        self.env["med.ledger.entry"]._append("expiry.run", record=run, company=company, facts=facts)
        return run

    def _tell(self, rungs, reached):
        """One task a step with news for one person; expired goods are the keeper's."""
        for rung in rungs.filtered(lambda r: reached.get(r.days)):
            self._remind(
                rung._told_user(self.company_id),
                self.env._("%(count)s lots reached: %(step)s", count=reached[rung.days], step=rung.name),
            )
        if self.new_expired_count:
            keepers = self.env.ref("med_base.group_keeper")
            self._remind(
                rungs._first_holder(keepers, self.company_id),
                self.env._("%(count)s lots expired: move them to the red zone", count=self.new_expired_count),
            )

    def _remind(self, user, summary):
        if user:
            self.activity_schedule("mail.mail_activity_data_todo", user_id=user.id, summary=summary)

    # cron ----------------------------------------------------------------

    @api.model
    def _cron_look(self):
        """Look at every company's stock, one company a transaction."""
        companies = self.env["res.company"].search([("active", "=", True)])
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            self.with_company(company)._run(company)
            if not cron._commit_progress(1):
                break

    # to the records ------------------------------------------------------

    def action_open_expired(self):
        """Expired goods that lie outside the red zone, as of now."""
        self.ensure_one()
        return self._open_board({"search_default_to_move": 1})

    def action_open_near(self):
        """Goods on the ladder, by step."""
        self.ensure_one()
        return self._open_board({"search_default_near": 1, "search_default_group_rung": 1})

    def _open_board(self, context):
        action = self.env["ir.actions.act_window"]._for_xml_id("med_quality.med_expiry_board_action")
        return {**action, "domain": [("company_id", "=", self.company_id.id)], "context": context}
