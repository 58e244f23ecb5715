from odoo import models
from odoo.exceptions import UserError

UNINSTALL_PARAMETER = "med_base.uninstall_despite_retention"


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def button_uninstall(self):
        # EXTENDS base: before anything is marked, so that a refusal leaves no trace
        self._check_retention_of_modules()
        return super().button_uninstall()

    def _check_retention_of_modules(self):
        """Refuse to uninstall modules whose records law still keeps."""
        # sudo: read by administrators of modules, who may lack other rights
        get_param = self.env["ir.config_parameter"].sudo().get_param
        if get_param(UNINSTALL_PARAMETER) in ("True", "true", "1"):
            return
        names = set((self | self.downstream_dependencies()).mapped("name"))
        for model in self.env["med.retention.mixin"]._retention_models():
            if model._original_module not in names:
                continue
            retained = model._first_retained()
            if retained:
                raise UserError(
                    self.env._(
                        "%(modules)s cannot be uninstalled: law keeps records such as "
                        "%(record)s (%(model)s). Export them first; then the system "
                        "parameter %(parameter)s = True allows it. The ledger is "
                        "exported in any case.",
                        modules=", ".join(sorted(names & set(self.mapped("name")))),
                        record=retained.display_name,
                        model=model._description,
                        parameter=UNINSTALL_PARAMETER,
                    )
                )
