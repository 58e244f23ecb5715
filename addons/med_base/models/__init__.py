# kernel services
from . import ticket
from . import med_guarded_mixin
# roles, master data, deadlines
# ledger and retention
from . import med_ledger_base
from . import med_ledger_mixin
from . import med_ledger_entry
from . import med_ledger_pending
# approval
# gate
# documents of other addons
