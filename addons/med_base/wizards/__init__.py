from . import med_retention_hold
from . import med_role_wizard
from . import med_role_matrix
