from odoo import api, models
from odoo.tools import frozendict, ormcache

from .med_ledger_automation import GATED_MODELS

RECORD_ACTION = "med_base.med_ledger_record_action"
BOUND_FIELDS = ("name", "binding_view_types", "group_ids", "res_model", "domain")


class IrActionsActions(models.Model):
    _inherit = "ir.actions.actions"

    @api.model
    @ormcache("model_name", "self.env.lang")
    def _get_bindings(self, model_name):
        # EXTENDS base: the ledger of a record is one click away on all that count
        bindings = super()._get_bindings(model_name)
        if not model_name.startswith("med.") and model_name not in GATED_MODELS:
            return bindings
        action = self.env.ref(RECORD_ACTION, raise_if_not_found=False)
        if not action or model_name.startswith("med.ledger."):
            return bindings
        values = action.sudo().read(BOUND_FIELDS)[0]  # sudo: readers are named in it
        groups = self.env["res.groups"].browse(values["group_ids"])
        values["group_ids"] = list(groups._ensure_xml_id().values())
        actions = (*bindings.get("action", ()), frozendict(values))
        return frozendict({**bindings, "action": actions})
