from odoo import models
from odoo.exceptions import UserError


class MedInspectionCheck(models.Model):
    """A check on the tablet."""

    _inherit = "med.inspection.check"

    def _screen(self):
        """This check as the tablet shows it."""
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "result": self.result or "",
            "value": self.value if self.is_measured else "",
            "unit": self.uom_id.name or "",
            "limits": f"{self.minimum:g} – {self.maximum:g}" if self.kind == "measure" else "",
            "note": self.note or "",
            "needs_equipment": self.needs_equipment,
            "equipment": self.equipment_id.display_name or "",
            "problem": self._problem() or "",
        }

    def screen_tap(self, vals):
        """Enter what was measured or found.

        :param vals: any of ``value, result, note, equipment_id``
        :return: the line as the tablet shows it, and the version of the inspection
        """
        self.check_access("write")
        self.ensure_one()
        wrong = set(vals) - {"value", "result", "note", "equipment_id"}
        if wrong:
            raise UserError(self.env._("%(fields)s cannot be entered here.", fields=", ".join(sorted(wrong))))
        self.write(vals)
        return self.line_id._screen_answer()
