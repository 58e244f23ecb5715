import hashlib

from odoo import api, fields, models

STATES = [
    ("received", "Received"),
    ("accepted", "Accepted"),
    ("refused", "Returned"),
]


class MedUpload(models.Model):
    """What a party sent: a proposal beside master data until an officer decides."""

    _name = "med.upload"
    _description = "Received Papers"
    _inherit = ["med.guarded.mixin", "med.retention.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _guarded_fields = (
        "state",
        "partner_id",
        "company_id",
        "link_id",
        "contact_id",
        "requirement_id",
        "attachment_ids",
        "file_digests",
        "message",
        "submission_key",
        "credential_id",
        "refuse_reason",
        "decided_by_id",
        "decided_at",
        "user_id",
    )

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Party", required=True, index=True, readonly=True,
        ondelete="restrict",
    )
    contact_id = fields.Many2one(
        "res.partner", string="Sent by Contact", readonly=True, ondelete="set null",
        index="btree_not_null",
    )
    link_id = fields.Many2one(
        "med.portal.link", string="Over Link", readonly=True, ondelete="set null",
        index="btree_not_null",
    )
    user_id = fields.Many2one(
        "res.users", string="Asked By", readonly=True, help="Sent the link; is told once."
    )
    requirement_id = fields.Many2one("med.requirement", readonly=True, ondelete="set null")
    type_id = fields.Many2one("med.credential.type", string="Kind of Paper", index=True)
    is_sensitive = fields.Boolean(compute="_compute_is_sensitive", store=True)
    supersedes_id = fields.Many2one(
        "med.credential", string="Renews", check_company=True, ondelete="set null",
        index="btree_not_null",
        domain="[('commercial_partner_id', '=', partner_id), ('type_id', '=', type_id),"
        " ('state', 'in', ('valid', 'renewing', 'expired'))]",
    )
    attachment_ids = fields.Many2many(
        "ir.attachment", "med_upload_attachment_rel", "upload_id", "attachment_id",
        string="Files", readonly=True, bypass_search_access=True,
    )
    file_digests = fields.Json(string="SHA-256 of Files", readonly=True)
    submission_key = fields.Char(readonly=True, help="One press of the button, one entry.")
    number = fields.Char()
    issuer = fields.Char(string="Issued By")
    date_issued = fields.Date(string="Issued On")
    date_valid_from = fields.Date(string="Valid From")
    date_valid_to = fields.Date(string="Valid Until")
    message = fields.Text(string="Their Message", readonly=True)
    hint = fields.Char(compute="_compute_hint", string="Look At")
    state = fields.Selection(STATES, default="received", required=True, readonly=True, index=True)
    credential_id = fields.Many2one(
        "med.credential", string="Became", readonly=True, ondelete="set null",
        index="btree_not_null",
    )
    refuse_reason = fields.Char(string="Returned Because", readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)

    _submission_uniq = models.UniqueIndex(
        "(partner_id, submission_key) WHERE submission_key IS NOT NULL",
        "This was received already.",
    )
    _queue_idx = models.Index("(company_id, id) WHERE state = 'received'")

    @api.depends("type_id.is_sensitive")
    def _compute_is_sensitive(self):
        """A photo of nobody knows what may be an identity card."""
        for upload in self:
            upload.is_sensitive = not upload.type_id or upload.type_id.is_sensitive

    @api.depends("partner_id", "type_id")
    @api.depends_context("lang")
    def _compute_name(self):
        for upload in self:
            kind = upload.type_id.name or self.env._("Other paper")
            upload.name = f"{kind} · {upload.partner_id.name}"

    @api.depends("name")
    def _compute_display_name(self):
        # EXTENDS base
        for upload in self:
            upload.display_name = upload.name

    @api.depends("file_digests", "state")
    @api.depends_context("lang")
    def _compute_hint(self):
        known = self._known_digests()
        for upload in self:
            digests = set(upload._digests())
            same = [text for digest, text in known.get(upload.partner_id, []) if digest in digests]
            upload.hint = (
                self.env._("The same file is on record already: %(paper)s.", paper=same[0])
                if same
                else False
            )

    def _digests(self):
        self.ensure_one()
        return [file["sha256"] for file in self.file_digests or []]

    def _known_digests(self):
        """{partner: [(SHA-256, name of the paper)]} of papers that were approved."""
        papers = self.env["med.credential"].search(
            [
                ("commercial_partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("file_digests", "!=", False),
            ]
        )
        known = {}
        for paper in papers:
            for file in (paper.file_digests or {}).get("files") or []:
                entry = (file[1], paper.display_name)  # pairs of name and digest
                known.setdefault(paper.commercial_partner_id, []).append(entry)
        return known

    # receiving -----------------------------------------------------------

    @api.model
    def _receive(self, vals, files):
        """Keep what a party sent; nothing of master data changes.

        :param vals: values with ``partner_id``, ``company_id`` and what was typed
        :param files: checked files as dicts ``name, raw, mimetype``
        :return: the new record, as the superuser
        """
        # sudo: a visitor has no right to any table; what he sends was checked before
        uploads = self.sudo()
        digests = [
            {"name": file["name"], "sha256": hashlib.sha256(file["raw"]).hexdigest()}
            for file in files
        ]
        vals = {**vals, "file_digests": digests}
        upload = uploads._with_ticket("create", list(vals)).create(vals)
        upload = uploads.browse(upload.id)
        attachments = self.env["ir.attachment"].sudo().create(  # sudo: as above
            [{**file, "res_model": self._name, "res_id": upload.id} for file in files]
        )
        upload._guarded_write({"attachment_ids": [fields.Command.set(attachments.ids)]})
        self.env["med.ledger.entry"]._append(
            "upload.received",
            upload.partner_id,
            {
                "upload": upload.id,
                "type": upload.type_id.code or "",
                "files": [digest["sha256"] for digest in digests],
                "link": upload.link_id.id or 0,
            },
            upload.company_id,
        )
        return upload

    # retention -----------------------------------------------------------

    def _retention_rule_code(self):
        # EXTENDS med.retention.mixin
        return "qualification_record"

    def _retention_applies(self):
        # EXTENDS med.retention.mixin: what was returned is no evidence of a paper
        return self.state != "refused"

    @api.model
    def _retention_depends(self):
        # EXTENDS med.retention.mixin
        return ["state"]

    @api.autovacuum
    def _gc_refused(self):
        """Photos that were returned are personal data of others: half a year is enough."""
        day = fields.Datetime.subtract(fields.Datetime.now(), days=180)
        old = self.search([("state", "=", "refused"), ("decided_at", "<", day)], limit=500)
        files = old.attachment_ids
        old.unlink()
        files.unlink()
