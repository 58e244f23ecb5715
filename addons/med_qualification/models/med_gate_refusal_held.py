from odoo import api, fields, models


class MedGateRefusal(models.Model):
    _inherit = "med.gate.refusal"

    kind = fields.Selection(
        selection_add=[("held", "Stopped by a decision")], ondelete={"held": "cascade"}
    )

    @api.model
    def _hold(self, held):
        """Put documents that a decision stops on the list of stopped documents.

        :param held: {document: (stage, findings)}
        :return: those that were not stopped for the same reasons before
        """
        fresh = []
        for document, (stage, findings) in held.items():
            row = self._prepare_row(document, stage, findings)
            known = self.search(
                [
                    ("res_model", "=", row["res_model"]),
                    ("res_id", "=", row["res_id"]),
                    ("digest", "=", row["digest"]),
                    ("kind", "=", "held"),
                ]
            )
            if "open" in known.mapped("state"):
                continue
            fresh.append(document)
            if known:
                known[0]._guarded_write({"state": "open", "cleared_at": False})
                continue
            self._with_ticket("create").create(self._prepare_held(row, findings))
        return fresh

    def _prepare_held(self, row, findings):
        """Values of a row for a document that nobody tried to carry on yet."""
        party = next((f["subject_id"] for f in findings if f["subject_model"] == "res.partner"), False)
        now = fields.Datetime.now()
        return {
            "kind": "held",
            "res_model": row["res_model"],
            "res_id": row["res_id"],
            "res_name": row["res_name"],
            "company_id_int": row["company"],
            "partner_id_int": party or row["partner"],
            "partner_name": row["partner_name"],
            "user_id_int": row["user"],
            "user_name": row["user_name"],
            "owner_id_int": row["owner"],
            "stage": row["stage"],
            "digest": row["digest"],
            "findings": findings,
            "reasons": row["reasons"],
            "hour": now,
            "last_at": now,
        }
