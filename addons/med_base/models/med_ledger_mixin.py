from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

REFUSE_FUNCTION = "med_ledger_refuse"


class MedLedgerMixin(models.AbstractModel):
    """Rows that nobody changes or removes: by ORM, and by a trigger, by SQL either.

    Rows come by SQL from the model's own methods only.
    """

    _name = "med.ledger.mixin"
    _description = "Append-only rows"

    def init(self):
        # EXTENDS base: on an abstract model there is no table to protect
        super().init()
        if self._abstract or not self._auto:
            return
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger AS $$
                BEGIN
                    RAISE EXCEPTION '%% is append-only: %% refused',
                        TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
                END $$ LANGUAGE plpgsql;
                DROP TRIGGER IF EXISTS med_append_only ON %(table)s;
                CREATE TRIGGER med_append_only
                    BEFORE UPDATE OR DELETE OR TRUNCATE ON %(table)s
                    FOR EACH STATEMENT EXECUTE FUNCTION %(function)s();
                """,
                function=SQL.identifier(REFUSE_FUNCTION),
                table=SQL.identifier(self._table),
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        # OVERRIDE: no way in from outside, for superusers neither
        self._refuse_change()

    def write(self, vals):
        # OVERRIDE
        self._refuse_change()

    def unlink(self):
        # OVERRIDE
        self._refuse_change()

    def copy(self, default=None):
        # OVERRIDE
        self._refuse_change()

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "%(model)s is append-only evidence: rows are made by the system "
                "and can neither be entered, changed nor removed by anybody.",
                model=self._description,
            )
        )
