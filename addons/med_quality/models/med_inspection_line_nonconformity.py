from odoo import fields, models


class MedInspectionLine(models.Model):
    """Each rejection is a nonconformity: somebody finds the cause and decides what becomes of the goods."""

    _inherit = "med.inspection.line"

    nonconformity_id = fields.Many2one("med.nonconformity", readonly=True, index="btree_not_null")

    def _rejected(self):
        # EXTENDS med_quality
        result = super()._rejected()
        for line in self:
            case = self.env["med.nonconformity"]._open(
                line.company_id,
                line.product_id,
                line.lot_id,
                line.rejected_quantity,
                line._rejected_place(),
                " ".join(filter(None, [line.reason_id.name, line.note])),
                line.inspection_id,
                line.partner_id,
                description=line.note,
                attachment_ids=line._copies_of_photos(),
                **({"cause_id": line.reason_id.cause_id.id} if line.reason_id.cause_id else {}),
            )
            line._with_ticket("state").write({"nonconformity_id": case.id})
        return result

    def _copies_of_photos(self):
        """Commands that give the case its own copies: the inspection keeps what the inspector saw."""
        # sudo: the inspector's own pictures, whoever signed second
        photos = self.sudo().photo_ids
        return [fields.Command.create({"name": photo.name, "raw": photo.raw}) for photo in photos]

    def _rejected_place(self):
        """Where the rejected goods lie now; none for goods that never came to us."""
        # sudo: the inspector need not read settings of the warehouse
        return self.location_id.sudo().warehouse_id.med_rejected_id.sudo(False)
