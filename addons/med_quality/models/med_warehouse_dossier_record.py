import hashlib
import json

from odoo import models
from odoo.exceptions import UserError

from ..medlabs import operators
from .med_warehouse_report import KINDS


class MedWarehouseDossier(models.Model):
    """The operator's own system reports over JSON-2."""

    _inherit = "med.warehouse.dossier"

    def record(self, kind, rows):
        """Take in what the operator's system reports (JSON-2).

        :param kind: ``receipt``, ``inspection``, ``shipment`` or ``reading``
        :param rows: list of dicts with the keys of ``medlabs.operators.HEADERS``
        :return: dict ``report`` (number), ``taken`` (count), ``refused`` (list of ``row, reason``)
        :raise UserError: no such kind, no rows, or too many
        """
        self.ensure_one()
        self.check_access("read")
        if kind not in dict(KINDS) or not isinstance(rows, list) or not 0 < len(rows) <= operators.MAX_ROWS:
            raise UserError(
                self.env._(
                    "Report receipt, inspection, shipment or reading, with 1 to %(most)s rows.",
                    most=operators.MAX_ROWS,
                )
            )
        report = self.env["med.warehouse.report"].create({"dossier_id": self.id, "kind": kind})
        report._check_may_report()
        text = json.dumps(rows, ensure_ascii=False, sort_keys=True, default=str)
        report._take_in(rows, "api", hashlib.sha256(text.encode()).hexdigest())
        refused = report.line_ids.filtered(lambda line: line.state == "refused")
        return {
            "report": report.name,
            "taken": report.taken_count,
            "refused": [{"row": line.number, "reason": line.problem} for line in refused],
        }
