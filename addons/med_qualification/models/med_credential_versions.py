from odoo import fields, models
from odoo.exceptions import UserError


class MedCredential(models.Model):
    """Versions of a paper: compared side by side, their change kept as evidence."""

    _inherit = "med.credential"

    version_count = fields.Integer(compute="_compute_version_count")

    def _compute_version_count(self):
        for credential in self:
            credential.version_count = len(credential._versions()) + 1 if credential.id else 0

    def action_compare(self):
        """Open this paper beside the version before it.

        :raise UserError: there is no other version
        """
        self.ensure_one()
        self.check_access("read")
        before = self.supersedes_id or self.superseded_by_ids[:1]
        if not before:
            raise UserError(
                self.env._("%(paper)s has no other version to compare.", paper=self.display_name)
            )
        older, newer = (before, self) if self.supersedes_id else (self, before)
        wizard = self.env["med.credential.compare"].create(
            {"left_id": older.id, "right_id": newer.id}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare Versions"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_view_versions(self):
        """All versions of this paper."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Versions of %(paper)s", paper=self.display_name),
            "res_model": self._name,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", (self | self._versions()).ids)],
        }

    def _put_in_force(self):
        # EXTENDS: what a new version changed is evidence of its own
        result = super()._put_in_force()
        for credential in self.filtered("supersedes_id"):
            changed = credential._changed_fields(credential.supersedes_id)
            credential._log("credential.version_changed", fields=sorted(changed))
            labels = credential.fields_get(changed, ["string"])
            credential.message_post(
                body=self.env._(
                    "Differs from version %(version)s in: %(fields)s",
                    version=credential.supersedes_id.version,
                    fields=", ".join(sorted(labels[name]["string"] for name in changed)) or "-",
                )
            )
        return result

    def _changed_fields(self, before):
        """Names of the content fields in which this version differs from another."""
        self.ensure_one()
        names = {path.split(".")[0] for path in self._approval_content_fields()}
        names.discard("amends_id")
        mine, theirs = self._comparable(names), before._comparable(names)
        changed = {name for name in names if mine[name] != theirs[name]}
        # sudo: digests of the files of both versions
        hashes = [set(paper.sudo().file_ids.mapped("sha256")) for paper in (self, before)]
        return changed | ({"attachment_ids"} if hashes[0] != hashes[1] else set())

    def _comparable(self, names):
        values = {}
        for name in names:
            field = self._fields[name]
            if field.type == "one2many":
                values[name] = sorted(line.display_name for line in self[name])
            else:
                values[name] = self[name].ids if field.relational else self[name]
        return values
