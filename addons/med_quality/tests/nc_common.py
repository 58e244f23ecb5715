"""Cases, and the signatures that decide on them."""

from unittest.mock import patch

from odoo import Command

from .common import MedQualityCommon


class NonconformityCommon(MedQualityCommon):
    """``_case`` opens one on 4 of 10 pieces in the red zone; ``_decided`` goes on to the decision."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.users["owner"]
        cls.cases = cls.env["med.nonconformity"]
        cls.cause = cls.env.ref("med_quality.nc_cause_transport_damage")

    @classmethod
    def _case(cls, lot=None, quantity=4.0, zone="rejected", user=None, product=None, **vals):
        """A case as another document opens it; without a lot its goods are put into the zone first."""
        product = product or cls.device
        lot = lot or cls._stock(product, 10.0, zone=zone)
        case = cls.cases.with_user(user or cls.inspector)._open(
            cls.company,
            product,
            lot,
            quantity,
            cls._zone(zone),
            "Cartons crushed",
            None,
            cls.supplier,
            **vals,
        )
        return case.with_user(cls.officer)

    @classmethod
    def _found_out(cls, case, disposition="return", **vals):
        """Everything a decision needs."""
        case.write(
            {
                "cause_id": cls.cause.id,
                "root_cause": "The forklift pushed the pallet",
                "description": "Four cartons crushed, seals open",
                "correction": "Pallets are wrapped with corner guards",
                "disposition": disposition,
                "disposition_reason": "Sterility cannot be shown",
                **vals,
            }
        )
        return case

    def _decided(self, case, disposition="return", **vals):
        """Submitted by the officer, decided by those whose turn it is."""
        self._found_out(case, disposition, **vals).action_submit()
        if case.approval_state == "pending":
            for user in self._deciders(disposition):
                self._approve_as(case, user)
        case.invalidate_recordset()
        return case

    def _deciders(self, disposition):
        return {"scrap": [self.head, self.owner], "concession": [self.head]}.get(disposition, [self.officer])

    def _approve_as(self, case, user):
        case = case.with_user(user)
        if case.approval_request_id.sudo().needs_signature:
            self._sign(case, "action_approve")
        else:
            case.action_approve()
        case.invalidate_recordset()

    def _sign(self, records, method, **kwargs):
        """Sign at a screen as the records' user; his password is his login."""
        with patch.object(type(records.env["med.sign.wizard"]), "_is_interactive", lambda self: True):
            action = records.action_med_sign(method, **kwargs)
            wizard = records.env["med.sign.wizard"].browse(action["res_id"])
            return wizard.action_sign(records.env.user.login)

    def _finish(self, picking):
        """Validate a transfer as the warehouse."""
        picking = picking.with_user(self.keeper)
        picking.move_ids.picked = True
        picking.button_validate()

    def _file(self, user):
        files = self.env["ir.attachment"].with_user(user)
        return [Command.link(files.create({"name": "proof.txt", "raw": b"done"}).id)]

    def _lying(self, lot, place):
        quants = self.env["stock.quant"].search([("lot_id", "=", lot.id), ("location_id", "=", place.id)])
        return sum(quants.mapped("quantity"))
