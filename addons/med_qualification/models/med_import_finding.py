from odoo import api, fields, models

from ..medpapers.sheet_columns import KINDS


class MedImportFinding(models.Model):
    """One thing that is wrong or suspicious in one cell of an import."""

    _name = "med.import.finding"
    _description = "Finding of an Import"
    _order = "run_id, severity, line_id, id"
    _rec_name = "message"

    run_id = fields.Many2one("med.import.run", required=True, index=True, ondelete="cascade")
    line_id = fields.Many2one("med.import.line", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    row_no = fields.Integer(related="line_id.row_no", store=True)
    partner_id = fields.Many2one(related="line_id.partner_id")
    product_id = fields.Many2one(related="line_id.product_id")
    column = fields.Char(string="Column Code")
    column_name = fields.Char(string="Column", compute="_compute_message")
    code = fields.Char(string="Code of Finding", required=True, index=True)
    kind = fields.Char(string="Finding", compute="_compute_message")
    value = fields.Char()
    severity = fields.Selection(
        [("error", "Error"), ("warning", "Suspicious"), ("info", "Note")], required=True
    )
    message = fields.Char(compute="_compute_message")

    @api.depends("code", "value", "column")
    @api.depends_context("lang")
    def _compute_message(self):
        texts = {**self._error_texts(), **self._warning_texts(), **self._info_texts()}
        chinese = (self.env.lang or "").startswith("zh")
        for finding in self:
            columns = {c.key: c for c in KINDS[finding.run_id.kind]}
            column = columns.get(finding.column)
            name = (column.chinese if chinese else column.english) if column else ""
            text = texts.get(finding.code, finding.code)
            finding.column_name = name
            finding.kind = text
            value = f" “{finding.value}”" if finding.value else ""
            finding.message = f"{name}{value}: {text}" if name else f"{text}{value}"

    @api.model
    def _error_texts(self):
        """What makes a row impossible to take in, by code."""
        return {
            "required": self.env._("must be filled."),
            "too_long": self.env._("is too long."),
            "not_date": self.env._("is no date; write 2027-03-31."),
            "not_flag": self.env._("is neither yes nor no."),
            "not_amount": self.env._("is no number; write 12500.00."),
            "below_zero": self.env._("cannot be below zero."),
            "not_choice": self.env._("is none of the choices on the help sheet."),
            "not_code": self.env._("is no category code; write 04 07 6840."),
            "uscc_check": self.env._("is no valid credit code: 18 places with a check character."),
            "unknown_party_type": self.env._("is no party type."),
            "unknown_paper_type": self.env._("is no type of paper for this subject."),
            "unknown_category": self.env._("is in no catalogue."),
            "no_paper_type": self.env._("is missing, though the row has a number or dates."),
            "several_parties": self.env._("several parties have this name: give the credit code."),
            "archived_party": self.env._("belongs to an archived party: unarchive it first."),
            "di_of_other": self.env._("belongs to another registration number."),
            "future": self.env._("lies in the future."),
            "dates_reversed": self.env._("lies before the first valid day."),
            "needs_end": self.env._("this paper has an end date: fill it in."),
            "bad_file": self.env._("the file is damaged, too big, or not what its name says."),
        }

    @api.model
    def _warning_texts(self):
        """What is taken in but looks wrong (quality of migrated data), by code."""
        return {
            "other_name": self.env._("the party with this code has another name here."),
            "same_name_other_code": self.env._("another party has the same name and another code."),
            "duplicate_code": self.env._("several parties have this code already."),
            "similar_name": self.env._("almost the same name as another row with another code."),
            "shared_phone": self.env._("the same phone as several other parties."),
            "paper_kept": self.env._("differs from the reviewed paper, which stays."),
            "number_elsewhere": self.env._("the same number stands on a paper of somebody else."),
            "odd_number": self.env._("unusual form of number: compare with the paper."),
            "number_not_code": self.env._("differs from the credit code of the party."),
            "expired": self.env._("has expired already."),
            "long_period": self.env._("is more than five years after the first valid day."),
            "class_differs": self.env._("differs from the class in the registration number."),
            "origin_differs": self.env._("differs from the origin in the registration number."),
            "not_on_certificate": self.env._("the reviewed certificate does not name this model."),
            "scope_partly": self.env._("was not understood and is left out: add it by hand."),
            "no_party_type": self.env._("without it nobody can tell which papers are needed."),
            "no_code": self.env._("this type of party should have a credit code."),
            "no_class": self.env._("a device without class cannot be traded."),
        }

    @api.model
    def _info_texts(self):
        """Remarks, by code."""
        return {
            "kept": self.env._("stays as it is here; the sheet says something else."),
            "renewal": self.env._("becomes a draft beside the paper in force."),
            "no_file": self.env._("no file was found for this paper."),
            "file_missing": self.env._("is not among the files."),
            "scope_read": self.env._("its categories were read from the text: compare them at review."),
            "no_scope": self.env._("without codes of the scope the paper covers nothing yet."),
        }
