from odoo import api, fields, models
from odoo.exceptions import UserError


class MedInspection(models.Model):
    """One signature for a whole receipt: the person is who is logged in, the time is the system's."""

    _inherit = "med.inspection"

    @api.model
    def _labels(self, records, names):
        """Labels of fields of any model, for messages."""
        return ", ".join(records._fields[name]._description_string(self.env) for name in sorted(names))

    def _check_inspector(self):
        """Only the inspector's job enters and signs results (GSP art. 64)."""
        if not self.env.user.has_group("med_base.group_inspector") and not self.env.su:
            raise UserError(
                self.env._(
                    "%(inspections)s: results are entered and signed by inspectors only. Ask an inspector.",
                    inspections=", ".join(self.mapped("name")) or self._description,
                )
            )

    def _touch(self):
        """Note that lines changed, so that nobody signs what he did not see; a first signature is void."""
        for inspection in self:
            vals = {"version": inspection.version + 1}
            if inspection.inspector_id:
                vals |= {"inspector_id": False, "inspected_at": False}
            inspection._guarded_write(vals)

    def _receipt_warnings(self, product):
        """What the receipt lacks for a product."""
        asked = self.kind in ("receipt", "return") and product.med_is_cold_chain
        if not asked or self.picking_id.med_has_temperature:
            return []
        return [self.env._("Cold chain: no temperature on arrival was recorded (GSP art. 63).")]

    # signing -----------------------------------------------------------------

    def action_sign(self, version=None):
        """Sign the results; accepted goods are released, rejected ones go to the red zone.

        The login proves who signs; where a plan asks for two persons, the second call by
        another inspector completes it.
        :param version: ``version`` that was on the screen; refused if somebody changed a line since
        :return: True
        :raise UserError: not an inspector, a line without result, signed or changed by somebody else
        """
        self.check_access("read")
        self._check_inspector()
        for inspection in self:
            inspection._check_version(version)
            inspection.line_ids._read_lots()
            inspection._check_lines()
        # writing first: of two who sign at once the second is asked to begin again and sees the first
        first = self.filtered(lambda inspection: inspection.needs_second and not inspection.inspector_id)
        first._sign_first()
        for inspection in self - first:
            inspection._sign_last()
        return True

    def _check_version(self, version):
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "%(inspection)s is no longer to be signed: %(person)s signed it on %(time)s.",
                    inspection=self.name,
                    person=self.inspector_id.sudo().name or "-",  # sudo: the name of a colleague
                    time=fields.Datetime.to_string(self.inspected_at) if self.inspected_at else "-",
                )
            )
        if version is not None and version != self.version:
            raise UserError(
                self.env._(
                    "%(inspection)s was changed by somebody else while you looked at it. Look at the lines "
                    "again, then sign.",
                    inspection=self.name,
                )
            )

    def _check_lines(self):
        """Nothing is signed that nobody looked at."""
        if not self.line_ids:
            raise UserError(
                self.env._("%(inspection)s has no lines: there is nothing to sign.", inspection=self.name)
            )
        problems = [
            f"{line.display_name}: {text}" for line in self.line_ids for text in line._sign_problems()
        ]
        if problems:
            raise UserError(
                self.env._(
                    "%(inspection)s cannot be signed yet:\n%(problems)s",
                    inspection=self.name,
                    problems="\n".join(problems),
                )
            )

    def _sign_first(self):
        for inspection in self:
            inspection._guarded_write(
                {"inspector_id": self.env.user.id, "inspected_at": fields.Datetime.now()}
            )
            inspection._log_signed("inspection.signed_first")
            inspection.message_post(
                body=self.env._("First signature given. Another inspector signs as the second person.")
            )

    def _sign_last(self):
        now = fields.Datetime.now()
        vals = {"state": "done", "version": self.version + 1}
        if self.inspector_id:
            if self.inspector_id == self.env.user:
                raise UserError(
                    self.env._(
                        "%(inspection)s needs a second person: you signed first, ask another inspector.",
                        inspection=self.name,
                    )
                )
            vals |= {"second_inspector_id": self.env.user.id, "second_at": now}
        else:
            vals |= {"inspector_id": self.env.user.id, "inspected_at": now}
        self._guarded_write(vals)
        self.flush_recordset()
        self._log_signed("inspection.signed")
        self._apply()

    def _log_signed(self, event):
        self.env["med.ledger.entry"]._append(
            event,
            record=self,
            company=self.company_id,
            facts={
                "lines": [line._facts() for line in self.line_ids],
                "receipt": self.picking_id.name or "",
                "files": sorted(self.line_ids.photo_ids.sudo().mapped("checksum")),  # sudo: their digests
            },
        )

    def _apply(self):
        """Hook: what follows from the signed results."""
        lines = self.line_ids
        lines._write_lots()
        lines._release()
        lines._reject()

    # cancelling, releasing later -----------------------------------------------

    def action_cancel(self, reason=None):
        """Give up an inspection of goods in stock; those of receipts cannot be given up.

        :param reason: why, kept in the ledger
        """
        self.check_access("read")
        self._check_inspector()
        for inspection in self:
            if inspection.kind != "stock" or inspection.state != "draft":
                raise UserError(
                    self.env._(
                        "%(inspection)s stays: what was received is inspected, what was signed is evidence.",
                        inspection=inspection.name,
                    )
                )
            if not (reason or "").strip():
                raise UserError(self.env._("Say why %(inspection)s is given up.", inspection=inspection.name))
            inspection._guarded_write({"state": "cancelled"})
            self.env["med.ledger.entry"]._append(
                "inspection.cancelled",
                record=inspection,
                company=inspection.company_id,
                facts={"reason": reason},
            )
        return True

    def action_release_waiting(self):
        """Release what passed and waited for something else, as far as that is mended now.

        :raise UserError: not inspector or quality officer, or everything is still stopped
        """
        self.check_access("read")
        user = self.env.user
        if not user.has_group("med_base.group_quality_officer"):
            self._check_inspector()
        lines = self.line_ids.filtered(lambda line: line.release_state == "waiting")
        lines._release()
        stopped = lines.filtered(lambda line: line.release_state == "waiting")
        if stopped and stopped == lines:
            raise UserError(
                self.env._(
                    "Nothing can be released yet:\n%(reasons)s",
                    reasons="\n".join(f"{line.display_name}: {line.stop_reason}" for line in stopped),
                )
            )
        return True
