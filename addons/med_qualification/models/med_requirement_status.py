from odoo import api, models


class MedRequirement(models.Model):
    """A changed matrix changes how parties and products stand."""

    _inherit = "med.requirement"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med_qualification
        rows = super().create(vals_list)
        self.env["med.qualification.status"]._rules_changed(set(rows.mapped("direction")))
        return rows

    def write(self, vals):
        # EXTENDS med_qualification
        directions = set(self.mapped("direction"))
        result = super().write(vals)
        directions |= set(self.mapped("direction"))
        self.env["med.qualification.status"]._rules_changed(directions)
        return result

    def unlink(self):
        # EXTENDS med_qualification
        directions = set(self.mapped("direction"))
        result = super().unlink()
        self.env["med.qualification.status"]._rules_changed(directions)
        return result
