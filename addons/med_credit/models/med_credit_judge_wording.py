from odoo import api, models
from odoo.tools import format_date


class MedCreditJudge(models.AbstractModel):
    """Findings in plain words, and which of them were answered by a release."""

    _inherit = "med.credit.judge"

    @api.model
    def _finding(self, claim, standing, code, stage, answer):
        """The finding, with the facts of the release that covers it, if one does.

        The facts hold no amounts, so that a release given at the order holds at delivery;
        what has grown gets facts of its own.
        """
        release = claim.releases.get(code)
        facts, remark = self._release_facts(claim, standing, code, release)
        words = getattr(self, f"_words_{code}")(claim, standing)
        return claim.document._gate_finding(
            code,
            subject=standing.partner,
            message=" ".join(filter(None, [words, remark, self._news(claim, code, stage)])),
            facts=facts,
            at_most="block" if answer == "ask" else "warn",
        )

    # releases ----------------------------------------------------------------

    @api.model
    def _add_releases(self, claims, company):
        """Newest release of each code for each claim: one query for all."""
        documents = {}
        for claim in claims:
            related = [claim.document, *claim.document._gate_waiver_documents()]
            if claim.order:
                related += claim.order._gate_waiver_documents()
            documents[id(claim)] = {(record._name, record._origin.id) for record in related}
        keys = set().union(*documents.values())
        # sudo: whoever reads the document is told what was released
        waivers = self.env["med.gate.waiver"].sudo()
        found = waivers.search(
            [
                ("res_model", "in", list({model for model, _id in keys})),
                ("res_id", "in", [rid for _model, rid in keys]),
                ("check_code", "=like", "credit\\_%"),
                ("state", "in", ("granted", "expired")),
                ("granted_by_id", "!=", False),
            ],
            order="id",
        )
        for claim in claims:
            wanted = documents[id(claim)]
            for waiver in found:
                if (waiver.res_model, waiver.res_id) in wanted:
                    claim.releases[waiver.check_code] = waiver

    @api.model
    def _release_facts(self, claim, standing, code, release):
        """(facts, remark): what the finding is bound to, and what became of its release."""
        if not release:
            return {"credit": code}, ""
        day = format_date(self.env, release.decided_at)
        facts = {**(release.facts or {}), "credit": code}
        if release.valid_until < standing.company._med_today() or release.state == "expired":
            text = self.env._(
                "It was released on %(day)s until %(end)s: that time is over.",
                day=day,
                end=format_date(self.env, release.valid_until),
            )
            return facts, text
        money = standing.company.currency_id.format
        if self._has_grown(claim, standing, release):
            text = self.env._(
                "It was released on %(day)s for %(released)s and has grown to %(now)s since.",
                day=day,
                released=money(release.credit_amount),
                now=money(claim.total),
            )
            return {"credit": code, "grown": facts.get("grown", 0) + 1}, text
        text = self.env._(
            "Released by %(user)s on %(day)s for %(amount)s until %(end)s.",
            user=release.granted_by_id.name,
            day=day,
            amount=money(release.credit_amount),
            end=format_date(self.env, release.valid_until),
        )
        return facts, text

    @api.model
    def _has_grown(self, claim, standing, release):
        """Whether more is promised than was released, beyond the tolerance of the segment."""
        most = release.credit_amount * (1 + standing.segment.release_tolerance / 100)
        return standing.company.currency_id.compare_amounts(claim.total, most) > 0

    @api.model
    def _news(self, claim, code, stage):
        """That a reason is new since the order was released for another one."""
        others = [w for w in claim.releases.values() if w.check_code != code]
        if stage != "ship" or code in claim.releases or not others:
            return ""
        return self.env._(
            "This is new since the release of %(day)s.",
            day=format_date(self.env, max(w.decided_at for w in others)),
        )

    # words -------------------------------------------------------------------

    @api.model
    def _words_credit_frozen(self, claim, standing):
        reason = standing.reason or self.env._("no reason was noted")
        return self.env._(
            "The credit of %(customer)s is frozen: %(reason)s.",
            customer=standing.partner.display_name,
            reason=reason.rstrip("."),
        )

    @api.model
    def _words_credit_grade(self, claim, standing):
        if standing.check == "frozen":
            return self.env._(
                "%(customer)s has grade %(grade)s: nothing is sold on credit.",
                customer=standing.partner.display_name,
                grade=standing.grade,
            )
        return self.env._(
            "%(customer)s has grade %(grade)s: each order on credit is released one by one.",
            customer=standing.partner.display_name,
            grade=standing.grade,
        )

    @api.model
    def _words_credit_prepayment(self, claim, standing):
        money = standing.company.currency_id.format
        missing = min(
            standing.open_amount(claim) - standing.figures["unapplied"],
            claim.total - claim.paid,
        )
        return self.env._(
            "%(customer)s pays in advance (no limit is approved): %(missing)s have not arrived.",
            customer=standing.partner.display_name,
            missing=money(max(missing, 0.0)),
        )

    @api.model
    def _words_credit_over_limit(self, claim, standing):
        money = standing.company.currency_id.format
        used = standing.used(claim)
        return self.env._(
            "%(customer)s would owe %(used)s of a limit of %(limit)s: %(excess)s too much.",
            customer=standing.partner.display_name,
            used=money(used),
            limit=money(standing.limit),
            excess=money(used - standing.limit),
        )

    @api.model
    def _words_credit_group_limit(self, claim, standing):
        money = standing.company.currency_id.format
        name, limit, owed = standing.exceeded_group(claim)
        used = owed + claim.amount
        return self.env._(
            "The group %(group)s would owe %(used)s of a common limit of %(limit)s: %(excess)s too much.",
            group=name,
            used=money(used),
            limit=money(limit),
            excess=money(used - limit),
        )

    @api.model
    def _words_credit_overdue(self, claim, standing):
        return self.env._(
            "%(customer)s is %(days)s days late with %(amount)s; %(grace)s days are let pass.",
            customer=standing.partner.display_name,
            days=standing.figures["overdue_days"],
            amount=standing.company.currency_id.format(standing.figures["overdue_amount"]),
            grace=standing.segment.overdue_days,
        )

    @api.model
    def _words_credit_overdue_share(self, claim, standing):
        return self.env._(
            "%(share)s %% of what %(customer)s owes is overdue; up to %(most)s %% is let pass.",
            customer=standing.partner.display_name,
            share=round(standing.figures["overdue_share"], 1),
            most=round(standing.segment.overdue_share, 1),
        )
