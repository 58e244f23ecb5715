from odoo import api, fields, models
from odoo.exceptions import UserError


class MedGateWaiver(models.Model):
    """Who may ask for what, and who decides."""

    _inherit = "med.gate.waiver"

    def _check(self):
        """The check row that is in force for the waiver's company, maybe empty."""
        self.ensure_one()
        checks = self.env["med.gate.check"]
        return checks._effective(self.company_id).get(self.check_code, checks)

    def _askers(self):
        """Who asked: these people never decide."""
        return self.requested_by_id | self.create_uid

    @api.model
    def _browse_document(self, res_model, res_id):
        """The gated document named by a client, or a UserError."""
        known = isinstance(res_model, str) and res_model in self.env
        if known and "gate_panel" in self.env[res_model]._fields:
            document = self.env[res_model].browse(res_id or 0).exists()
            if document:
                return document
        raise UserError(
            self.env._(
                "There is no document %(model)s %(id)s under the compliance gate: "
                "open the document and ask there.",
                model=res_model,
                id=res_id,
            )
        )

    def _current_finding(self):
        """The finding as it stands now, or a UserError that the facts have changed."""
        self.ensure_one()
        # sudo: a granter need not be allowed to read other people's orders
        document = self.sudo()._browse_document(self.res_model, self.res_id)
        found = [
            finding
            for finding in document.action_gate_check()
            if finding["check"] == self.check_code and (not self.digest or finding["digest"] == self.digest)
        ]
        if len({finding["digest"] for finding in found}) == 1:
            return found[0]
        raise UserError(
            self.env._(
                "%(document)s does not show this finding (any more), or shows several: "
                "the facts changed. Open the document and ask again from its panel.",
                document=document.display_name,
            )
        )

    def _check_waivable(self, finding):
        """Raise where the law forbids, or no group is named that may grant."""
        check = self._check()
        if finding["waivable"] and not check.is_statutory:
            return
        if not check or check.is_statutory:
            raise UserError(
                self.env._(
                    "%(check)s: forbidden by law, nobody can waive it. %(message)s",
                    check=finding["name"],
                    message=finding["message"],
                )
            )
        raise UserError(
            self.env._(
                "%(check)s: no group is named that may waive it. Ask the consultant "
                "to name one on the check.",
                check=finding["name"],
            )
        )

    def _check_decider(self):
        """Raise unless the user may decide: the right group, and not who asked."""
        group = self._check()._waiver_group()
        if self.env.user in self._askers():
            raise UserError(
                self.env._(
                    "You asked for %(waiver)s yourself: somebody else of %(group)s has to decide.",
                    waiver=self.display_name,
                    group=group.name or "-",
                )
            )
        if not group or group not in self.env.user.all_group_ids:
            raise UserError(
                self.env._(
                    "%(waiver)s is decided by %(group)s, and you do not belong to it.",
                    waiver=self.display_name,
                    group=group.name or "-",
                )
            )
        if self.company_id not in self.env.user.company_ids:
            raise UserError(
                self.env._(
                    "%(waiver)s belongs to %(company)s: its own people decide.",
                    waiver=self.display_name,
                    company=self.company_id.name,
                )
            )

    def _check_terms(self, reason, valid_until):
        """(reason, date) cleaned, or a UserError that says what is missing."""
        reason = (reason or "").strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Say why the order should go on: the granter decides on it."))
        try:
            day = fields.Date.to_date(valid_until)
        except (TypeError, ValueError):
            day = None
        if not day or day < self.company_id._med_today():
            raise UserError(self.env._("A waiver needs a last day, today or later, written YYYY-MM-DD."))
        return reason, day

    def _require_state(self, state):
        if self.state != state:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Waiver %(waiver)s is %(state)s: this can be done only while it is %(needed)s.",
                    waiver=self.display_name,
                    state=labels[self.state],
                    needed=labels[state],
                )
            )
