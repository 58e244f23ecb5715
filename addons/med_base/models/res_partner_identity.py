from odoo import models
from odoo.exceptions import AccessError, UserError

# what decides whose papers count for a partner, and which of them are asked
IDENTITY = ("med_uscc", "name", "commercial_partner_id")
CAUSES = {*IDENTITY, "vat", "parent_id", "is_company"}


class ResPartner(models.Model):
    """A judged party keeps its identity; quality staff correct it, on record."""

    _inherit = "res.partner"

    def _med_judged_parties(self):
        """Hook: those of these partners that were judged or are kept on record."""
        return self.browse()

    def write(self, vals):
        # EXTENDS base
        if not CAUSES & set(vals) or self.env.user._is_superuser():
            return super().write(vals)
        judged = self._med_judged_parties()
        before = {partner: partner._med_identity() for partner in self}
        result = super().write(vals)
        if "commercial_partner_id" in vals:
            self._med_check_commercial()
        for partner, old in before.items():
            partner._med_check_identity(old, partner in judged)
        return result

    def _med_check_commercial(self):
        """The company of a contact follows from its parent, it is never typed in."""
        for partner in self:
            is_own = partner.is_company or not partner.parent_id
            company = partner if is_own else partner.parent_id.commercial_partner_id
            if partner.commercial_partner_id != company:
                raise UserError(
                    self.env._(
                        "The company of %(partner)s follows from its parent and cannot "
                        "be written: change the parent instead.",
                        partner=partner.name,
                    )
                )

    def _med_identity(self):
        """Values that decide whose papers count, by field name."""
        self.ensure_one()
        values = {name: self[name] for name in IDENTITY}
        return {**values, "has_type": bool(self.med_party_type_id)}

    def _med_guarded_changes(self, old, new, is_judged):
        """Names of the changes that quality staff only may make."""
        changed = {name for name in IDENTITY if old[name] != new[name]}
        company = {"commercial_partner_id"}
        if old["commercial_partner_id"] != self:  # a contact has the type of its company
            return changed & company if is_judged else set()
        if is_judged:
            return changed
        return changed & company if old["has_type"] else set()

    def _med_check_identity(self, old, is_judged):
        """Who a judged party is: changed by quality staff only, on record."""
        new = self._med_identity()
        guarded = self._med_guarded_changes(old, new, is_judged)
        if not guarded:
            return
        if not self.env.user.has_group("med_base.group_quality_officer"):
            labels = [self._fields[name]._description_string(self.env) for name in sorted(guarded)]
            raise AccessError(
                self.env._(
                    "%(partner)s: %(fields)s decide which papers are asked of this party "
                    "and whose papers count. Ask a quality officer to change them.",
                    partner=self.name,
                    fields=", ".join(labels),
                )
            )
        self._med_log_identity(guarded, old, new)

    def _med_log_identity(self, names, old, new):
        """Evidence of the change: codes and ids, no names of persons."""
        facts = {"fields": sorted(names)}
        if "med_uscc" in names:
            facts["med_uscc"] = [old["med_uscc"], new["med_uscc"]]
        if "commercial_partner_id" in names:
            facts["company"] = [old["commercial_partner_id"].id, new["commercial_partner_id"].id]
        self.env["med.ledger.entry"]._append("partner.identity_changed", self, facts)
