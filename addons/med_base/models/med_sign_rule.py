from odoo import api, fields, models


class MedSignRule(models.Model):
    """The table of what must be signed, with which meaning."""

    _name = "med.sign.rule"
    _description = "Signature Rule"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char("What", required=True, translate=True)
    model_name = fields.Char("Model", required=True)
    method_name = fields.Char("Method", required=True)
    meaning = fields.Char(required=True, translate=True, help="The sentence the person signs.")
    law = fields.Char("Basis")
    is_required = fields.Boolean("Required", default=True)

    _method = models.UniqueIndex("(model_name, method_name)", "There is a rule for this method already.")

    @api.model
    def _for_method(self, model_name, method):
        # sudo: everybody is asked by the same table
        rules = self.sudo().search(
            [
                ("model_name", "in", (model_name, "med.approval.mixin")),
                ("method_name", "=", method),
            ]
        )
        return rules.sorted(lambda rule: rule.model_name != model_name)[:1]

    @api.model
    def _is_required(self, model_name, method):
        """Whether the method must be signed: yes, unless its row says no."""
        rule = self._for_method(model_name, method)
        return not rule or rule.is_required

    @api.model
    def _meaning(self, records, method):
        """The sentence to sign, in the user's language."""
        # calls of programs carry no language: the person's own then
        rules = self.with_context(lang=self.env.lang or self.env.user.lang)
        rule = rules._for_method(records._name, method)
        return rule.meaning or records._med_signable()[method]

    def write(self, vals):
        # EXTENDS base
        result = super().write(vals)
        self._log("signature.rule_changed", sorted(vals))
        return result

    def unlink(self):
        # EXTENDS base
        self._log("signature.rule_deleted", [])
        return super().unlink()

    def _log(self, event, names):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": rule,
                    "facts": {
                        "method": f"{rule.model_name}.{rule.method_name}",
                        "required": rule.is_required,
                        "fields": names,
                    },
                }
                for rule in self
            ]
        )
