# kernel services
from . import ticket
from . import med_guarded_mixin
# roles, master data, deadlines
from . import med_party_type
from . import med_device_category
from . import res_partner
from . import res_company
from . import product_product
from . import product_template
# ledger and retention
from . import med_ledger_base
from . import med_ledger_mixin
from . import med_ledger_entry
from . import med_ledger_pending
from . import med_ledger_payload
from . import med_ledger_seal
from . import med_ledger_seal_line
from . import med_ledger_anchor
from . import med_ledger_verifier
from . import med_retention_rule
from . import med_retention_mixin
from . import med_retention_partner
# approval
# gate
# documents of other addons
