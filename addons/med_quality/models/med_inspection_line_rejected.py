from odoo import fields, models

# reason of the inspection -> cause, where both say the same
CAUSES = {
    "package": "nc_cause_transport_damage",
    "seal": "nc_cause_transport_damage",
    "label": "nc_cause_supplier_label",
    "label_zh": "nc_cause_supplier_label",
    "lot": "nc_cause_supplier_wrong",
    "short": "nc_cause_supplier_wrong",
    "surplus": "nc_cause_supplier_wrong",
    "expired": "nc_cause_supplier_expiry",
    "paper": "nc_cause_supplier_papers",
    "cold": "nc_cause_transport_temperature",
    "measured": "nc_cause_supplier_production",
}


class MedInspectionLine(models.Model):
    """What an inspection rejects is a nonconformity, with what the inspector saw."""

    _inherit = "med.inspection.line"

    nonconformity_id = fields.Many2one("med.nonconformity", readonly=True, copy=False, index="btree_not_null")

    def _rejected(self):
        # EXTENDS the release of inspections
        super()._rejected()
        for line in self.filtered(lambda line: not line.nonconformity_id):
            case = self.env["med.nonconformity"]._open(
                line.company_id,
                line.product_id,
                line.lot_id,
                line.rejected_quantity,
                line._rejected_place(),
                line.reason_id.name or line.note or self.env._("Rejected on inspection"),
                line.inspection_id,
                line.partner_id,
                description=line.note,
                cause_id=line._nc_cause().id,
                # they stay with the inspection and are copied to the case
                attachment_ids=[
                    # sudo: the inspector's own pictures follow the case
                    fields.Command.create({"name": photo.name, "raw": photo.raw})
                    for photo in line.sudo().photo_ids
                ],
            )
            line._with_ticket("state").write({"nonconformity_id": case.id})

    def _rejected_place(self):
        """Where the rejected goods lie now: in the red zone, or where they were if they never came in."""
        # sudo: settings of the warehouse
        place = self.location_id.sudo()
        if not self._lies_here():
            return place
        return place.warehouse_id.med_rejected_id

    def _nc_cause(self):
        """The cause the reason of the inspector names, nothing where it is to be found out."""
        name = CAUSES.get(self.reason_id.code)
        return self.env.ref(f"med_quality.{name}") if name else self.env["med.nc.cause"]
