"""Sheets and archives for the tests of imports."""

import base64
import io
import zipfile

from ..medpapers.sheet_template import build_template, sample_uscc
from .common import MedQualificationCommon


class ImportCommon(MedQualificationCommon):
    """Makes runs of rows as a quality officer would upload them."""

    def _row(self, index=1, **values):
        """A row of one party with its class III licence."""
        row = {
            "name": f"测试器械{index}有限公司",
            "uscc": sample_uscc(index),
            "party_type": "distributor",
            "role": "客户",
            "paper_type": "operating_licence",
            "number": f"苏苏药监械经营许2023{1000 + index}号",
            "issuer": "苏州市市场监督管理局",
            "business_mode": "批发",
            "legal_representative": "某人",
            "site": "苏州市某路1号",
            "warehouse": "苏州市某路2号",
            # within five years, so that only what a test is about is suspicious
            "date_issued": str(self.today.replace(year=self.today.year - 1, day=1)),
            "date_valid_from": str(self.today.replace(year=self.today.year - 1, day=1)),
            "date_valid_to": str(self.today.replace(year=self.today.year + 1, day=1)),
            "scope_class_3": "14 6815",
        }
        return {**row, **values}

    def _product_row(self, index=1, **values):
        row = {
            "name": f"测试敷贴{index}",
            "specification": f"{index}cm",
            "registration_no": f"苏械注准2023214{9000 + index}",
            "device_class": "二类",
            "categories": "14",
            "registrant": "测试卫材有限公司",
            "issuer": "江苏省药品监督管理局",
            "date_valid_from": "2023-06-01",
            "date_valid_to": str(self.today.replace(year=self.today.year + 2, day=1)),
        }
        return {**row, **values}

    def _run(self, rows, kind="partner", user=None, files=None, **vals):
        """A checked run of these rows."""
        values = {
            "kind": kind,
            "sheet": base64.b64encode(build_template(kind, rows=rows)),
            "sheet_name": "rows.xlsx",
            **vals,
        }
        if files:
            values["archive"] = base64.b64encode(self._zip(files))
            values["archive_name"] = "files.zip"
        run = self.env["med.import.run"].with_user(user or self.officer).create(values)
        run.action_check()
        return run

    def _import(self, rows, kind="partner", **vals):
        """A run carried out."""
        run = self._run(rows, kind, **vals)
        run.action_start()
        return run

    def _zip(self, files):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, raw in files.items():
                archive.writestr(name, raw)
        return stream.getvalue()

    def _finding_codes(self, run, severity="warning"):
        return run.finding_ids.filtered(lambda f: f.severity == severity).mapped("code")

    def _party(self, number=1):
        return self.env["res.partner"].search([("med_uscc", "=", sample_uscc(number))])
