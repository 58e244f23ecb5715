from odoo import fields, models
from odoo.exceptions import UserError


class MedLabRequest(models.Model):
    """Whose hands a report goes through: nobody alone frees a lot from a report or types one over."""

    _inherit = "med.lab.request"

    is_typed = fields.Boolean(
        string="Entered by Hand",
        readonly=True,
        copy=False,
        help="From the laboratory's paper; its service sends figures that nobody types.",
    )

    def _guarded_names(self):
        # EXTENDS med.guarded.mixin
        return (*super()._guarded_names(), "is_typed")

    def write(self, vals):
        # EXTENDS: goods that wait for a report go without it by quality's word only
        freed = self.browse()
        if "is_blocking" in vals and not vals["is_blocking"]:
            freed = self.filtered(lambda request: request.is_blocking and request.state != "draft")
        freed._check_may_free()
        result = super().write(vals)
        for request in freed:
            request._log("lab.unblocked", {})
        return result

    def _check_may_free(self):
        if self and not self.env.su:
            self._check_officer()

    def action_cancel(self):
        # EXTENDS
        self.check_access("write")
        self.filtered(lambda request: request.is_blocking and request.state != "draft")._check_may_free()
        failed = self.filtered(lambda request: request.state == "received" and request.verdict == "fail")
        if failed:
            raise UserError(
                self.env._(
                    "%(request)s: a report that fails is not withdrawn. Reject it, or send another sample.",
                    request=failed[0].name,
                )
            )
        return super().action_cancel()

    def _take_typed_report(self, report):
        """Take a report that a person entered; one that is there is not typed over by inspectors.

        :param report: as of :meth:`_take_report`
        """
        if any(request.state == "received" for request in self):
            self._check_officer()
        self._take_report(report)
        self._guarded_write({"is_typed": True})

    def _take_answer(self, answer):
        # EXTENDS: what the service sent counts again
        result = super()._take_answer(answer)
        if result["status"] == "final" and self.is_typed:
            self._guarded_write({"is_typed": False})
        return result

    def action_accept(self):
        # EXTENDS: figures that somebody typed are read a second time by whoever accepts them
        self._check_officer()
        own = self.filtered(lambda request: request.is_typed and request.received_by_id == self.env.user)
        if own:
            raise UserError(
                self.env._(
                    "%(request)s: you entered this report, so another officer compares it with the paper and "
                    "accepts it.",
                    request=own[0].name,
                )
            )
        return super().action_accept()
