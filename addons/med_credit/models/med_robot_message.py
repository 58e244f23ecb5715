from odoo import api, models


class MedRobotMessage(models.Model):
    _inherit = "med.robot.message"

    @api.model
    def _link_path(self, record):
        # EXTENDS med_base: requests on credit open on the page with two buttons
        if record._name == "med.gate.waiver" and record.is_credit and record.state == "requested":
            return f"/odoo/med-credit-release/{record.id}"
        return super()._link_path(record)
