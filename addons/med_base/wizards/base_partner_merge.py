from odoo import api, models
from odoo.exceptions import UserError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        # EXTENDS base: merging rewrites history by SQL and deletes rows that clash
        self._check_compliance_merge(partner_ids, dst_partner)
        return super()._merge(
            partner_ids, dst_partner=dst_partner, extra_checks=extra_checks
        )

    @api.model
    def _check_compliance_merge(self, partner_ids, dst_partner):
        """The partner that is merged away may have no records that law keeps."""
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if len(partners) < 2:
            return
        if not dst_partner or dst_partner not in partners:
            dst_partner = self._get_ordered_partner(partners.ids)[-1]
        # sudo: a guard looks at records of all companies
        sources = (partners - dst_partner).sudo().with_context(active_test=False)
        found = sources._compliance_records()
        for partner in sources.filtered(lambda source: source.id in found):
            raise UserError(
                self.env._(
                    "%(partner)s cannot be merged into %(target)s: law keeps its own "
                    "records (%(records)s). Merge the other way round, or archive the "
                    "partner that is not used any more.",
                    partner=partner.display_name,
                    target=dst_partner.display_name,
                    records=", ".join(sorted(found[partner.id])),
                )
            )
