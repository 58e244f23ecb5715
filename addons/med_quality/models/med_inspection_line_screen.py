import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError

IMAGES = ("image/jpeg", "image/png", "image/webp")
LARGEST = 12 * 1024 * 1024
TAPPED = {
    "result",
    "rejected_quantity",
    "reason_id",
    "note",
    "production_date",
    "expiry_date",
    "has_no_expiry",
    "sterilisation_lot",
}


class MedInspectionLine(models.Model):
    """A line on the tablet: tapped, photographed."""

    _inherit = "med.inspection.line"

    def _screen(self):
        """This line as the tablet shows it."""
        checks = self.check_ids.filtered(lambda check: check.kind != "outer" or not check.result)
        return {
            "id": self.id,
            "product": self.product_id.display_name,
            "specification": self.product_id.med_specification or "",
            "lot": self.lot_id.name or "",
            "made": fields.Date.to_string(self.production_date) or "",
            "ends": fields.Date.to_string(self.expiry_date) or "",
            "has_no_expiry": self.has_no_expiry,
            "asks_expiry": self.product_id.use_expiration_date and bool(self.lot_id),
            "received": self.received_quantity,
            "rejected": self.rejected_quantity,
            "unit": self.product_uom_id.name,
            "sample": self.sample_size if self.sample_size < self.received_quantity else 0,
            "result": self.result or "",
            "reason_id": self.reason_id.id or 0,
            "note": self.note or "",
            "warning": self.warning or "",
            "photos": len(self.photo_ids),
            "problems": self._sign_problems(),
            "seen": self.check_ids.filtered(lambda check: check.kind == "outer").mapped("name"),
            "checks": [check._screen() for check in checks],
        }

    def screen_tap(self, vals):
        """Enter what was tapped for one line.

        :param vals: result, rejected quantity, reason, note, dates
        :return: the line as the tablet shows it, and the version of the inspection
        """
        self.check_access("write")
        self.ensure_one()
        wrong = set(vals) - TAPPED
        if wrong:
            raise UserError(self.env._("%(fields)s cannot be entered here.", fields=", ".join(sorted(wrong))))
        self.write(vals)
        return self._screen_answer()

    def screen_photo(self, name, data):
        """Add a photo to a line.

        :param name: name of the file
        :param data: its bytes in base64
        :return: the line as the tablet shows it, and the version of the inspection
        """
        self.ensure_one()
        self._check_may_enter()
        try:
            raw = base64.b64decode(data or "", validate=True)
        except (binascii.Error, ValueError) as error:
            raise UserError(self.env._("%(file)s could not be read: take it again.", file=name)) from error
        if not raw or len(raw) > LARGEST:
            raise UserError(
                self.env._("%(file)s is empty or larger than 12 MB: take a smaller photo.", file=name)
            )
        # sudo: a photo belongs to its line, whoever may add files
        photo = (
            self.env["ir.attachment"]
            .sudo()
            .create({"name": name or "photo.jpg", "raw": raw, "res_model": self._name, "res_id": self.id})
        )
        if photo.mimetype not in IMAGES:
            raise UserError(self.env._("%(file)s is no picture: take a photo.", file=name))
        self.write({"photo_ids": [fields.Command.link(photo.id)]})
        return self._screen_answer()

    def _screen_answer(self):
        return {"line": self._screen(), "version": self.inspection_id.version}
