from . import med_credential_renewal
from . import med_dossier_decision
from . import med_background_conclusion
from . import med_credential_snooze
from . import med_portal_send
from . import med_portal_sent
from . import med_upload_answer
from . import med_inspection_wizard
