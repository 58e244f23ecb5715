from odoo import fields, models

SPECIAL = {
    "trades_ivd": "ivd",
    "trades_cold_chain": "cold_chain",
    "trades_implant": "implant",
    "trades_import": "abroad",
    "trades_others": "others",
}


class MedDossier(models.Model):
    """Special goods a party trades: their papers are asked beforehand."""

    _inherit = "med.dossier"

    trades_ivd = fields.Boolean(string="In-vitro Diagnostics")
    trades_cold_chain = fields.Boolean(string="Cold Chain")
    trades_implant = fields.Boolean(string="Implants")
    trades_import = fields.Boolean(string="Imported Goods")
    trades_others = fields.Boolean(
        string="Goods of Other Registrants",
        help="A registrant that also trades what others registered needs a licence for it.",
    )

    def _trade_flags(self):
        """Special goods of this file, as ``medpapers.Need.concerns`` takes them."""
        self.ensure_one()
        return frozenset(flag for name, flag in SPECIAL.items() if self[name])

    def write(self, vals):
        # EXTENDS med_qualification: other goods, other papers
        result = super().write(vals)
        if set(SPECIAL) & set(vals):
            self._sync_lines()
        return result
