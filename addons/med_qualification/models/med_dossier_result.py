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
        return [*super()._seal_paths(), *(f"restriction_ids.{name}" for name in LINE_FIELDS)]

    def _approval_review_fields(self):
        # EXTENDS med_qualification
        return [*super()._approval_review_fields(), "restriction_text"]

    def _sound_results(self):
        """Those of these files that are as they were decided, before a change."""
        # sudo: whether a file is sound does not depend on who reads it
        return self.sudo().filtered(lambda d: not d.is_altered)

    def _result_changed(self, sound):
        """After quality changed the limits: seal, log, judge what is open again."""
        sound._seal()
        decided = self.filtered(lambda d: d.state in ("qualified", "provisional"))
        decided._log("dossier.result_changed")
        if decided:
            decided._stop_open_trade(self.env._("Quality changed what may be traded."))
            decided._recheck()
