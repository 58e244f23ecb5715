from odoo import api, models


class MedRuleMixin(models.AbstractModel):
    """Rules that people configure: who changed which, from what to what, stands in the ledger."""

    _name = "med.rule.mixin"
    _description = "Rule whose Changes are on Record"

    # event of the ledger; rules that are asked for often have one of their own
    _rule_event = "rule.changed"
    # fields that the system moves on by itself, no decision of anybody
    _rule_quiet = ()

    # hooks ---------------------------------------------------------------

    def _rule_record(self):
        """Hook: the record the entry names; of a line, its rule."""
        self.ensure_one()
        return self

    def _rule_facts(self):
        """Hook: further facts that tell which rule it is."""
        self.ensure_one()
        return {}

    def _rule_changed(self):
        """Hook: rules were made, changed or deleted; what was read from them is read anew."""

    # on record -----------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        rules = super().create(vals_list)
        rules._rule_log(
            "created",
            {
                rule: {name: [None, value] for name, value in rule._rule_values(vals).items()}
                for rule, vals in zip(rules, vals_list, strict=True)
            },
        )
        rules._rule_changed()
        return rules

    def write(self, vals):
        # EXTENDS base
        before = {rule: rule._rule_values(vals) for rule in self}
        result = super().write(vals)
        changes = {rule: rule._rule_differences(old) for rule, old in before.items()}
        self._rule_log("changed", {rule: found for rule, found in changes.items() if found})
        self._rule_changed()
        return result

    def unlink(self):
        # EXTENDS base
        self._rule_log("deleted", dict.fromkeys(self, {}))
        result = super().unlink()
        self._rule_changed()
        return result

    def _rule_values(self, names):
        """{name: plain value} of those of the names that are stored fields and no files."""
        fields = [self._fields[name] for name in set(names) & set(self._fields) - set(self._rule_quiet)]
        return {f.name: self._rule_plain(f.name) for f in fields if f.type not in ("binary", "image")}

    def _rule_plain(self, name):
        value = self[name]
        if isinstance(value, models.BaseModel):
            return value.ids
        return value if isinstance(value, str | int | float | bool) else str(value)

    def _rule_differences(self, before):
        """{name: [before, now]} of what differs from before."""
        now = self._rule_values(before)
        return {name: [before[name], now[name]] for name in before if before[name] != now[name]}

    def _rule_log(self, kind, changes):
        """One entry for each rule of ``{rule: {name: [before, now]}}``."""
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": rule._rule_event,
                    "record": rule._rule_record(),
                    "company": rule.company_id if "company_id" in rule._fields else None,
                    "facts": {"change_kind": kind, "changes": found, **rule._rule_facts()},
                }
                for rule, found in changes.items()
            ]
        )
