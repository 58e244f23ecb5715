from odoo import api, fields, models
from odoo.tools import SQL, ormcache

# what an empty field looks like: a field added later does not change older seals
EMPTY = {"boolean": "false", "integer": "0", "float": "0", "monetary": "0"}
NEVER_EMPTY = ("date", "datetime", "many2one")  # a value or NULL
PAIRS = 50  # a function of PostgreSQL takes at most 100 arguments


class MedSealMixin(models.AbstractModel):
    """Stored fingerprint of an approved record, compared at each use.

    An approval counts only while the SHA-256 over the content that was approved, kept
    in ``content_seal``, equals the one computed now. PostgreSQL computes it from the
    rows themselves, in one query for any number of records and without opening files,
    so that a change behind the back of the application is noticed as well.

    A guarded write of the state seals; a record whose content differs already stays
    as it is and has to be approved again.
    """

    _name = "med.seal.mixin"
    _description = "Sealed Content"

    content_seal = fields.Char(string="Fingerprint", copy=False, readonly=True)
    altered_at = fields.Datetime(
        string="Change Noticed", copy=False, readonly=True, index="btree_not_null"
    )
    is_altered = fields.Boolean(
        string="Differs from What Was Approved", compute="_compute_is_altered"
    )

    # hooks ---------------------------------------------------------------

    def _seal_paths(self):
        """Hook: names of stored fields that are sealed, dotted for lines.

        A field may be added where it is empty on the records that are sealed already.
        """
        return []

    def _seal_more(self):
        """Hook: ``{key: SQL}`` of what else is sealed; the row's alias is ``doc``."""
        return {}

    def _seal_unfit(self):
        """Hook: SQL condition under which a row cannot count, whatever its seal."""
        return SQL("FALSE")

    def _seal_open_states(self):
        """Hook: states in which nothing was approved yet."""
        return ("draft", "review")

    def _seal_causes(self):
        """Hook: names of fields whose guarded write seals again."""
        return {"state"}

    def _seal_event(self):
        """Hook: event of the ledger when a change is noticed."""
        raise NotImplementedError

    # comparing -----------------------------------------------------------

    @api.depends(lambda self: sorted({path.split(".")[0] for path in self._seal_paths()} | {"state"}))
    def _compute_is_altered(self):
        altered = self._seal_find_altered()
        for record in self:
            record.is_altered = record._origin.id in altered

    def _seal_find_altered(self):
        """Ids of those of these records whose content is not what was approved."""
        ids = self._origin.ids
        if not ids:
            return set()
        self._seal_flush()
        rows = self.env.execute_query(
            SQL(
                "SELECT doc.id FROM %(table)s doc WHERE doc.id IN %(ids)s"
                " AND doc.state NOT IN %(open)s"
                " AND (doc.content_seal IS DISTINCT FROM %(digest)s OR %(unfit)s)",
                table=SQL.identifier(self._table),
                ids=tuple(ids),
                open=self._seal_open_states(),
                digest=self._seal_digest(),
                unfit=self._seal_unfit(),
            )
        )
        return {row[0] for row in rows}

    def _seal(self):
        """Keep the fingerprint of these records as they are now; drafts lose theirs."""
        if not self.ids:
            return
        self._seal_flush()
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s doc SET altered_at = NULL, content_seal ="
                " CASE WHEN doc.state IN %(open)s THEN NULL ELSE %(digest)s END"
                " WHERE doc.id IN %(ids)s",
                table=SQL.identifier(self._table),
                ids=tuple(self.ids),
                open=self._seal_open_states(),
                digest=self._seal_digest(),
            )
        )
        self.invalidate_recordset(["content_seal", "altered_at", "is_altered"], flush=False)
        self.modified(["content_seal"])

    def _seal_flush(self):
        self.flush_model()
        for path in self._seal_paths():
            field = self._fields[path.split(".")[0]]
            if field.type == "one2many":
                self.env[field.comodel_name].flush_model()

    @ormcache()
    def _seal_digest(self):
        """SQL of the fingerprint of the row ``doc``: the same as long as the fields are."""
        values, lines = {}, {}
        for path in self._seal_paths():
            name, _dot, rest = path.partition(".")
            if rest:
                lines.setdefault(name, []).append(rest)
            else:
                values[name] = _value_sql(self._fields[name], SQL("doc"))
        for name, names in lines.items():
            values[name] = self._seal_lines(self._fields[name], names)
        content = _object_sql(values | self._seal_more())
        return SQL("encode(sha256(convert_to(%s::text, 'UTF8')), 'hex')", content)

    def _seal_lines(self, field, names):
        model = self.env[field.comodel_name]
        values = {name: _value_sql(model._fields[name], SQL("line")) for name in names}
        return SQL(
            "(SELECT jsonb_agg(%s ORDER BY line.id) FROM %s line WHERE line.%s = doc.id)",
            _object_sql(values),
            SQL.identifier(model._table),
            SQL.identifier(field.inverse_name),
        )

    # sealing -------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: records made in an approved state by a trusted call
        records = super().create(vals_list)
        records.filtered(lambda r: r.state not in r._seal_open_states())._seal()
        return records

    def write(self, vals):
        # EXTENDS base
        if not self._seal_causes() & set(vals):
            return super().write(vals)
        # sudo: whether it is sound does not depend on who may read it
        sound = self.sudo().filtered(lambda record: not record.is_altered)
        result = super().write(vals)
        sound._seal()
        return result

    # noticing ------------------------------------------------------------

    def _report_altered(self):
        """Keep in the ledger, once, that the content of these records differs.

        Written after the transaction, whatever becomes of it: most often a refusal.
        """
        ids = [record.id for record in self if not record.altered_at]
        cr, registry, uid = self.env.cr, self.env.registry, self.env.uid
        known = cr.postcommit.data.setdefault(f"altered {self._name}", set())
        if not set(ids) - known:
            return
        known.update(ids)
        model = self._name

        def report():
            with registry.cursor() as new_cr:
                env = api.Environment(new_cr, uid, {})
                env[model].browse(ids)._note_altered()

        cr.postrollback.add(report)
        cr.postcommit.add(report)

    def _note_altered(self):
        """Mark what was not marked yet, write the ledger, tell who is responsible."""
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET altered_at = now() AT TIME ZONE 'UTC'"
                " WHERE id IN %s AND altered_at IS NULL RETURNING id",
                SQL.identifier(self._table),
                tuple(self.ids),
            )
        )
        # sudo: noticed by whoever uses it, told to whoever keeps it
        fresh = self.sudo().browse([row[0] for row in self.env.cr.fetchall()])
        fresh.invalidate_recordset(["altered_at"], flush=False)
        fresh.modified(["content_seal"])  # what depends on it is judged again
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": self._seal_event(),
                    "record": record,
                    "company": record.company_id,
                    "facts": {"approved": record.content_seal or False},
                }
                for record in fresh
            ]
        )
        for record in fresh:
            owner = record.user_id or self.env.user
            record.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=owner.id,
                summary=self._med_spoken_to(owner).env._(
                    "Differs from what was approved: have it reviewed again"
                ),
            )


def _value_sql(field, alias):
    """SQL of a field's value as jsonb, NULL where it is empty."""
    if field.type == "many2many":
        return SQL(
            "(SELECT jsonb_agg(rel.%(theirs)s ORDER BY rel.%(theirs)s) FROM %(table)s rel"
            " WHERE rel.%(ours)s = %(alias)s.id)",
            theirs=SQL.identifier(field.column2),
            ours=SQL.identifier(field.column1),
            table=SQL.identifier(field.relation),
            alias=alias,
        )
    column = SQL("to_jsonb(%s.%s)", alias, SQL.identifier(field.name))
    if field.type in NEVER_EMPTY:
        return column
    return SQL("NULLIF(%s, %s::jsonb)", column, EMPTY.get(field.type, '""'))


def _object_sql(values):
    """SQL of a jsonb object without its empty values."""
    pairs = [SQL("%s::text, %s", name, value) for name, value in sorted(values.items())]
    objects = [
        SQL("jsonb_build_object(%s)", SQL(", ").join(pairs[start : start + PAIRS]))
        for start in range(0, len(pairs), PAIRS)
    ]
    return SQL("jsonb_strip_nulls(%s)", SQL(" || ").join(objects))
