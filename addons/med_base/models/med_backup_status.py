import json
import logging
import os
from datetime import datetime, timedelta
from pathlib import Path

from odoo import api, fields, models
from odoo.tools import config

_logger = logging.getLogger(__name__)

OLDEST = timedelta(days=2)


class MedBackupStatus(models.AbstractModel):
    """What the backup script says about its last run.

    The file is named by ``MED_BACKUP_STATUS``, else ``med_backup_status.json`` in the
    data folder. Keys: ``backup_at``, ``restore_tested_at`` (ISO times, UTC),
    ``size_bytes``, ``place``, ``ok``, ``encrypted``.
    """

    _name = "med.backup.status"
    _description = "Backup Status"

    @api.model
    def _path(self):
        """Where the status file is."""
        named = os.environ.get("MED_BACKUP_STATUS")
        return Path(named or Path(config["data_dir"]) / "med_backup_status.json")

    @api.model
    def _read_status(self):
        """The last backup, for the settings page.

        :return: dict at, size (bytes), place, encrypted, restore_tested_at, state (ok, old,
            failed, missing); times naive UTC or False
        """
        try:
            data = json.loads(self._path().read_text(encoding="utf-8"))
            at = self._parse(data.get("backup_at"))
            status = {
                "at": at,
                "size": int(data.get("size_bytes") or 0),
                "place": str(data.get("place") or ""),
                "encrypted": data.get("encrypted") is True,
                "restore_tested_at": self._parse(data.get("restore_tested_at")),
            }
        except FileNotFoundError:
            return self._no_status()
        except (OSError, ValueError, TypeError, AttributeError) as error:
            _logger.info("backup status %s cannot be read: %s", self._path(), error)
            return self._no_status()
        status["state"] = self._state(at, data.get("ok", True))
        return status

    @api.model
    def _no_status(self):
        nothing = {"at": False, "size": 0, "place": "", "encrypted": False}
        return {**nothing, "restore_tested_at": False, "state": "missing"}

    @api.model
    def _state(self, at, succeeded):
        if not at:
            return "missing"
        if not succeeded:
            return "failed"
        return "old" if fields.Datetime.now() - at > OLDEST else "ok"

    @api.model
    def _parse(self, text):
        """Naive UTC datetime of an ISO text, False for nothing."""
        if not text:
            return False
        moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
        return (moment - (moment.utcoffset() or timedelta())).replace(tzinfo=None, microsecond=0)
