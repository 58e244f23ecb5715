# rules
from . import med_credential_type
from . import med_requirement
# papers
from . import med_credential
from . import med_credential_review
from . import med_credential_scope
from . import ir_attachment
# judgement
from . import med_qualification
# files of parties and products
from . import med_dossier
from . import med_dossier_decision
from . import med_dossier_line
from . import res_partner
from . import product_product
from . import product_template
# gate
from . import med_gate_mixin
from . import med_gate_qualification
from . import med_gate_wording
from . import sale_order
from . import purchase_order
from . import stock_move
from . import account_move
# words of the ledger
from . import med_ledger_words
