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
        defaults = self.default_get(list(self._guarded_fields))
        for vals in vals_list:
            guarded = {
                name
                for name in self._guarded_fields
                if name in vals and vals[name] != defaults.get(name, False)
            }
            self._check_guarded(guarded, "create")
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS base
        self._check_guarded(set(self._guarded_fields) & set(vals), "state")
        return super().write(vals)

    def _check_guarded(self, names, purpose):
        if names and not self._has_ticket(purpose, names):
            labels = ", ".join(self._fields[name].string for name in sorted(names))
            raise UserError(
                self.env._(
                    "%(fields)s of %(document)s cannot be set directly: "
                    "use the document's buttons, so that rules and log apply.",
                    fields=labels,
                    document=", ".join(self.mapped("display_name"))
                    or self._description,
                )
            )

    def _guarded_write(self, vals):
        """Write guarded fields from a method that has made its checks."""
        names = set(self._guarded_fields) & set(vals)
        self._with_ticket("state", names).write(vals)
        return True
