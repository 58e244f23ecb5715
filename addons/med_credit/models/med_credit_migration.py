from odoo import fields, models
from odoo.tools import SQL

from .med_credit_account import GRADES


class MedCreditMigration(models.Model):
    """From which grade to which each customer went, month by month: the migration matrix."""

    _name = "med.credit.migration"
    _description = "Migration of Credit Grades"
    _auto = False
    _order = "month desc, account_id"
    _rec_name = "account_id"

    month = fields.Date(string="End of Month", readonly=True)
    account_id = fields.Many2one("med.credit.account", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    segment_id = fields.Many2one("med.credit.segment", readonly=True)
    run_id = fields.Many2one("med.credit.run", string="Score", readonly=True)
    grade_before = fields.Selection(GRADES, string="Grade a Month Before", readonly=True)
    grade = fields.Selection(GRADES, readonly=True)
    direction = fields.Selection(
        [("down", "Falls"), ("up", "Rises"), ("same", "Stays")], string="Moves", readonly=True
    )

    @property
    def _table_query(self):
        """Months of two years with the score that held at their end, and the one a month before."""
        return SQL(
            """
            SELECT row_number() OVER (ORDER BY k.month, k.account_id) AS id, k.*,
                   CASE WHEN k.place > k.place_before THEN 'down'
                        WHEN k.place < k.place_before THEN 'up' ELSE 'same' END AS direction
              FROM (SELECT h.*, lag(h.grade) OVER w AS grade_before, lag(h.place) OVER w AS place_before
                      FROM (SELECT e.day::date AS month, r.account_id, r.company_id, r.segment_id,
                                   r.id AS run_id, r.grade, array_position(%(order)s, r.grade) AS place
                              FROM (SELECT *, lead(day) OVER (
                                               PARTITION BY account_id ORDER BY day, id) AS next_day
                                      FROM med_credit_run WHERE NOT COALESCE(is_shadow, FALSE)) r
                              CROSS JOIN generate_series(
                                   date_trunc('month', now()) - INTERVAL '24 months',
                                   date_trunc('month', now()) + INTERVAL '1 month',
                                   INTERVAL '1 month') s(first)
                              JOIN LATERAL (
                                   SELECT LEAST((s.first - INTERVAL '1 day')::date, now()::date) AS day) e
                                ON e.day >= r.day AND (r.next_day IS NULL OR e.day < r.next_day)) h
                    WINDOW w AS (PARTITION BY h.account_id ORDER BY h.month)) k
             WHERE k.grade_before IS NOT NULL
            """,
            order=[code for code, _label in GRADES],
        )
