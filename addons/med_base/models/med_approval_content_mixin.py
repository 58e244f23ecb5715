from odoo import models

from ..medkernel import digest
from .med_approval_reader import flat_text, only_lines, path_label, read_text, read_value

ATTACHMENTS = "attachments"


class MedApprovalContentMixin(models.AbstractModel):
    """What of a document an approval is given for, in a form that can be compared."""

    _name = "med.approval.content.mixin"
    _description = "Approved Content"

    def _approval_content_fields(self):
        """Hook: names of the fields that make the content, dotted for lines.

        ``["name", "partner_id", "line_ids.product_id", "line_ids.quantity"]``. No
        state, no totals, no write dates: they are not what people approve.
        """
        return []

    def _approval_attachments(self):
        """Hook: the files the approver looks at, digested by their bytes."""
        if "attachment_ids" in self._fields:
            return self.attachment_ids
        return self.env["ir.attachment"]

    def _approval_company(self):
        """The company of the document, or nothing."""
        if "company_id" in self._fields:
            return self.company_id
        return self.env["res.company"]

    def _approval_plain(self):
        """The document without the reader's language, company, rights, filters."""
        self.ensure_one()
        # sudo: the content must not depend on what the reader may see
        document = self.with_env(self.env(su=True, context={"active_test": False}))
        company = document._approval_company()
        return document.with_company(company) if company else document

    def _approval_snapshot(self):
        """Normalised content of one document, the same whoever reads it.

        :return: dict field path -> normalised value, files under ``attachments``
        """
        document = self._approval_plain()
        snapshot = {path: read_value(document, path.split(".")) for path in self._approval_content_fields()}
        snapshot[ATTACHMENTS] = sorted(
            [attachment.name or "", digest.hash_bytes(attachment.raw)]
            for attachment in document._approval_attachments()
        )
        return snapshot

    def _approval_texts(self):
        """The same content as people read it, in the user's language and zone.

        :return: dict field path -> text, or list of ``[line id, text]``
        """
        document = self._approval_plain().with_context(lang=self.env.lang, tz=self.env.tz)
        texts = {
            path: read_text(document, path.split("."))
            for path in {*self._approval_content_fields(), *self._approval_review_fields()}
        }
        files = document._approval_attachments()
        texts[ATTACHMENTS] = ", ".join(files.mapped("name"))
        return texts

    def _approval_review_fields(self):
        """Hook: names shown at the right of the review screen, in this order."""
        return self._approval_content_fields()

    def _approval_label(self, path):
        """Label of a content path in the user's language."""
        if path == ATTACHMENTS:
            return self.env._("Files")
        return path_label(self, path)

    def _approval_changes(self, snapshot, texts, paths=None):
        """What differs now from an earlier snapshot.

        :param snapshot: normalised values then
        :param texts: texts then
        :param paths: only these paths; all when not given
        :return: list of dicts ``path, label, old, new``
        """
        now = self._approval_snapshot()
        changed = [
            path
            for path in digest.changed_paths(snapshot, now)
            if path in now and (paths is None or path in paths)
        ]
        if not changed:
            return []
        # the changes are told to people who may not open every paper
        texts = self._approval_masked(texts, for_all=True)
        current = self._approval_masked(self._approval_texts(), for_all=True)
        changes = []
        for path in changed:
            old, new = texts.get(path), current.get(path)
            if isinstance(old, list) and isinstance(new, list):
                lines = digest.changed_lines(snapshot.get(path), now.get(path))
                old = only_lines(old, lines["removed"] + lines["changed"])
                new = only_lines(new, lines["added"] + lines["changed"])
            label = self._approval_label(path)
            changes.append({"path": path, "label": label, "old": flat_text(old), "new": flat_text(new)})
        return changes
