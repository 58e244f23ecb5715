from . import med_credit_segment
from . import med_credit_account
from . import res_partner
