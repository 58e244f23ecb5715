from odoo import api, models


class MedQualificationRecordMixin(models.AbstractModel):
    """A record of qualification: kept as the law says once it is no draft any more."""

    _name = "med.qualification.record.mixin"
    _description = "Record of Qualification"
    _inherit = ["med.retention.mixin"]

    def _retention_rule_code(self):
        # EXTENDS med.retention.mixin
        return "qualification_record"

    def _retention_applies(self):
        # EXTENDS med.retention.mixin
        return self.state != "draft"

    @api.model
    def _retention_depends(self):
        # EXTENDS med.retention.mixin
        return ["state"]
