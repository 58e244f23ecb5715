# kernel services
from . import ticket
from . import med_guarded_mixin
# roles, master data, deadlines
# ledger and retention
# approval
# gate
# documents of other addons
