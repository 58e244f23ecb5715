from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError


class MedCredential(models.Model):
    """What is found before a person looks may stop the submission: rows decide."""

    _inherit = "med.credential"

    def _blockers(self):
        """Messages of the prechecks that stop the submission of one paper."""
        self.ensure_one()
        rules = self.env["med.precheck.rule"]
        return [
            check["message"]
            for check in self._prechecks()
            if rules._stops(check["code"], self.type_id)
        ]

    def _precheck_row(self, check):
        # EXTENDS: what stops is told apart from what warns
        row = super()._precheck_row(check)
        if self.env["med.precheck.rule"]._stops(check["code"], self.type_id):
            text = self.env._("mend it before you submit")
            return row + Markup(' <b class="text-danger">(%s)</b>') % text
        return row

    def _approval_check_submit(self):
        # EXTENDS
        result = super()._approval_check_submit()
        for credential in self:
            problems = credential._blockers()
            if problems:
                raise UserError(
                    self.env._(
                        "%(paper)s cannot be submitted:\n%(problems)s\nMend it, then submit. If it "
                        "is right as it is, ask quality.",
                        paper=credential.display_name,
                        problems="\n".join(problems),
                    )
                )
        return result


class MedDossier(models.Model):
    _inherit = "med.dossier"

    def _unready(self, credential):
        # EXTENDS med_qualification
        return [*super()._unready(credential), *credential._blockers()]
