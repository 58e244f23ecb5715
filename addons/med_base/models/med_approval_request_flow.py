from odoo import fields, models
from odoo.exceptions import UserError


class MedApprovalRequest(models.Model):
    """Deciding: who may, what one decision moves, which steps merge.

    All methods here run on requests in sudo mode, handed over by the document's
    mixin, with the real user in ``env.user``.
    """

    _inherit = "med.approval.request"

    # --- entry points ---------------------------------------------------------
    def _decide(self, kind, comment=None, signature=None):
        """One person decides the step that is waited for.

        :param kind: ``approved``, ``returned`` or ``rejected``
        :param signature: ``med.signature`` of this very call, or None
        :raise UserError: not waiting, not entitled, content changed, not signed
        """
        self.ensure_one()
        self._lock()
        principal = self._check_may_decide()
        self._check_content()
        if kind == "approved":
            self._check_signed(signature)
            self._approve_step(principal, comment, signature)
        else:
            self._record(kind, comment, principal=principal, signature=signature)
            self._end(kind, comment)

    def _withdraw(self):
        """The applicant takes the application back."""
        self.ensure_one()
        self._lock()
        self._check_pending()
        if self.applicant_id != self.env.user:
            raise UserError(
                self.env._(
                    "%(document)s: only %(applicant)s, who applied, may withdraw it. "
                    "An approver returns it instead.",
                    document=self.res_name,
                    applicant=self.applicant_id.name,
                )
            )
        self._record("withdrawn", step=self._apply_step())
        self._end("withdrawn")

    # --- checks -----------------------------------------------------------------
    def _check_pending(self):
        if self.state != "pending":
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(document)s is not waiting for approval (%(state)s).",
                    document=self.res_name,
                    state=states[self.state],
                )
            )

    def _check_may_decide(self):
        """The person whose right is used: the user, or who delegated to him."""
        self._check_pending()
        principal = self._principal()
        if not principal:
            raise UserError(self._why_not())
        return principal

    def _why_not(self):
        """Why the user may not decide, and who may."""
        if self.env.user in self.excluded_user_ids:
            return self.env._(
                "%(document)s, step %(step)s: you applied or decided an earlier step; "
                "another person must decide this one (%(who)s).",
                document=self.res_name,
                step=self.step_name,
                who=self._waiting_for(),
            )
        return self.env._(
            "%(document)s, step %(step)s waits for %(who)s, not for you.",
            document=self.res_name,
            step=self.step_name,
            who=self._waiting_for(),
        )

    def _check_signed(self, signature):
        if self.needs_signature and not signature:
            raise UserError(
                self.env._(
                    "%(document)s: step %(step)s must be signed. Open it in the "
                    "browser and press Sign; it cannot be decided through the API.",
                    document=self.res_name,
                    step=self.step_name,
                )
            )

    def _check_steps_can_be_decided(self):
        """Refuse an application which would wait for nobody."""
        for step in self.steps:
            if not self._candidates(step) - self._applicant_excluded():
                raise UserError(
                    self.env._(
                        "%(document)s: nobody but you could decide step %(step)s "
                        "(%(role)s). Give another person this job, delegate it, or "
                        "let somebody else submit.",
                        document=self.res_name,
                        step=step["name"],
                        role=self._role_name(step),
                    )
                )

    # --- people -------------------------------------------------------------------
    def _applicant_excluded(self):
        """The applicant, where he may not decide: everywhere but in small routes."""
        return self.applicant_id if self.route_size != "small" else self.env["res.users"]

    def _candidates(self, step):
        """Users who could decide a step, before other persons are asked for."""
        users = self.env["res.users"].browse(step["user_id"] or [])
        if step["group_id"]:
            users = self.env["res.groups"].browse(step["group_id"]).all_user_ids
        elif step["field_name"]:
            users = self._document().mapped(step["field_name"])
        return users.filtered(self._is_fit)

    def _is_fit(self, user):
        """Whether a user may decide for this company at all."""
        return (
            user.active and not user.share and self.company_id in user.company_ids and user._med_may_decide()
        )

    def _deciders(self):
        """Persons who approved so far, and those they stood in for."""
        done = self.decision_ids.filtered(lambda d: d.kind in ("approved", "merged"))
        return done.user_id | done.delegated_for_id

    def _split_people(self, step):
        """Who may decide a step and who may not, among its candidates.

        With four eyes the earlier deciders are out, unless nobody else is left: then
        the step waits for the same person again (and merges where it can).
        """
        candidates = self._candidates(step)
        excluded = self._applicant_excluded()
        if step["is_four_eyes"] and candidates - excluded - self._deciders():
            excluded |= self._deciders()
        return candidates - excluded, excluded

    def _principal(self):
        """Whose right the user may use here: his own first, then delegations."""
        user = self.env.user
        if user in self.excluded_user_ids or not self._is_fit(user):
            return self.env["res.users"]
        stand_ins = self.env["med.approval.delegation"]._principals(self.company_id)
        for person in user | stand_ins:
            if person not in self.excluded_user_ids and self._is_approver(person):
                return person
        return self.env["res.users"]

    def _is_approver(self, user):
        """Whether the step waits for this user, by name or by job."""
        groups = self.step_group_id | self.escalation_group_id
        return self._is_fit(user) and bool(user in self.step_user_ids or groups & user.all_group_ids)

    # --- moving on ------------------------------------------------------------
    def _approve_step(self, principal, comment, signature):
        """Record the approval, of merged steps too, and go to the next step."""
        for index in self.step_merged or []:
            step = self.steps[index]
            self._record("merged", comment, index, step, principal, signature)
        self._record("approved", comment, principal=principal, signature=signature)
        self._log_decision("approved", signature)
        if not self._is_quorum_reached():
            self._set({"excluded_user_ids": [fields.Command.link(self.env.uid)]})
            return
        index = self.step_index + 1
        while index < len(self.steps) and self._merges(index, principal, signature):
            step = self.steps[index]
            self._record("merged", comment, index, step, principal, signature)
            index += 1
        if index < len(self.steps):
            self._activate(index)
        else:
            self._end("approved")

    def _is_quorum_reached(self):
        given = self.decision_ids.filtered(
            lambda d: d.kind == "approved" and d.step_number == self.step_index + 1
        )
        return len(given) >= self.steps[self.step_index]["quorum"]

    def _merges(self, index, principal, signature):
        """Whether the one who just decided would decide the next step as well."""
        step = self.steps[index]
        if step["quorum"] > 1 or (step["needs_signature"] and not signature):
            return False
        eligible, excluded = self._split_people(step)
        if principal in excluded or self.env.user in excluded:
            return False
        return principal in eligible and (not step["is_four_eyes"] or eligible <= self._deciders())

    def _activate(self, index):
        """Wait for a step; steps before it that the same one person decides join."""
        merged = []
        eligible, excluded = self._split_people(self.steps[index])
        while len(eligible) == 1 and index + 1 < len(self.steps):
            following, out = self._split_people(self.steps[index + 1])
            quorums = self.steps[index]["quorum"], self.steps[index + 1]["quorum"]
            if following != eligible or max(quorums) > 1:
                break
            merged.append(index)
            index, excluded = index + 1, out
        self._set(self._prepare_activation(index, merged, excluded))
        self._ask(eligible)

    def _prepare_activation(self, index, merged, excluded):
        """Values of the request while it waits for a step."""
        step = self.steps[index]
        now = fields.Datetime.now()
        hours = sum(self.steps[i]["limit_hours"] for i in (*merged, index))
        named = self.env["res.users"]
        if not step["group_id"]:
            named = self._candidates(step)
        return {
            "step_index": index,
            "step_merged": merged,
            "step_name": " + ".join(self.steps[i]["name"] for i in (*merged, index)),
            "step_meaning": step["meaning"],
            "step_group_id": step["group_id"],
            "step_user_ids": [fields.Command.set(named.ids)],
            "escalation_group_id": False,
            "excluded_user_ids": [fields.Command.set(excluded.ids)],
            "needs_signature": any(self.steps[i]["needs_signature"] for i in (*merged, index)),
            "step_started_at": now,
            "deadline_at": self._due_at(now, hours),
            "escalated_at": False,
        }

    def _end(self, kind, comment=None):
        """Close the request, log it, tell the applicant, let the document react."""
        self._close(kind)
        if kind != "approved":
            self._log_decision(kind)
        self._log(f"approval.{kind}")
        self._tell_result(kind, comment)
        document = self._document()
        if not document:
            return
        # the effects belong to the decision: approvers need no right to write
        document = document.sudo()._without_ticket()
        if kind in ("returned", "rejected"):
            getattr(document, f"_approval_on_{kind}")(self, comment)
        else:
            getattr(document, f"_approval_on_{kind}")(self)

    # --- recording ----------------------------------------------------------------
    def _record(self, kind, comment=None, index=None, step=None, principal=None, signature=None):
        """Append one decision with the step, role and person as they are now."""
        index = self.step_index if index is None else index
        vals = self._prepare_decision(kind, index, step, principal, signature)
        vals["comment"] = comment
        # sudo: nobody holds the right to create decisions
        decisions = self.env["med.approval.decision"].sudo()
        decisions._with_ticket("create").create(vals)
        self.invalidate_recordset(["decision_ids"])

    def _prepare_decision(self, kind, index, step, principal, signature):
        """Values of a decision: a snapshot, independent of later changes."""
        applying = step is not None and step["meaning"] == "apply"
        step = step or self.steps[index]
        now = fields.Datetime.now()
        started = self.submitted_at if applying else self.step_started_at
        user = self.env.user
        other = principal and principal != user
        return {
            "request_id": self.id,
            "company_id": self.company_id.id,
            "route_id": self.route_id.id,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "res_name": self.res_name,
            "kind": kind,
            "step_number": 0 if applying else index + 1,
            "step_name": step["name"],
            "meaning": step["meaning"],
            "role_name": step.get("role") or self._role_name(step),
            "user_id": user.id,
            "user_name": user.name,
            "delegated_for_id": principal.id if other else False,
            "is_own": not applying and self.applicant_id in (user, principal),
            "decided_at": now,
            "started_at": started,
            "deadline_at": False if applying else self.deadline_at,
            "is_late": bool(not applying and self.deadline_at and self.deadline_at < now),
            "duration_hours": self._working_hours(started, now),
            "digest": self.digest,
            "signature_id": signature.id if signature else False,
            "signature_meaning": signature.meaning if signature else False,
        }

    def _role_name(self, step):
        """The name of the job, person or field that decides a step."""
        if step["group_id"]:
            return self.env["res.groups"].browse(step["group_id"]).name
        if step["user_id"]:
            return self.env["res.users"].browse(step["user_id"]).name
        return step["field_name"]

    def _log_decision(self, kind, signature=None):
        self._log("approval.decided", {"kind": kind, "signed": bool(signature)})

    # --- time -----------------------------------------------------------------------
    def _due_at(self, start, hours):
        """When a step that starts now is due, nothing without a limit."""
        if not hours:
            return False
        return self.env["med.deadline.mixin"]._deadline_after(start, hours, "hours", self.company_id)

    def _working_hours(self, start, end):
        """Working hours of the company's calendar between two moments (UTC)."""
        if not start or end <= start:
            return 0.0
        calendar = self.company_id.resource_calendar_id
        if not calendar:
            return (end - start).total_seconds() / 3600
        return calendar.get_work_hours_count(start, end)
