from odoo import api, models

OPERATIONS = ("perm_read", "perm_write", "perm_create", "perm_unlink")


class MedRightsLedger(models.AbstractModel):
    """Rights on our models, changed past the jobs by an administrator: it is noted."""

    _name = "med.rights.ledger"
    _description = "Ledger of Access Rights"

    def _rights_fields(self):
        """Names of the fields that say who may do what."""
        return ("active", *OPERATIONS)

    def _rights_groups(self):
        """Groups that the right is given to; none means everybody."""
        raise NotImplementedError

    def _rights_of_suite(self):
        """Those of these rights that concern models of the suite."""
        # sudo: names of models, for whoever may change rights
        return self.sudo().filtered(lambda right: (right.model_id.model or "").startswith("med."))

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        rights = super().create(vals_list)
        rights._rights_log("rights.created")
        return rights

    def write(self, vals):
        # EXTENDS base
        watched = set(vals) & {*self._rights_fields(), "model_id", "group_id", "groups"}
        before = self._rights_of_suite() if watched else self.browse()
        facts = before._rights_facts()
        result = super().write(vals)
        if watched:
            (before | self._rights_of_suite())._rights_log("rights.changed", facts)
        return result

    def unlink(self):
        # EXTENDS base
        self._rights_log("rights.removed")
        return super().unlink()

    def _rights_facts(self):
        """{id: facts of the right as it stands}."""
        return {
            right.id: {
                "model": right.model_id.model,
                "groups": right._rights_groups().mapped("full_name"),
                **{name: self._rights_value(right[name]) for name in self._rights_fields()},
            }
            for right in self
        }

    @api.model
    def _rights_value(self, value):
        return value or False

    def _rights_log(self, event, before=None):
        """Note the rights on our models; what modules install is not noted."""
        if not self.env.registry.ready:
            return
        rights = self._rights_of_suite()
        facts, before = rights._rights_facts(), before or {}
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": right,
                    "facts": {**facts[right.id], "before": before.get(right.id, {})},
                }
                for right in rights
                if facts[right.id] != before.get(right.id)
            ]
        )
