"""What a person reads in the signing dialog."""

import re
from unittest.mock import patch

from ..wizards.med_sign_wizard import MedSignWizard

CHINESE = re.compile("[\u4e00-\u9fff]{6}")


class SignStatement:
    """For classes on ``MedBaseCommon``: the statement as the dialog shows it."""

    def _statement(self, record, method):
        """The sentence a Chinese quality head signs for a method of a record."""
        user = self.users["quality_head"]
        user.lang = "zh_CN"
        wizards = self.env(user=user, context={})["med.sign.wizard"]
        record = record.with_env(wizards.env)
        with patch.object(MedSignWizard, "_is_interactive", lambda wizard: True):
            return wizards._open_for(record, method, {}).meaning
