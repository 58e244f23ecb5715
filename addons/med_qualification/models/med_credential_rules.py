from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

OF_COPY = ("copy_kind", "verified_until", "model_ids", "warehouse_ids")


class MedCredential(models.Model):
    """A paper follows the rules of its type: fields, files, longest time, copy."""

    _inherit = "med.credential"

    model_ids = fields.One2many(
        "med.credential.model", "credential_id", string="Models and Specifications", copy=True
    )
    copy_kind = fields.Selection(
        [
            ("sealed", "Copy with seal"),
            ("electronic", "Electronic licence"),
            ("original", "Original seen"),
            ("plain", "Copy without seal"),
        ],
        string="Kind of Copy",
        default="sealed",
        required=True,
        tracking=True,
        help="Electronic licences count as copies (inspection guide 8.82).",
    )
    verified_until = fields.Date(
        tracking=True,
        help="Day by which the next yearly verification (校验) is due.",
    )
    type_annual_check = fields.Selection(related="type_id.annual_check", string="Yearly Verification")
    warehouse_ids = fields.Many2many(
        "stock.warehouse",
        "med_credential_warehouse_rel",
        string="Licensed Warehouses",
        check_company=True,
        help="Only on our own papers: devices leave from these warehouses. Where none is "
        "named on any paper, all are taken as licensed.",
    )
    need_reason = fields.Text(
        string="Why the Need Is Reasonable",
        help="Noted by quality before a statement of need is approved (GSP art. 81).",
    )
    hidden_fields = fields.Char(compute="_compute_field_rules")
    check_text = fields.Text(compute="_compute_field_rules", string="Look At")
    missing_text = fields.Char(compute="_compute_missing_text", string="Still to Fill In")
    advised_text = fields.Char(compute="_compute_missing_text", string="Should Be Filled In")
    mend_text = fields.Char(compute="_compute_mend_text", string="What Is Wrong")

    @api.model
    def _dictionary_fields(self):
        """Names of the fields that a type's dictionary may ask for."""
        return [n for n in self.env["med.credential.type.field"]._dictionary() if n in self._fields]

    @api.depends("type_id")
    @api.depends_context("lang")
    def _compute_field_rules(self):
        for credential in self:
            rules = credential.type_id._rules_of_fields() if credential.type_id else {}
            hidden = [name for name, rule in rules.items() if rule == "hidden"]
            credential.hidden_fields = " ".join(["", *hidden, ""])
            credential.check_text = "\n".join(credential.type_id.check_ids.mapped("name"))

    @api.depends(lambda self: ["type_id", "state", *self._dictionary_fields()])
    @api.depends_context("lang")
    def _compute_missing_text(self):
        for credential in self:
            is_open = credential.type_id and credential.state == "draft"
            missing = credential._missing_content() if is_open else []
            advised = credential._lacking("recommended") if is_open else []
            credential.missing_text = ", ".join(missing)
            credential.advised_text = ", ".join(advised)

    @api.depends("missing_text", "copy_kind", "date_valid_to", "holder_name", "number", "state")
    @api.depends_context("lang", "uid")
    def _compute_mend_text(self):
        for credential in self:
            checks = credential._prechecks() if isinstance(credential.id, int) else []
            found = [c["message"] for c in checks if c["severity"] in ("error", "warning")]
            if credential.type_id.asks_seal and credential.copy_kind == "plain":
                found.append(self.env._("The copy bears no seal."))
            if credential.missing_text:
                found.append(self.env._("Missing: %(fields)s", fields=credential.missing_text))
            credential.mend_text = " ".join(found)

    def _lacking(self, rule):
        """Labels of the empty fields that the type's dictionary has under a rule."""
        self.ensure_one()
        rules = self.type_id._rules_of_fields() if self.type_id else {}
        names = [name for name, of_field in rules.items() if of_field == rule and not self[name]]
        labels = self.fields_get(names, ["string"]) if names else {}
        return [labels[name]["string"] for name in names]

    def _missing_content(self):
        # EXTENDS med_qualification: the dictionary, number of files, longest time
        missing = super()._missing_content()
        missing += [name for name in self._lacking("mandatory") if name not in missing]
        kind = self.type_id
        if kind.needs_file and 0 < len(self.attachment_ids) < kind.min_files:
            missing.append(self.env._("%(count)s files", count=kind.min_files))
        longest = self._longest_end()
        if longest and (not self.date_valid_to or self.date_valid_to > longest):
            missing.append(
                self.env._(
                    "an end not after %(date)s (it holds %(months)s months at most)",
                    date=format_date(self.env, longest),
                    months=kind.max_months,
                )
            )
        return missing

    def _longest_end(self):
        """Last day up to which a paper of this type may hold, False for any."""
        start = self.date_valid_from or self.date_issued
        if not self.type_id.max_months or not start:
            return False
        return fields.Date.add(start, months=self.type_id.max_months)

    # what a reviewer looks at --------------------------------------------

    def _check_not_frozen(self, vals):
        # EXTENDS med_qualification: the fields of this file are frozen like the others
        result = super()._check_not_frozen(vals)
        names = set(OF_COPY) & set(vals)
        frozen = self.filtered(lambda c: c.state != "draft")
        if names and frozen and not self._has_ticket("supersede", names):
            raise UserError(
                self.env._(
                    "%(paper)s was reviewed: %(fields)s cannot be changed any more. Add a "
                    "new version of the paper.",
                    paper=frozen[0].display_name,
                    fields=self._labels_of(names),
                )
            )
        if "need_reason" in vals and not self.env.su:
            self._check_quality()
            decided = self.filtered(lambda c: c.state not in ("draft", "review"))
            if decided:
                raise UserError(
                    self.env._(
                        "%(paper)s was decided: its note stays as it is.",
                        paper=decided[0].display_name,
                    )
                )
        return result

    def _approval_content_fields(self):
        # EXTENDS med_qualification
        lines = [f"model_ids.{name}" for name in ("product_id", "model", "specification")]
        return [*super()._approval_content_fields(), "copy_kind", "verified_until", *lines]

    def _approval_review_fields(self):
        # EXTENDS med_qualification
        extra = ["copy_kind"]
        if self.type_id.annual_check != "none":
            extra.append("verified_until")
        if self.product_id:
            extra.append("model_ids")
        if self.type_code == "need_statement":
            extra.append("need_reason")
        return [*super()._approval_review_fields(), *extra, "check_text"]

    def _approval_review_notes(self):
        # EXTENDS med_qualification
        notes = super()._approval_review_notes()
        if self.advised_text:
            notes.append(self.env._("Should be filled in: %(fields)s", fields=self.advised_text))
        if self.type_id.asks_seal and self.copy_kind == "plain":
            notes.append(self.env._("The copy bears no seal."))
        return notes

    def _put_in_force(self):
        # EXTENDS med_qualification: quality notes why a need is reasonable (GSP art. 81)
        for credential in self:
            if credential._lacks_need_reason():
                raise UserError(
                    self.env._(
                        "%(paper)s of %(party)s: note why the need is reasonable, then "
                        "approve.",
                        paper=credential.display_name,
                        party=credential.commercial_partner_id.name,
                    )
                )
        return super()._put_in_force()

    def _lacks_need_reason(self):
        self.ensure_one()
        return self.type_code == "need_statement" and not (self.need_reason or "").strip()
