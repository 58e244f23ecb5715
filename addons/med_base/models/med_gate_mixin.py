from collections import Counter

from odoo import api, models
from odoo.exceptions import UserError
from odoo.sql_db import Savepoint

from ..medkernel import canonical


class RefusalSavepoint(Savepoint):
    """Undoes a refused transition; one that passed is flushed when Odoo would anyway.

    Odoo's own savepoint flushes at its end too: an order that is being confirmed would
    be recomputed twice, now and after its transfers are made.
    """

    def __init__(self, cr):
        cr.flush()
        super().__init__(cr)

    def rollback(self):
        # EXTENDS odoo
        cursor = self._cr  # of Odoo's savepoint, no field of a model
        cursor.clear()
        return super().rollback()


class MedGateMixin(models.AbstractModel):
    """One decision for one document at one stage: may this go on?

    An addon adds a control by overriding :meth:`_gate_findings` on the document
    model and shipping a ``med.gate.check`` row. It never blocks by itself.
    """

    _name = "med.gate.mixin"
    _description = "Gate: stops movements and promises"

    # hooks ---------------------------------------------------------------

    def _gate_next_stage(self):
        """Stage of the next step of this document, or False when nothing is due."""
        return False

    def _gate_lines(self, stage):
        """Lines with medical devices that a decision at ``stage`` concerns."""
        raise NotImplementedError

    def _gate_line_document(self, line):
        """The document of one of the lines returned by :meth:`_gate_lines`."""
        raise NotImplementedError

    def _gate_partners(self, stage):
        """{document: res.partner} commercial partners to be judged at ``stage``."""
        return {document: self.env["res.partner"] for document in self}

    def _gate_owner(self):
        """res.users who is told when the document may go on."""
        self.ensure_one()
        return self.create_uid

    def _gate_panel_depends(self):
        """Field names whose change in the form renews the panel."""
        return ["company_id"]

    def _gate_company(self):
        """Company by which the document is judged: its own, never the switcher's."""
        self.ensure_one()
        return self.company_id or self.env.company

    def _gate_waiver_documents(self):
        """Records whose waivers count for this document (itself and its order)."""
        self.ensure_one()
        return [self]

    def _gate_findings(self, stage):
        """Findings of all documents in ``self``, in a constant number of queries.

        Documents are of one company, which is ``self.env.company``.
        :param stage: one of the stages of ``med.gate.check``
        :return: list of what :meth:`_gate_finding` returns
        """
        return self._gate_device_findings(stage)

    # making findings -----------------------------------------------------

    def _gate_finding(self, check, line=None, subject=None, message="", facts=None, at_most="block"):
        """One finding of this document.

        :param check: code of the ``med.gate.check``
        :param line: the line it concerns; None where it concerns the whole document
        :param subject: record to be mended (partner, credential, lot, product)
        :param message: reason in plain words, in the user's language
        :param facts: JSON-able dict it was judged on, without ids of lines
        :param at_most: ``warn`` where a policy only reminds, whatever the check's row says
        """
        self.ensure_one()
        return {
            "document": self,
            "check": check,
            "line": line,
            "subject": subject,
            "message": message,
            "facts": facts or {},
            "at_most": at_most,
        }

    def _gate_device_findings(self, stage):
        """Devices whose master data cannot be judged at all."""
        findings = []
        for line in self._gate_lines(stage):
            product = line._gate_product()
            if not product.med_device_class:
                findings.append(
                    self._gate_line_document(line)._gate_finding(
                        "device_class_missing",
                        line=line,
                        subject=product,
                        message=self.env._(
                            "%(product)s has no device class (I, II or III), so "
                            "nobody can tell which licence it needs.",
                            product=product.display_name,
                        ),
                    )
                )
        return findings

    # evaluation ----------------------------------------------------------

    def _gate_evaluate(self, stage, lines=None):
        """Judge the documents at ``stage`` by the rows in force.

        :param lines: only findings of these lines and of whole documents
        :return: list of finding dicts, see the contract of ``action_gate_check``
        """
        results = []
        for company, documents in self.grouped(lambda d: d._gate_company()).items():
            documents = documents.with_company(company)
            raw = documents._gate_findings(stage)
            if lines is not None:
                raw = [f for f in raw if not f["line"] or f["line"] in lines]
            results += documents._gate_resolve(stage, company, raw)
        return results

    def _gate_resolve(self, stage, company, raw):
        """Add severity, waiver and trial mode to raw findings of one company."""
        if not raw:
            return []
        checks = self.env["med.gate.check"]._effective(company)
        known = self._gate_known_codes({f["check"] for f in raw} - set(checks))
        waived = self._gate_waived_digests()
        results = []
        for finding in raw:
            check = checks.get(finding["check"])
            if check is None and finding["check"] in known:
                continue
            severity = check._severity(stage) if check else "block"
            if severity == "off":
                continue
            if finding.get("at_most") == "warn":
                severity = "warn"
            results.append(
                self._gate_format(finding, check, stage, severity, company, waived)
            )
        return results

    @api.model
    def _gate_known_codes(self, codes):
        """Codes that have a row, though none is in force today."""
        if not codes:
            return set()
        # sudo: rules hold for everybody, whoever may read the table of rules
        checks = self.env["med.gate.check"].sudo().with_context(active_test=False)
        return set(checks.search([("code", "in", list(codes))]).mapped("code"))

    def _gate_waived_digests(self):
        """{document: set of digests} for which a waiver was granted."""
        related = {document: document._gate_waiver_documents() for document in self}
        granted = self.env["med.gate.waiver"]._granted_digests(
            [record for records in related.values() for record in records]
        )
        return {
            document: set().union(
                *(granted.get((r._name, r.id), set()) for r in records)
            )
            for document, records in related.items()
        }

    def _gate_format(self, finding, check, stage, severity, company, waived):
        """The finding as plain values: what the panel and JSON-2 get."""
        document, line = finding["document"], finding["line"]
        product = line._gate_product() if line else self.env["product.product"]
        digest = self._gate_digest(finding, product)
        waivable = bool(check and not check.is_statutory and check.waiver_group_id)
        trial = severity == "block" and bool(check) and check._is_trial(company)
        return {
            **self._gate_format_rule(finding, check),
            **self._gate_format_subject(finding, product),
            "document_model": document._name,
            "document_id": document._origin.id,
            "severity": "warn" if trial else severity,
            "stage": stage,
            "line_id": line._origin.id if line else False,
            "line_model": line._name if line else False,
            "line_name": line.display_name if line else False,
            "message": str(finding["message"]),
            "waivable": waivable,
            "waived": waivable and digest in waived.get(document, ()),
            "digest": digest,
            "facts": finding["facts"],
            "trial": trial,
        }

    @api.model
    def _gate_digest(self, finding, product):
        """What a waiver is bound to: check, subject, product and facts, no line."""
        subject = finding["subject"]
        return canonical.digest(
            {
                "check": finding["check"],
                "subject": [subject._name, subject.ids] if subject else None,
                "product": product.ids,
                "facts": finding["facts"],
            }
        )

    @api.model
    def _gate_format_rule(self, finding, check):
        """Name, law and next step by the rule's row, if there is one."""
        next_action = check.next_action if check else "none"
        return {
            "check": finding["check"],
            "name": check.name if check else finding["check"],
            "law": (check.law or "") if check else "",
            "is_statutory": bool(check) and check.is_statutory,
            "next_action": next_action,
            "next_label": self._gate_next_labels().get(next_action, False),
        }

    @api.model
    def _gate_format_subject(self, finding, product):
        """Record to be mended and product, by name and id."""
        subject = finding["subject"]
        return {
            "product": product.display_name or False,
            "product_id": product.id,
            "subject": subject.display_name if subject else False,
            "subject_model": subject._name if subject else False,
            "subject_id": subject._origin.id if subject else False,
        }

    @api.model
    def _gate_next_labels(self):
        """Button text of each next step."""
        return {
            "add_paper": self.env._("Add paper"),
            "change_partner": self.env._("Change partner"),
            "request_release": self.env._("Ask for release"),
            "split": self.env._("Move line out"),
            "fix_product": self.env._("Complete product"),
            "ask_quality": self.env._("Ask quality"),
        }

    # decision ------------------------------------------------------------

    def _gate_undone_when_refused(self):
        """Savepoint around a judged transition.

        Somebody may swallow the refusal and commit: the transition must be undone
        all the same.
        """
        return RefusalSavepoint(self.env.cr)

    def _gate_judge(self, stage, lines=None):
        """Let the documents pass ``stage`` or raise one UserError with all reasons.

        A refusal is recorded though the transaction rolls back.
        """
        findings = self._gate_evaluate(stage, lines)
        trial = [f for f in findings if f["trial"] and not f["waived"]]
        if trial:
            self.env["med.gate.trial.hit"]._record(self, stage, trial)
        stopped = [f for f in findings if self._gate_is_stop(f)]
        if stopped:
            self.env["med.gate.refusal"]._keep(self, stage, stopped)
            raise UserError(self._gate_refusal_text(stage, stopped))
        self._gate_log_passed(stage, findings, lines)
        return findings

    @api.model
    def _gate_is_stop(self, finding):
        """Whether this finding stops its line."""
        return finding["severity"] == "block" and not finding["waived"]

    def _gate_log_passed(self, stage, findings, lines):
        """Keep what was looked at: proof of the check for an inspector."""
        concerned = self._gate_lines(stage)
        if lines is not None:
            concerned &= lines
        counts = Counter(self._gate_line_document(line) for line in concerned)
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "gate.passed",
                    "record": document,
                    "company": document._gate_company(),
                    "facts": document._gate_passed_facts(stage, count, findings),
                }
                for document, count in counts.items()
            ]
        )

    def _gate_passed_facts(self, stage, count, findings):
        """Facts of a passed judgement: lines, reminders seen, waivers used."""
        key = (self._name, self.id)
        mine = [f for f in findings if (f["document_model"], f["document_id"]) == key]
        return {
            "stage": stage,
            "lines": count,
            "reminders": sorted({f["check"] for f in mine if not f["waived"]}),
            "waived": sorted({f["digest"] for f in mine if f["waived"]}),
        }

    def _gate_refusal_text(self, stage, stopped):
        """The refusal in plain words: each reason, its law and its next step."""
        blocks = []
        for document in self:
            mine = [f for f in stopped if f["document_id"] == document.id]
            if not mine:
                continue
            head = self.env._(
                "%(document)s is stopped for %(count)s reason(s). Nothing was changed.",
                document=document.display_name,
                count=len(mine),
            )
            blocks.append("\n".join([head, *map(self._gate_finding_text, mine)]))
        return "\n\n".join(blocks)

    @api.model
    def _gate_finding_text(self, finding):
        text = f"• {finding['message']}"
        if finding["law"]:
            text += f" ({finding['law']})"
        if finding["is_statutory"]:
            text += " " + self.env._("[cannot be waived]")
        if finding["next_label"]:
            text += " → " + finding["next_label"]
        return text
