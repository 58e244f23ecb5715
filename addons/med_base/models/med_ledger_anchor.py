import json
import os
import shutil

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, config

DIRECTORY_PARAMETER = "med_base.ledger_anchor_dir"
EMAIL_PARAMETER = "med_base.ledger_anchor_email"
FILE_NAME = "anchors.jsonl"


class MedLedgerAnchor(models.AbstractModel):
    """Heads of the chains, kept outside the database.

    Whoever owns the database can rewrite a whole chain without a trace in it; the file
    (and the mail, where an address is set) then tells another hash. The folder is
    ``med_ledger`` in the database's filestore, so that it goes into every backup;
    parameter ``med_base.ledger_anchor_dir`` puts it elsewhere, better on a mount of
    another machine.
    """

    _name = "med.ledger.anchor"
    _description = "Ledger Anchors"

    @api.model
    def _directory(self):
        """The folder of this database's anchors and exports, made if missing."""
        # sudo: parameters are readable by administrators only
        base = self.env["ir.config_parameter"].sudo().get_param(DIRECTORY_PARAMETER)
        if base:
            path = os.path.join(base, self.env["med.ledger.seal"]._database_uuid())
        else:
            path = os.path.join(config.filestore(self.env.cr.dbname), "med_ledger")
        os.makedirs(path, mode=0o700, exist_ok=True)
        return path

    @api.model
    def _heads(self):
        """The last seal of each company, as dicts."""
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT DISTINCT ON (company_id) company_id, company_name, number, hash,
                    to_char(sealed_at, 'YYYY-MM-DD HH24:MI:SS') AS sealed_at
                FROM med_ledger_seal ORDER BY company_id, number DESC
                """
            )
        )

    @api.model
    def _cron_anchor(self):
        """Write the heads to the file and mail them, once a day."""
        self.env["med.ledger.seal"]._requeue()
        heads = self._heads()
        if heads:
            self._write_lines(heads)
            self._mail_heads(heads)

    def _write_lines(self, lines):
        """Add lines by a new file in place of the old: never half, never through a
        hard link that a copied filestore may share."""
        uuid = self.env["med.ledger.seal"]._database_uuid()
        path = os.path.join(self._directory(), FILE_NAME)
        with open(f"{path}.new", "w", encoding="utf-8") as stream:
            if os.path.exists(path):
                with open(path, encoding="utf-8") as old:
                    shutil.copyfileobj(old, stream)
            for line in lines:
                stream.write(json.dumps(line | {"database_uuid": uuid}) + "\n")
        os.replace(f"{path}.new", path)

    def _mail_heads(self, heads):
        # sudo: parameters and outgoing mails are for administrators
        address = self.env["ir.config_parameter"].sudo().get_param(EMAIL_PARAMETER)
        if not address:
            return
        lines = [
            f"{head['company_name'] or head['company_id']} "
            f"{head['number']} {head['sealed_at']} {head['hash']}"
            for head in heads
        ]
        self.env["mail.mail"].sudo().create(  # sudo: as above
            {
                "subject": self.env._("Ledger anchors: keep this message"),
                "body_html": Markup("<pre>%s</pre>") % "\n".join(lines),
                "email_to": address,
                "auto_delete": False,
            }
        )

    @api.model
    def _read_anchors(self):
        """Anchors since the last accepted restore: ``{(company, number): hash}``."""
        path = os.path.join(self._directory(), FILE_NAME)
        anchors = {}
        if not os.path.exists(path):
            return anchors
        with open(path, encoding="utf-8") as stream:
            for line in stream:
                anchor = json.loads(line)
                if anchor.get("restart"):
                    anchors.clear()
                else:
                    anchors[anchor["company_id"], anchor["number"]] = anchor["hash"]
        return anchors

    @api.model
    def _check_anchors(self):
        """Compare the anchors with the seals.

        :return: ``count`` of anchors, and ``broken``: list of (company, number) of
            anchored seals that are missing or another seal now
        """
        anchors = self._read_anchors()
        numbers = sorted({number for _company, number in anchors})
        seals = self.env.execute_query(
            SQL(
                "SELECT company_id, number, hash FROM med_ledger_seal"
                " WHERE number = ANY(%s)",
                numbers,
            )
        )
        hashes = {(company, number): hash_ for company, number, hash_ in seals}
        broken = sorted(key for key in anchors if hashes.get(key) != anchors[key])
        return {"count": len(anchors), "broken": broken}

    @api.model
    def _accept_restore(self, reason):
        """Start anchoring anew after a restore of an older backup, with a reason.

        :raise AccessError: for anybody but the quality head
        """
        if not self.env.user.has_group("med_base.group_quality_head"):
            raise AccessError(
                self.env._("Only the quality head accepts a restored ledger.")
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason for this decision."))
        broken = self._check_anchors()["broken"]
        self.env["med.ledger.entry"]._append(
            "ledger.restore_accepted",
            facts={"reason": reason, "lost_seals": [list(key) for key in broken]},
        )
        self._write_lines([{"restart": reason, "login": self.env.user.login}])
