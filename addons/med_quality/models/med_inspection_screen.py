from odoo import api, models
from odoo.exceptions import UserError


class MedInspection(models.Model):
    """What the tablet shows, and what a tap does."""

    _inherit = "med.inspection"

    @api.model
    def screen_data(self, inspection_id=None):
        """Everything the tablet shows.

        :param inspection_id: which inspection; without it the list of those that wait
        :return: dict with ``waiting`` (list) or ``inspection`` (dict), and ``reasons``
        """
        self.check_access("read")
        reasons = self.env["med.inspection.reason"]
        reasons = reasons.search_read([("active", "=", True)], ["name", "needs_photo"])
        if inspection_id:
            inspection = self.search([("id", "=", int(inspection_id))])
            if not inspection:
                raise UserError(self.env._("This inspection is not there any more."))
            return {"waiting": [], "inspection": inspection._screen(), "reasons": reasons}
        waiting = self.search([("state", "=", "draft"), ("company_id", "=", self.env.company.id)], limit=80)
        return {"waiting": [one._screen_head() for one in waiting], "inspection": False, "reasons": reasons}

    def _screen_head(self):
        return {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "version": self.version,
            "kind": self._word("kind"),
            "partner": self.partner_id.display_name or "",
            "receipt": self.picking_id.name or "",
            "line_count": self.line_count,
            "needs_second": self.needs_second,
            # sudo: the name of a colleague
            "signed_by": self.inspector_id.sudo().name or "",
            "is_mine": self.inspector_id == self.env.user,
            "can_sign": self.env.user.has_group("med_base.group_inspector"),
        }

    def _word(self, name):
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")

    def _screen(self):
        return {**self._screen_head(), "lines": [line._screen() for line in self.line_ids]}
