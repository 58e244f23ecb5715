from contextlib import contextmanager

from odoo import api, fields, models

LINE_FIELDS = (
    "kind",
    "for_class_1",
    "for_class_2",
    "for_class_3",
    "category_ids",
    "is_ivd",
    "is_cold_chain",
    "is_implant",
    "is_import",
    "product_ids",
    "date_to",
    "reason",
)


class MedDossier(models.Model):
    """The result of a file: scope by its papers, conditions in words and as limits."""

    _inherit = "med.dossier"

    restriction_ids = fields.One2many(
        "med.dossier.restriction", "dossier_id", string="Restrictions", copy=False
    )
    restriction_text = fields.Text(compute="_compute_restriction_text", string="Restricted To")

    @api.depends("restriction_ids.display_name", "restriction_ids.reason", "restriction_ids.date_to")
    @api.depends_context("lang")
    def _compute_restriction_text(self):
        for dossier in self:
            dossier.restriction_text = "\n".join(
                f"{row.display_name} ({row.reason})" for row in dossier.restriction_ids
            )

    def _seal_paths(self):
        # EXTENDS med.seal.mixin
        return [*super()._seal_paths(), *self._restriction_paths()]

    def _approval_content_fields(self):
        # EXTENDS med_qualification: a file is approved with its limits
        return [*super()._approval_content_fields(), *self._restriction_paths()]

    def _approval_reviewer_fields(self):
        # EXTENDS med.approval.mixin
        notes = ["condition_note", "visit_note"]
        return [*super()._approval_reviewer_fields(), *notes, *self._restriction_paths()]

    def _restriction_paths(self):
        return [f"restriction_ids.{name}" for name in LINE_FIELDS]

    def _approval_review_fields(self):
        # EXTENDS med_qualification
        return [*super()._approval_review_fields(), "restriction_text"]

    # changes -------------------------------------------------------------

    @contextmanager
    def _deciding_limits(self, **facts):
        """Around a change of limits that was checked: the approval and the seal go along.

        :param facts: what the ledger keeps of it
        """
        # sudo: whether a file is sound does not depend on who reads it
        sound = self.sudo().filtered(lambda d: not d.is_altered)
        requests = self.env["med.approval.request"]._latest(self)
        live = requests.filtered(lambda r: r.state in ("pending", "approved"))
        with self._approval_amending(live, self._restriction_paths()):
            yield
        self._result_changed(sound, facts)

    def _result_changed(self, sound, facts):
        """After quality changed the limits: seal, log, judge what is open again."""
        sound._seal()
        decided = self.filtered(lambda d: d.state in ("qualified", "provisional"))
        decided._log("dossier.result_changed", **facts)
        if decided:
            decided._stop_open_trade(self.env._("Quality changed what may be traded."))
            decided._recheck()
