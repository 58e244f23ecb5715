from odoo import models


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS the words of the other parts
        return {
            **super()._events(),
            "nc.opened": self.env._("Nonconformity opened"),
            "nc.contained": self.env._("Nonconformity contained"),
            "nc.decided": self.env._("Disposition decided"),
            "nc.executed": self.env._("Disposition carried out"),
            "nc.closed": self.env._("Nonconformity closed"),
            "nc.cancelled": self.env._("Nonconformity cancelled"),
            "nc.alert": self.env._("Quality alert"),
            "nc.alert_closed": self.env._("Quality alert answered"),
            "capa.opened": self.env._("CAPA opened"),
            "capa.started": self.env._("CAPA started"),
            "capa.verified": self.env._("CAPA verified"),
            "capa.effective": self.env._("CAPA judged effective"),
            "capa.reopened": self.env._("CAPA not effective, opened again"),
            "capa.cancelled": self.env._("CAPA cancelled"),
            "action.done": self.env._("Improvement action done"),
            "action.dropped": self.env._("Improvement action dropped"),
            "document.issued": self.env._("Controlled document in force"),
            "document.replaced": self.env._("Controlled document replaced"),
            "document.withdrawn": self.env._("Controlled document withdrawn"),
            "document.read": self.env._("Controlled document read and confirmed"),
            "change.approved": self.env._("Change approved"),
            "change.closed": self.env._("Change closed"),
            "change.cancelled": self.env._("Change cancelled"),
            "supplier.evaluated": self.env._("Supplier evaluated"),
        }

    def _facts(self):
        # EXTENDS the words of the other parts
        return {
            **super()._facts(),
            "disposition": self.env._("Disposition"),
            "severity": self.env._("Severity"),
        }

    def _values(self):
        # EXTENDS the words of the other parts
        values = super()._values()
        kinds = self._options("med.nonconformity", "kind")
        return {
            **values,
            "kind": {**values.get("kind", {}), **kinds},
            "disposition": self._options("med.nonconformity", "disposition"),
            "severity": self._options("med.nonconformity", "severity"),
        }
