from . import med_retention_hold
from . import med_role_wizard
from . import med_role_matrix
from . import med_sign_wizard
from . import med_approval_reason_wizard
from . import med_gate_cutover_wizard
from . import med_gate_waiver_wizard
from . import med_gate_waiver_refuse_wizard
