from . import med_credential_renewal
from . import med_dossier_decision
