from odoo import models
from odoo.tools import SQL

# each file by its key: a join lets the planner read all files of the company
FILES = SQL("""(
    SELECT jsonb_agg(
        COALESCE(
            (SELECT jsonb_build_array(
                file.id, file.name, file.type, file.url, file.checksum,
                file.file_size, octet_length(file.db_datas),
                -- the local filestore names a file by its checksum; others are left alone
                file.store_fname !~ '^[0-9a-f]{2}/[0-9a-f]{40}$' OR
                    file.store_fname = left(file.checksum, 2) || '/' || file.checksum)
            FROM ir_attachment file WHERE file.id = rel.attachment_id),
            jsonb_build_array(rel.attachment_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL))
        ORDER BY rel.attachment_id)
    FROM med_credential_attachment_rel rel
    WHERE rel.credential_id = doc.id)""")


class MedCredential(models.Model):
    """What of an approved paper is sealed: what it says, its files, how it ended."""

    _name = "med.credential"
    _inherit = ["med.credential", "med.seal.mixin"]

    def _seal_paths(self):
        # EXTENDS med.seal.mixin: what the reviewer judged, and how the paper ended
        life = ["company_id", "ended_on", "renewal_accepted_on"]
        return [*self._approval_content_fields(), "warehouse_ids", *life]

    def _seal_more(self):
        # EXTENDS med.seal.mixin: the files, by our SHA-256 and by what Odoo stores
        return {
            **super()._seal_more(),
            "attachments": FILES,
            "file_digests": SQL("doc.file_digests::jsonb"),
            "revoked": SQL("NULLIF(doc.state = 'revoked', FALSE)"),
        }

    def _seal_unfit(self):
        # EXTENDS med.seal.mixin: a paper counts for the company of its party only
        return SQL(
            "doc.commercial_partner_id IS DISTINCT FROM"
            " (SELECT p.commercial_partner_id FROM res_partner p WHERE p.id = doc.partner_id)"
        )

    def _seal_flush(self):
        # EXTENDS med.seal.mixin
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.env["ir.attachment"].flush_model()
        return super()._seal_flush()

    def _seal_causes(self):
        # EXTENDS med.seal.mixin
        return super()._seal_causes() | {"ended_on", "renewal_accepted_on", "file_digests"}

    def _seal_event(self):
        # EXTENDS med.seal.mixin
        return "credential.altered"

    def _log_facts(self):
        # EXTENDS: the ledger knows what was approved
        return {**super()._log_facts(), "seal": self.content_seal or False}
