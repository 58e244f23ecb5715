from odoo import api, models
from odoo.exceptions import UserError


class MedGuardedMixin(models.AbstractModel):
    """Fields that change through methods only, for superusers too."""

    _name = "med.guarded.mixin"
    _description = "Fields changed by methods only"

    _guarded_fields = ("state",)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: a record starts in its default state, imports included
        own = {name: self._own_default(name) for name in self._guarded_names()}
        offered = self.default_get(list(own))
        checked = []
        for vals in vals_list:
            given = {n for n in own if n in vals and vals[n] != own[n]}
            self._check_guarded(given | self._computed_names(vals), "create")
            # a default of the client's context or of ir.default is no default of ours
            foreign = {n for n in own if n not in vals and n in offered}
            wrong = {n: own[n] for n in foreign if offered[n] != own[n]}
            checked.append({**vals, **wrong})
        return super().create(checked)

    @api.model
    def _guarded_names(self):
        """Names of the guarded fields; an addon that extends the model adds its own."""
        return self._guarded_fields

    def _own_default(self, name):
        """Default of a field as its class says, whatever the caller's context holds."""
        field = self._fields[name]
        value = field.default(self) if field.default else False
        return value.id if isinstance(value, models.BaseModel) else value

    def write(self, vals):
        # EXTENDS base
        names = set(self._guarded_names()) & set(vals)
        self._check_guarded(names | self._computed_names(vals), "state")
        return super().write(vals)

    @api.model
    def _computed_names(self, vals):
        """Names in ``vals`` of our stored fields that the system computes: nobody writes them."""
        fields = (self._fields[name] for name in vals if name in self._fields)
        return {
            field.name
            for field in fields
            if field.compute
            and field.store
            and field.readonly
            and (field._module or "").startswith("med_")
        }

    def _check_guarded(self, names, purpose):
        if names and not self._has_ticket(purpose, names):
            raise UserError(
                self.env._(
                    "%(fields)s of %(document)s cannot be set directly: "
                    "use the document's buttons, so that rules and log apply.",
                    fields=self._labels_of(names),
                    document=", ".join(self.mapped("display_name"))
                    or self.env["ir.model"]._get(self._name).name,
                )
            )

    @api.model
    def _labels_of(self, names):
        """Labels of fields in the reader's language, for messages.

        :param names: field names of this model
        :return: str, in the order of the names
        """
        return ", ".join(self._fields[name]._description_string(self.env) for name in sorted(names))

    def _guarded_write(self, vals):
        """Write guarded fields from a method that has made its checks."""
        names = set(self._guarded_names()) & set(vals)
        self._with_ticket("state", names).write(vals)
        return True
