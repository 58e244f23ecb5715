from odoo import models

# what was signed, decided or entered as evidence: model, field of its files, when they are final
EVIDENCE = (
    ("med.inspection.line", "photo_ids", [("inspection_id.state", "=", "done")]),
    ("med.inspection.check", "attachment_ids", [("line_id.inspection_id.state", "=", "done")]),
    ("stock.picking", "med_slip_ids", [("state", "=", "done")]),
    ("med.direct.delivery", "attachment_ids", [("state", "in", ("released", "rejected"))]),
    ("med.lab.request", "attachment_ids", [("state", "in", ("accepted", "rejected"))]),
    ("med.nonconformity", "attachment_ids", [("state", "=", "done")]),
    ("med.capa.action", "attachment_ids", [("state", "=", "done")]),
    ("med.document.version", "attachment_ids", [("state", "in", ("approved", "in_force", "replaced"))]),
    ("med.warehouse.evaluation", "attachment_ids", [("state", "=", "done")]),
    ("med.equipment.event", "attachment_ids", []),
)


class IrAttachment(models.Model):
    """Photos and papers of what was signed stay as they were signed."""

    _inherit = "ir.attachment"

    def _med_reviewed_files(self):
        # EXTENDS med_qualification
        files = self.filtered(lambda file: not file.res_field)
        if not files:
            return super()._med_reviewed_files()
        found = set()
        for model, name, final in EVIDENCE:
            # sudo: the state of the record counts, whoever may read it
            records = self.env[model].sudo().search([(name, "in", files.ids), *final])
            found.update(records[name].ids)
        return super()._med_reviewed_files() | files.filtered(lambda file: file.id in found)
