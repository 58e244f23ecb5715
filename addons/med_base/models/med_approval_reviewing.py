"""What the people who decide add to a document while they decide."""

from contextlib import contextmanager

from odoo import models

from ..medkernel import digest
from .med_approval_reader import read_text, read_value


class MedApprovalMixin(models.AbstractModel):
    """Some of the content is the reviewers' own: limits, conditions, findings."""

    _inherit = "med.approval.mixin"

    def _approval_reviewer_fields(self):
        """Hook: content paths that whoever decides the present step may set.

        The approval is for the content with the last such change; anything else that
        changes meanwhile makes the application void.
        """
        return []

    @contextmanager
    def _approval_reviewing(self, names):
        """Take the content anew where a reviewer sets what is his to set.

        :param names: names of the fields that are written inside the block
        """
        paths = [p for p in self._approval_reviewer_fields() if p.split(".")[0] in names]
        requests = self._approval_decided_by_user() if paths else None
        with self._approval_amending(requests, paths):
            yield

    def _approval_decided_by_user(self):
        """Applications for these documents that the user may decide now."""
        return self.env["med.approval.request"]._latest(self)._waiting_for_user()

    @contextmanager
    def _approval_amending(self, requests, paths):
        """Let these applications be for the content as it is after the block.

        :param requests: open or approved applications; the caller has checked that
            the user may change the content under them
        :param paths: content paths that are taken anew; where one of them differs
            before the block, the application stays as it is and is void
        """
        sound = requests.filtered(lambda r: r._is_same(paths)) if requests else None
        yield
        if sound:
            sound._amend(paths)


class MedApprovalRequest(models.Model):
    _inherit = "med.approval.request"

    def _values_now(self, paths, read=read_value):
        """{path: value} of the document as it is now."""
        document = self._document()._approval_plain()
        if read is read_text:
            document = document.with_context(lang=self.env.lang, tz=self.env.tz)
        return {path: read(document, path.split(".")) for path in paths}

    def _is_same(self, paths):
        """Whether these paths of the document are as they were submitted."""
        self.ensure_one()
        then = self.sudo().content or {}  # sudo: kept where only the system reads it
        now = self._values_now(paths)
        return all(then.get(path) == now[path] for path in paths if path in then)

    def _amend(self, paths):
        """Take these paths anew, in the ledger with both digests."""
        for request in self.sudo():  # sudo: nobody holds the right to write requests
            content = {**request.content, **request._values_now(paths)}
            after = digest.content_digest(content, request.content_paths)
            if after == request.digest:
                continue
            before = request.digest
            texts = {**(request.texts or {}), **request._values_now(paths, read_text)}
            request._set({"content": content, "texts": texts, "digest": after})
            request._log("approval.amended", {"was": before, "paths": sorted(paths)})
