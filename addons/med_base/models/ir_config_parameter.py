from odoo import api, models

from .med_robot import HOSTS_PARAMETER


class IrConfigParameter(models.Model):
    """Parameters that open something are in the ledger when they change."""

    _inherit = "ir.config_parameter"

    @api.model
    def _med_ledgered_keys(self):
        """Keys whose changes are ledgered with their values; no secrets among them."""
        return {HOSTS_PARAMETER, "med_base.uninstall_despite_retention", "web.base.url"}

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        parameters = super().create(vals_list)
        parameters._med_log("settings.changed")
        return parameters

    def write(self, vals):
        # EXTENDS base
        self._med_log("settings.changed", vals)
        return super().write(vals)

    def unlink(self):
        # EXTENDS base
        self._med_log("settings.removed")
        return super().unlink()

    def _med_log(self, event, vals=None):
        keys = self._med_ledgered_keys()
        entries = [
            {
                "event": event,
                "facts": {
                    "parameter": parameter.key,
                    "value": (vals or {}).get("value", parameter.value),
                },
            }
            for parameter in self.sudo()  # sudo: the ledger reads what was written
            if {parameter.key, (vals or {}).get("key")} & keys
            and not (vals and vals.get("value", parameter.value) == parameter.value and "key" not in vals)
        ]
        if entries:
            self.env["med.ledger.entry"]._append_batch(entries)
