from odoo import models


class StockMove(models.Model):
    """Nothing leaves or is released in a warehouse that others run, or far away, without its papers."""

    _inherit = "stock.move"

    def _gate_findings(self, stage):
        # EXTENDS med_base
        findings = super()._gate_findings(stage)
        if stage not in ("ship", "release"):
            return findings
        return findings + self._gate_lines(stage)._med_warehouse_findings(stage)

    def _med_warehouse_findings(self, stage):
        name = "location_id" if stage == "ship" else "location_dest_id"
        # sudo: whose warehouse it is counts, whoever moves the goods
        by_warehouse = self.sudo().grouped(lambda move: move[name].warehouse_id)
        outside = {w: moves for w, moves in by_warehouse.items() if w and w.med_operation != "own"}
        if not outside:
            return []
        warehouses = self.env["stock.warehouse"].sudo().union(*outside)
        files = warehouses.med_dossier_ids.filtered(lambda file: file.state != "closed")
        problems = files._problems(self.env.company._med_today())
        findings = []
        for warehouse, moves in outside.items():
            file = files.filtered(lambda f, w=warehouse: f.warehouse_id == w)
            found = problems[file] if file else [("state", self.env._("it has no file"))]
            for move in self & moves.with_env(self.env):
                findings += [move._med_warehouse_finding(warehouse, code, text) for code, text in found]
        return findings

    def _med_warehouse_finding(self, warehouse, code, text):
        return self._gate_finding(
            "warehouse_licence" if code in ("licence", "state") else "warehouse_agreement",
            line=self,
            subject=warehouse,
            message=self.env._(
                "Warehouse %(warehouse)s may not be used: %(reason)s.", warehouse=warehouse.name, reason=text
            ),
            facts={"warehouse": warehouse.id, "reason": code},
        )
