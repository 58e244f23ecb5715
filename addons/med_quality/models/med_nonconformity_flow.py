from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

OFFICER = "med_base.group_quality_officer"
HEAD = "med_base.group_quality_head"


class MedNonconformity(models.Model):
    """From the report to the closing: each step is a method that checks and leaves a trace."""

    _inherit = "med.nonconformity"
    _med_signed_methods = {"action_close": "I have checked that everything was done and close this case."}

    # opening -------------------------------------------------------------

    @api.model
    def _open(self, company, product, lot, quantity, location, reason, origin, partner=None, **vals):
        """Open a nonconformity for another document and contain the goods at once.

        :param company: ``res.company`` concerned
        :param product: ``product.product``, or None for an exception in the work
        :param lot: ``stock.lot`` or None
        :param quantity: in the product's unit
        :param location: ``stock.location`` where the goods lie, or None
        :param reason: what is wrong, in words
        :param origin: the record in which it was found, or None
        :param partner: supplier of the goods, or None
        :param vals: more values (``cause_id``, ``severity``, ``description``, ``kind``, ``user_id``, …)
        :return: ``med.nonconformity`` in the caller's rights
        """
        values = {
            "company_id": company.id,
            "kind": "goods" if product else "deviation",
            "product_id": product and product.id,
            "lot_id": lot and lot.id,
            "quantity": quantity or 0.0,
            "location_id": location and location.id,
            "partner_id": partner and partner.commercial_partner_id.id,
            "reason": reason,
            **self._prepare_origin(origin),
            **vals,
        }
        # sudo: whoever finds something may report it; the method is not callable from outside
        cases = self.sudo().with_company(company)._with_ticket("create", set(self._guarded_names()))
        case = cases.create(values)._without_ticket()
        case._contain()
        case._tell_responsible()
        case._after_opening()
        return case.with_env(self.env)

    @api.model
    def _prepare_origin(self, origin):
        """Values that point at the record in which something was found."""
        if not origin:
            return {}
        # sudo: the name of the document for those who may not read it
        return {
            "origin_model": origin._name,
            "origin_id": origin.id,
            "origin_name": origin.sudo().display_name,
        }

    def _tell_responsible(self):
        for case in self.filtered(lambda case: case.user_id != self.env.user):
            case._remind(self.env._("New nonconformity: find the cause and decide"))

    # containment ---------------------------------------------------------

    def _contain(self):
        """Make sure that the goods cannot leave: by the red zone, else by holding the lot."""
        for case in self.filtered(lambda case: case.kind == "goods" and case.state == "open"):
            if case.is_in_red:
                case._set_contained()
            elif case.lot_id:
                case._hold_lot()
                case._set_contained()
            elif case.location_id:
                case._move_to_red()
                case._set_contained()

    def _hold_lot(self):
        """Hold the lot; one hold serves all cases of the lot."""
        if not self._open_hold():
            # sudo: who reports need not be able to hold; the report itself is the reason
            lot = self.lot_id.sudo().with_company(self.company_id)
            lot._med_hold(self.display_name, self.company_id, origin=self)
        self._guarded_write({"block_id": self._open_hold().id})

    def _open_hold(self):
        """The open hold of the lot in this company."""
        # sudo: blocks are quality's records
        return (
            self.env["med.lot.block"]
            .sudo()
            .search(
                [
                    ("lot_id", "=", self.lot_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("kind", "=", "hold"),
                    ("state", "=", "open"),
                ],
                limit=1,
            )
        )

    def _set_contained(self):
        self._guarded_write(
            {
                "state": "contained",
                "contained_at": fields.Datetime.now(),
                "contained_by_id": self.env.uid,
            }
        )
        self._log_event("nc.contained")

    def action_contain(self):
        """Contain what is still open: goods by hold or red zone, other cases by what was done at once.

        :raise UserError: nothing says how it was contained
        """
        self._check_may_work()
        for case in self.filtered(lambda case: case.state == "open"):
            if case.kind == "goods":
                case.sudo()._contain()  # sudo: the hold is placed by the system
            elif (case.containment or "").strip():
                case.sudo()._set_contained()  # sudo: the system notes who and when
            if case.state == "open":
                raise UserError(
                    self.env._(
                        "%(case)s is not contained: name the lot or the place of the goods, or write the "
                        "immediate measure.",
                        case=case.display_name,
                    )
                )
        return True

    def action_isolate(self):
        """Move the bad goods to the red zone and lift the hold of the rest of the lot.

        :raise UserError: not quality, nothing lies there, decided already
        """
        self.ensure_one()
        self._check_quality()
        self._check_state("open", "contained")
        if self.kind != "goods" or self.is_in_red:
            raise UserError(
                self.env._("%(case)s: there is nothing to move to the red zone.", case=self.display_name)
            )
        case = self.sudo()  # sudo: checked above; stock moves and notes are the system's
        case._move_to_red()
        case._lift_hold(self.env._("The bad pieces lie in the red zone: %(case)s", case=self.display_name))
        if case.state == "open":
            case._set_contained()
        return True

    def _lift_hold(self, reason):
        """Lift the hold placed for a case, unless another case needs it; holds of others stay."""
        block = self.block_id.filtered(
            lambda block: block.state == "open" and block.origin_model == "med.nonconformity"
        )
        if block and not block._open_cases() - self:
            block._lift(reason)

    # decision ------------------------------------------------------------

    def _approval_content_fields(self):
        # OVERRIDE
        return [
            "reason",
            "product_id",
            "lot_id",
            "quantity",
            "partner_id",
            "cause_id",
            "disposition",
            "disposition_reason",
            "rest_is_good",
        ]

    def _approval_review_fields(self):
        # OVERRIDE
        return ["origin_name", "description", *self._approval_content_fields(), "goods_value", "root_cause"]

    def _approval_check_submit(self):
        # EXTENDS med.approval.mixin
        result = super()._approval_check_submit()
        self._check_state("contained")
        missing = self._missing_for_decision()
        if missing:
            self._refuse_missing(missing)
        return result

    def _missing_for_decision(self):
        """Names of what a decision needs and is not there."""
        labels = {
            "cause_id": self.cause_id,
            "disposition": self.disposition or self.kind != "goods",
            "disposition_reason": (self.disposition_reason or "").strip() or self.kind != "goods",
            "root_cause": (self.root_cause or "").strip(),
            "description": (self.description or "").strip(),
            "partner_id": self.partner_id or self.disposition != "return",
        }
        return [self._fields[n]._description_string(self.env) for n, filled in labels.items() if not filled]

    def _refuse_missing(self, missing):
        raise UserError(
            self.env._(
                "%(case)s is not complete. Still missing: %(missing)s.",
                case=self.display_name,
                missing=", ".join(missing),
            )
        )

    def _approval_on_approved(self, request):
        # OVERRIDE
        self._set_decided()

    def _set_decided(self):
        now = fields.Datetime.now()
        self._guarded_write({"state": "decided", "decided_at": now, "answered_by_id": self.user_id.id})
        self._log_event("nc.decided", disposition=self.disposition or "")

    def action_decide(self):
        """Settle the correction of an exception or event: no goods, no approval, but a plan.

        :raise UserError: goods, or cause, correction or plan are missing
        """
        self.ensure_one()
        self._check_quality()
        self._check_state("contained")
        if self.kind == "goods":
            raise UserError(
                self.env._(
                    "%(case)s concerns goods: submit the disposition for approval.", case=self.display_name
                )
            )
        missing = self._missing_for_decision()
        if not (self.correction or "").strip() and not self.action_ids:
            missing.append(self._fields["action_ids"]._description_string(self.env))
        if missing:
            self._refuse_missing(missing)
        self.sudo()._set_decided()  # sudo: checked above, the system notes it
        return True

    # closing -------------------------------------------------------------

    def action_close_case(self):
        """Close from the form: what is missing is said first, then the signature is asked for."""
        self.ensure_one()
        self._check_may_close()
        # sudo: everybody is asked by the same table
        if self.env["med.sign.rule"].sudo()._is_required(self._name, "action_close"):
            return self.action_med_sign("action_close")
        return self.action_close()

    def action_close(self):
        """Close cases in which every fact is there. Signed, so never by the interface.

        :raise UserError: something is missing, not signed, or the responsible person closes himself
        """
        for case in self:
            case._check_may_close()
        self._med_require_signature("action_close")
        for case in self._without_ticket():
            case._finish_hold()
            # sudo: checked above, the system notes who and when
            case.sudo()._guarded_write(
                {"state": "done", "closed_at": fields.Datetime.now(), "closed_by_id": self.env.uid}
            )
            # sudo: to-dos of others about a closed case
            case.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self._without_ticket()._log_event("nc.closed")
        return True

    def _check_may_close(self):
        self._check_quality()
        self._check_state("decided")
        if self.kind != "goods" and self.env.user in (self.user_id, self.answered_by_id):
            raise UserError(
                self.env._(
                    "%(case)s: you answer for it, so another person of quality checks and closes it.",
                    case=self.display_name,
                )
            )
        missing = self._missing_for_closing()
        if missing:
            self._refuse_missing(missing)

    def _missing_for_closing(self):
        """Names of what a closed case must have and this one has not."""
        missing = self._missing_for_decision()
        label = self._fields["correction"]._description_string(self.env)
        if not (self.correction or "").strip():
            missing.append(label)
        if self.kind == "goods" and not self._is_carried_out():
            missing.append(self.env._("the decision carried out"))
        if self.action_ids.filtered(lambda action: action.state == "open"):
            missing.append(self.env._("the actions of the correction plan done"))
        if (self.needs_capa or self.severity == "critical") and not self.capa_id:
            missing.append(self._fields["capa_id"]._description_string(self.env))
        return missing

    def _finish_hold(self):
        """What was reworked and inspected again, or let go, is not held any longer."""
        if self.disposition == "rework" or self.rest_is_good:
            reason = self.env._("Closed: %(case)s", case=self.display_name)
            self.sudo()._lift_hold(reason)  # sudo: checked above

    def action_cancel(self, reason=None):
        """Cancel what was opened by mistake, before anything was decided; the hold is lifted.

        :param reason: why it was a mistake, kept in the ledger
        :raise UserError: not the quality head, no reason, decided already
        """
        if not self.env.user.has_group(HEAD):
            raise AccessError(
                self.env._("Only the quality head cancels a nonconformity. Ask the quality head.")
            )
        self.check_access("write")
        if not (isinstance(reason, str) and reason.strip()):
            raise UserError(self.env._("Give the reason for this decision."))
        for case in self:
            case._check_state("open", "contained")
            if case.approval_state == "pending":
                raise UserError(
                    self.env._("%(case)s waits for approval: return it first.", case=case.display_name)
                )
            case.sudo()._lift_hold(reason)  # sudo: checked above
            # sudo: checked above, the system notes it
            case.sudo()._guarded_write({"state": "cancelled", "cancel_reason": reason.strip()})
        self._log_event("nc.cancelled", reason=reason.strip())
        return True

    # rights --------------------------------------------------------------

    def _check_may_work(self):
        self.check_access("write")

    def _check_quality(self):
        self.check_access("write")
        if not self.env.user.has_group(OFFICER):
            raise AccessError(
                self.env._(
                    "%(case)s: this is for quality staff. Ask a quality officer.",
                    case=", ".join(self.mapped("display_name")),
                )
            )

    def _check_state(self, *states):
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(case)s is %(state)s: this step is not its turn. It must be: %(states)s.",
                    case=self.display_name,
                    state=labels[self.state],
                    states=", ".join(labels[state] for state in states),
                )
            )

    def action_open_origin(self):
        """Open the record in which it was found."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.origin_model,
            "res_id": self.origin_id,
            "views": [(False, "form")],
        }
