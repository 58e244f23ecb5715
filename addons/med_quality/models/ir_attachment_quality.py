from odoo import models

# what was signed, decided or entered as evidence: model, field of its files, when they are final
EVIDENCE = (
    ("med.inspection.line", "photo_ids", [("inspection_id.state", "=", "done")]),
    ("med.inspection.check", "attachment_ids", [("line_id.inspection_id.state", "=", "done")]),
    ("stock.picking", "med_slip_ids", [("state", "=", "done")]),
    ("stock.picking", "med_transit_file_ids", [("state", "=", "done")]),
    ("med.capa", "attachment_ids", [("state", "in", ("watching", "done"))]),
    ("med.change.request", "attachment_ids", [("state", "in", ("approved", "done", "rejected"))]),
    ("med.warehouse.dossier", "attachment_ids", [("state", "!=", "draft")]),
    ("med.direct.delivery", "attachment_ids", [("state", "in", ("released", "rejected"))]),
    ("med.lab.request", "attachment_ids", [("state", "in", ("accepted", "rejected"))]),
    ("med.nonconformity", "attachment_ids", [("state", "=", "done")]),
    ("med.capa.action", "attachment_ids", [("state", "=", "done")]),
    ("med.document.version", "attachment_ids", [("state", "in", ("approved", "in_force", "replaced"))]),
    ("med.warehouse.evaluation", "attachment_ids", [("state", "=", "done")]),
    ("med.equipment.event", "attachment_ids", []),
)
# files kept in a field of their own: model, when they are final
TAKEN_IN = {
    "med.storage.import": [("state", "=", "done")],
    "med.warehouse.report": [("state", "=", "done")],
    "med.stock.check.line": [("check_id.state", "=", "done")],
}


class IrAttachment(models.Model):
    """Photos and papers of what was signed stay as they were signed."""

    _inherit = "ir.attachment"

    def _med_reviewed_files(self):
        # EXTENDS med_qualification
        kept = super()._med_reviewed_files() | self._med_taken_in()
        files = self.filtered(lambda file: not file.res_field)
        if not files:
            return kept
        found = set()
        for model, name, final in EVIDENCE:
            # sudo: the state of the record counts, whoever may read it
            records = self.env[model].sudo().search([(name, "in", files.ids), *final])
            found.update(records[name].ids)
        return kept | files.filtered(lambda file: file.id in found)

    def _med_taken_in(self):
        """Those of these files that were taken in and are compared with their digest."""
        kept = self.browse()
        for model, files in self.filtered("res_field").grouped("res_model").items():
            if model not in TAKEN_IN:
                continue
            # sudo: the state of the record counts, whoever may read it
            final = self.env[model].sudo().search([("id", "in", files.mapped("res_id")), *TAKEN_IN[model]])
            kept |= files.filtered(lambda file, ids=set(final.ids): file.res_id in ids)
        return kept
