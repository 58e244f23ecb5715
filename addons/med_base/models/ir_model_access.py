from odoo import api, models, tools
from odoo.tools import SQL

# whoever judges or audits reads what these groups read, optional apps included
READ_ALONG = (
    "sales_team.group_sale_salesman",
    "purchase.group_purchase_user",
    "stock.group_stock_user",
)


class IrModelAccess(models.Model):
    _name = "ir.model.access"
    _inherit = ["ir.model.access", "med.rights.ledger"]

    @api.model
    @tools.ormcache("self.env.uid", "mode", cache="stable")
    def _get_allowed_models(self, mode="read"):
        # EXTENDS base: forms of sales, purchase and stock show fields of any app that
        # is installed beside them, whose rights our data files cannot name
        allowed = super()._get_allowed_models(mode)
        if mode != "read" or not self.env.user.has_group("med_base.group_med_reader"):
            return allowed
        return allowed | self._med_read_along()

    @api.model
    def _med_read_along(self):
        """Names of the models that salespeople, purchasers and warehouse may read."""
        groups = self.env["res.groups"].sudo()  # sudo: reads the group tree
        for xmlid in READ_ALONG:
            groups |= self.env.ref(xmlid).sudo()  # sudo: as above
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT m.model FROM ir_model_access a"
                " JOIN ir_model m ON m.id = a.model_id"
                " WHERE a.perm_read AND a.active AND a.group_id IN %s",
                tuple(groups.all_implied_ids.ids),
            )
        )
        return frozenset(name for (name,) in rows)

    def _rights_groups(self):
        # OVERRIDE
        return self.group_id
