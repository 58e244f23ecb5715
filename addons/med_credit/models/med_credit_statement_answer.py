import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

MAX_AMOUNT = 1e12
AMOUNT = re.compile(r"^-?\d{1,12}(\.\d{1,2})?$")


class MedCreditStatementAnswer(models.AbstractModel):
    """Takes what a customer says to a statement: by link or signed in, once.

    ``case`` is a dict ``statement, link, contact`` found by the caller from the link or
    the signed-in user; nothing in it comes from the form. Figures of ours are never read
    from the form: it can only say agreed, or name the other side's own figures.
    """

    _name = "med.credit.statement.answer"
    _description = "Intake of Answers to Statements"

    @api.model
    def _take(self, case, form):
        """Confirm a statement or note differences.

        :param form: ``decision`` agree|differ, ``digest``, ``name``, ``note``,
            ``their_balance`` and for each item ``differs_<id>, amount_<id>, note_<id>``
        :return: flash message for the page
        :raise UserError: what is wrong, in words for the visitor
        """
        statement = case["statement"]
        form = {name: self._plain(value) for name, value in form.items()}
        self._lock(statement)
        if statement.state != "sent":
            return self._answered_before(statement)
        if form.get("digest") != statement.digest:
            raise UserError(
                self.env._("This is not the statement you looked at. Please look at the page again.")
            )
        decision = form.get("decision")
        if decision == "agree":
            return self._agree(case, form)
        if decision == "differ":
            return self._differ(case, form)
        raise UserError(self.env._("Please press one of the two buttons."))

    @api.model
    def _plain(self, value):
        return value.replace("\0", "").strip() if isinstance(value, str) else ""

    def _lock(self, statement):
        """Two answers at once: the second waits and finds the first."""
        self.env.flush_all()
        self.env.cr.execute("SELECT state FROM med_credit_statement WHERE id = %s FOR UPDATE", [statement.id])
        statement.invalidate_recordset()

    def _answered_before(self, statement):
        if not statement.answered_at:
            raise UserError(self.env._("This statement is not open for an answer. Please call us."))
        return {
            "tone": "wait",
            "text": self.env._(
                "This statement was answered on %(day)s by %(person)s already. Nothing was changed.",
                day=format_date(self.env, statement.answered_at.date()),
                person=statement.answered_by or "–",
            ),
        }

    def _who(self, case, form):
        name = (form.get("name") or "")[:100]
        if not name and case.get("contact"):
            name = case["contact"].name
        if not name:
            raise UserError(self.env._("Please write your name, so that we know who answered."))
        return name

    def _answer_vals(self, case, form, state):
        return {
            "state": state,
            "answered_at": fields.Datetime.now(),
            "answered_by": self._who(case, form),
            "answered_way": "link" if case.get("link") else "portal",
            "their_note": (form.get("note") or "")[:2000] or False,
        }

    def _agree(self, case, form):
        statement = case["statement"]
        vals = self._answer_vals(case, form, "confirmed")
        statement.line_ids._guarded_write({"answer": "agreed"})
        statement._guarded_write({**vals, "their_balance": statement.balance})
        statement._ledger("statement.confirmed", way=vals["answered_way"])
        return {"tone": "good", "text": self.env._("Thank you. The statement is confirmed.")}

    def _differ(self, case, form):
        statement = case["statement"]
        vals = self._answer_vals(case, form, "differs")
        marked = self._differences(statement, form)
        balance = form.get("their_balance")
        if not marked and not balance and not vals["their_note"]:
            raise UserError(self.env._("Please tick what differs, or write your balance or a few words."))
        for line in statement.line_ids:
            line._guarded_write(marked.get(line, {"answer": "agreed"}))
        if balance:
            total = self._amount(balance)
        else:
            total = statement.balance + sum(
                row["their_amount"] - line.residual for line, row in marked.items()
            )
        statement._guarded_write({**vals, "their_balance": total})
        statement._ledger("statement.answered", items=len(marked), theirs=f"{total:.2f}")
        self._tell(statement)
        return {"tone": "good", "text": self.env._("Thank you. We look at the differences and call you.")}

    def _differences(self, statement, form):
        """{item of this statement: values}; ids of other statements are no fields here."""
        marked = {}
        for line in statement.line_ids:
            if not form.get(f"differs_{line.id}"):
                continue
            amount = form.get(f"amount_{line.id}")
            marked[line] = {
                "answer": "differs",
                "their_amount": self._amount(amount) if amount else 0.0,
                "their_note": (form.get(f"note_{line.id}") or "")[:300] or False,
            }
        return marked

    def _amount(self, text):
        """A figure as people write it: 12,345.67, full-width signs, ¥ in front."""
        plain = text.replace(",", "").replace(",", "").replace("¥", "").replace("¥", "").replace(" ", "")
        if not AMOUNT.match(plain):
            raise UserError(
                self.env._("“%(text)s” is no amount. Please write it like 12345.67.", text=text[:20])
            )
        return float(plain)

    def _tell(self, statement):
        """One task for the responsible person, in his language, while one is open."""
        user = statement.user_id
        words = statement.with_context(lang=user.lang)
        summary = words.env._("Customer noted differences")
        if not statement.activity_ids.filtered(lambda task: task.summary == summary):
            words.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id or statement.env.uid,
                summary=summary,
                note=statement.their_note or "",
            )

    # signed paper -------------------------------------------------------------

    @api.model
    def _file(self, case, form, files):
        """Keep a photo or PDF of the stamped statement.

        :param files: uploads with ``filename`` and ``read()``
        :return: flash message
        :raise UserError: what is wrong with a file, in words for the visitor
        """
        statement = case["statement"]
        self._lock(statement)
        if len(statement.signed_file_ids) >= 20:
            raise UserError(self.env._("So much has come that we cannot take more. Please call us."))
        checked = self.env["med.portal.intake"]._check_files(files)
        # sudo: a visitor may write no file; these were checked and belong to his statement
        made = (
            self.env["ir.attachment"]
            .sudo()
            .create([{**file, "res_model": statement._name, "res_id": statement.id} for file in checked])
        )
        statement.write({"signed_file_ids": [fields.Command.link(file.id) for file in made]})
        form = {name: self._plain(value) for name, value in form.items()}
        statement._file_signed("link" if case.get("link") else "portal", self._who(case, form))
        return {"tone": "good", "text": self.env._("Thank you, we have received the signed paper.")}
