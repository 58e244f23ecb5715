from odoo import api, models

from ..medkernel import canonical

WATCHED = (
    "active",
    "base_automation_id",
    "binding_model_id",
    "child_ids",
    "code",
    "crud_model_id",
    "group_ids",
    "html_value",
    "link_field_id",
    "model_id",
    "resource_ref",
    "selection_value",
    "state",
    "update_boolean_value",
    "update_field_id",
    "update_path",
    "usage",
    "value",
    "webhook_url",
)
GATED_MODELS = {
    "account.move",
    "account.move.line",
    "product.product",
    "product.template",
    "purchase.order",
    "purchase.order.line",
    "res.company",
    "res.groups",
    "res.partner",
    "res.users",
    "sale.order",
    "sale.order.line",
    "stock.lot",
    "stock.move",
    "stock.move.line",
    "stock.picking",
    "stock.quant",
}


class IrActionsServer(models.Model):
    """Whoever may write server actions stands outside the wall; it is noted."""

    _inherit = "ir.actions.server"

    def _touches_compliance(self):
        """Those of these actions that work on our models or gated documents."""

        def touches(action):
            name = action.model_name or ""
            code = action.code or ""
            return name.startswith("med.") or name in GATED_MODELS or "med." in code

        return self.filtered(touches)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        actions = super().create(vals_list)
        actions._append_automation("automation.created")
        return actions

    def write(self, vals):
        # EXTENDS base
        before = self.sudo()._touches_compliance()  # sudo: code is for administrators
        result = super().write(vals)
        if changed := sorted(set(vals) & set(WATCHED)):
            after = self.sudo()._touches_compliance()  # sudo: as above
            (before | after)._append_automation("automation.changed", changed=changed)
        return result

    def unlink(self):
        # EXTENDS base
        self._append_automation("automation.removed")
        return super().unlink()

    def run(self):
        # EXTENDS base: hand-made actions only; crons and Odoo's own would flood
        actions = self.sudo().filtered(  # sudo: code is for administrators
            lambda action: action.usage != "ir_cron"
        )
        if actions := actions._touches_compliance():
            shipped = actions._shipped_by_modules()
            context = self.env.context
            (actions - shipped)._append_automation(
                "automation.run",
                active_model=context.get("active_model"),
                active_ids=context.get("active_ids") or context.get("active_id"),
            )
        return super().run()

    def _shipped_by_modules(self):
        """Those of these actions that an installed module brought."""
        # sudo: external ids are readable by administrators only
        data = self.env["ir.model.data"].sudo().search(
            [("model", "=", self._name), ("res_id", "in", self.ids)]
        )
        modules = self.env.registry._init_modules
        return self.browse(
            [row.res_id for row in data if row.module in modules]
        )

    def _append_automation(self, event, **facts):
        """Note an event of these actions; what modules install is not noted."""
        if not self.env.registry.ready:
            return
        actions = self.sudo()._touches_compliance()  # sudo: code is for administrators
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": action,
                    "facts": {
                        **facts,
                        "model": action.model_name,
                        "kind": action.state,
                        "usage": action.usage,
                        "code": action.code if action.state == "code" else None,
                        "digest": canonical.sha256(action.code or ""),
                    },
                }
                for action in actions
            ]
        )
